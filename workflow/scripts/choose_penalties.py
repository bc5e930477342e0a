"""The penalty of every task and cell that the study sweeps over L2, by the one-standard-error rule."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import read_table, write_table
    from rnn_geometry.tables.columns import KEYS
    from rnn_geometry.tables.penalties import SHOWN, choose

    input, params = snakemake.input, snakemake.params
    rows = pd.DataFrame(params.runs, columns=["sweep", "value", *KEYS]).astype({"l2": float, "seed": int})
    tasks = read_table(input.tasks)[["task", "validation_texts", "expected_dimension"]]
    for name in ("metrics", "dimension", "memory"):
        table = read_table(input[name])
        rows = rows.merge(table[[*KEYS, *({"validation_accuracy", *SHOWN} & set(table))]], on=KEYS)
    write_table(snakemake.output.table, choose(rows.merge(tasks, on="task")).assign(study=params.study))
