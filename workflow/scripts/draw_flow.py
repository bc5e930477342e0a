"""Draw speed, flow and labels over the principal plane of one task's networks, a column a run."""

from rnn_geometry.job import job

with job(snakemake):
    from dataclasses import fields

    from rnn_geometry.dynamics.stability import unstable_directions
    from rnn_geometry.figures.flow import Flow, draw_flows
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json

    runs = []
    for effects, modes in zip(snakemake.input.effects, snakemake.input.modes, strict=True):
        spectrum = read_arrays(modes, ["fixed_real", "fixed_imag"])
        arrays = read_arrays(effects, [field.name for field in fields(Flow) if field.name != "index"])
        runs.append(Flow(**arrays, index=unstable_directions(spectrum["fixed_real"] + 1j * spectrum["fixed_imag"])))
    task = read_json(snakemake.input.task)
    save(draw_flows(runs, snakemake.params.titles, task["classes"], task["multilabel"]), snakemake.output.figures)
