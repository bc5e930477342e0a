"""Keep what the study found for the pages."""

from rnn_geometry.job import job

with job(snakemake):
    from pathlib import Path
    from shutil import copyfile

    from rnn_geometry.claims.tables import join
    from rnn_geometry.files import complete_or_absent, read_json, read_table, write_json, write_table
    from rnn_geometry.pages.kept import networks_of, origin_of, verdicts_of

    given, made, params = snakemake.input, snakemake.output, snakemake.params

    def read(path):
        return read_table(path).drop(columns="study")  # all of one

    collected = {row: [read(path) for path in given[row]] for row in params.rows}
    tables = join(read(given.tasks), collected, params.cells, params.blocks, params.sweeps)
    records = [read_json(path) for path in params.records if Path(path).exists()]
    write_table(made.networks, networks_of(tables.runs))
    write_table(made.claims, verdicts_of(read(given.claims), read(given.detail)))
    for source, target in zip([*given.penalties, *given.figures], [*made.penalties, *made.figures], strict=True):
        with complete_or_absent(target) as partial:
            copyfile(source, partial)
    write_json(made.study, params.about | origin_of(records, tables.runs["seed"]))
