"""One table of one measure over all runs of the study."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import read_json, write_table

    tasks = pd.read_csv(snakemake.input.tasks).set_index("task")[["family", "classes", "expected_dimension"]]
    runs = pd.DataFrame(snakemake.params.runs, columns=["task", "cell", "l2", "seed"])
    names = runs[["task"]].join(tasks, on="task").join(runs[["cell", "l2", "seed"]])
    measures = pd.DataFrame([read_json(record) for record in snakemake.input.records])
    table = pd.concat([names, measures], axis=1).assign(study=snakemake.params.study)
    write_table(snakemake.output.table, table)
