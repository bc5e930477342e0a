"""One table of all trainings of the study that were followed, a row a checkpoint."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import write_table

    tasks = pd.read_csv(snakemake.input.tasks).set_index("task")[["family", "classes", "expected_dimension"]]
    runs = pd.DataFrame(snakemake.params.runs, columns=["task", "cell", "l2", "seed"])
    names = runs[["task"]].join(tasks, on="task").join(runs[["cell", "l2", "seed"]])
    courses = [pd.read_csv(file) for file in snakemake.input.courses]
    names = names.loc[names.index.repeat([len(course) for course in courses])].reset_index(drop=True)
    table = names.join(pd.concat(courses, ignore_index=True)).assign(study=snakemake.params.study)
    write_table(snakemake.output.table, table)
