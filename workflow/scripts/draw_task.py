"""Draw one task's own figures: manifold, slow points, spectrum, deflections, linearisation, and flow."""

from rnn_geometry.job import job

with job(snakemake):
    from rnn_geometry.figures.of_task import ShownRun, TaskFigures
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_json

    input, params = snakemake.input, snakemake.params
    files = zip(input.states, input.points, input.modes, input.effects, input.effects_records, strict=True)
    runs = [ShownRun(*of_run).read() for of_run in files]
    figures = TaskFigures(read_json(input.task), params.synthetic, params.titles, runs)
    for kind, paths in snakemake.output.items():
        save(getattr(figures, kind)(), paths)
