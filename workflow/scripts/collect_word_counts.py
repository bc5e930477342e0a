"""One table of what word counts say of every task of the study."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import read_json, write_table

    columns = ["task", "source", "family", "classes", "expected_dimension"]
    tasks = pd.read_csv(snakemake.input.tasks).set_index("task")
    records = dict(zip(snakemake.params.tasks, snakemake.input.records, strict=True))
    table = pd.DataFrame.from_dict({task: read_json(record) for task, record in records.items()}, orient="index")
    table = tasks.join(table, how="right").rename_axis("task").reset_index()[[*columns, *table]]
    write_table(snakemake.output.table, table.assign(study=snakemake.params.study))
