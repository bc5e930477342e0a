"""One table of all pairs of networks of the study that have been compared."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import write_table

    tasks = pd.read_csv(snakemake.input.tasks)[["task", "family", "classes", "expected_dimension"]]
    pairs = [
        pd.read_csv(table).assign(task=task) for task, table in zip(snakemake.params.tasks, snakemake.input.pairs, strict=True)
    ]
    table = tasks.merge(pd.concat(pairs), on="task")
    write_table(snakemake.output.table, table.assign(study=snakemake.params.study))
