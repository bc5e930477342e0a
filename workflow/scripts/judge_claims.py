"""Judge every claim on the tables of the study."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.claims.judge import judge_all
    from rnn_geometry.claims.registry import CLAIMS
    from rnn_geometry.claims.tables import join
    from rnn_geometry.files import read_table, write_table

    input, params = snakemake.input, snakemake.params

    def read(path) -> pd.DataFrame:
        return read_table(path).drop(columns="study")  # all of one

    collected = {row: [read(path) for path in input[row]] for row in params.rows}
    tables = join(read(input.tasks), collected, params.cells, params.blocks, params.sweeps)
    claims, detail = judge_all(CLAIMS, tables, params.seed)
    print(claims[["claim", "verdict", "groups_passing", "groups", "groups_undetermined", "passed_by"]].to_string(index=False))
    write_table(snakemake.output.claims, claims.assign(study=params.study))
    write_table(snakemake.output.detail, detail.assign(study=params.study))
