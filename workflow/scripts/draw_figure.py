"""Draw one figure, by the module that its rule names."""

from rnn_geometry.job import job

with job(snakemake):
    from importlib import import_module
    from pathlib import Path

    from rnn_geometry.figures.given import Given
    from rnn_geometry.figures.style import save

    input, params = snakemake.input, snakemake.params
    given = Given(
        subject=next(iter(snakemake.wildcards), ""),
        runs=params.runs,
        files={kind: input[kind] for kind in params.reads if kind != "task"},
        record=input.get("task"),
        tables={Path(table).stem: table for table in input.get("tables", [])},
        about=params.about,
    )
    save(import_module(params.module).draw(given), snakemake.output.figures)
