"""Draw how one task's linearised networks lie beside the manifold and predict the real ones, a column a run."""

from rnn_geometry.job import job

with job(snakemake):
    from dataclasses import fields

    from rnn_geometry.figures.linearisation import Linearised, draw_linearisations
    from rnn_geometry.figures.style import save
    from rnn_geometry.files import read_arrays, read_json
    from rnn_geometry.tasks.encoded import output_names

    runs = []
    for arrays, record in zip(snakemake.input.effects, snakemake.input.records, strict=True):
        both = read_arrays(arrays) | read_json(record)
        runs.append(Linearised(**{field.name: both[field.name] for field in fields(Linearised)}))
    outputs = output_names(read_json(snakemake.input.task))
    save(draw_linearisations(runs, snakemake.params.titles, outputs), snakemake.output.figures)
