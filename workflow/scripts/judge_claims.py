"""Judge every claim on the tables of the study."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.claims.judge import judge_all
    from rnn_geometry.claims.registry import CLAIMS
    from rnn_geometry.claims.tables import join
    from rnn_geometry.files import write_table

    def read(paths) -> list[pd.DataFrame]:
        return [pd.read_csv(path).drop(columns="study") for path in paths]  # all of one

    tables = join(
        *read([snakemake.input.tasks]),
        read(snakemake.input.of_runs),
        read(snakemake.input.of_tasks),
        pd.concat([pd.DataFrame(), *read(snakemake.input.pairs)]),
        courses=pd.concat([pd.DataFrame(), *read(snakemake.input.courses)]),
        cells=snakemake.params.cells,
        blocks=snakemake.params.blocks,
        sweeps=snakemake.params.sweeps,
    )
    claims, detail = judge_all(CLAIMS, tables, snakemake.params.seed)
    print(claims[["claim", "verdict", "groups_passing", "groups", "control_passes"]].to_string(index=False))
    write_table(snakemake.output.claims, claims.assign(study=snakemake.params.study))
    write_table(snakemake.output.detail, detail.assign(study=snakemake.params.study))
