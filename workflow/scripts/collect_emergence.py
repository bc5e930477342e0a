"""One table of all trainings of the study that were followed, a row a checkpoint."""

from rnn_geometry.job import job

with job(snakemake):
    import pandas as pd

    from rnn_geometry.files import write_table

    tasks = pd.read_csv(snakemake.input.tasks)[["task", "family", "classes", "expected_dimension"]]
    runs = pd.DataFrame(snakemake.params.runs, columns=["task", "cell", "l2", "seed"])
    names = runs[["task"]].merge(tasks, on="task").join(runs[["cell", "l2", "seed"]])
    courses = [
        pd.DataFrame([name] * len(course)).reset_index(drop=True).join(course)
        for (_, name), course in zip(names.iterrows(), map(pd.read_csv, snakemake.input.courses), strict=True)
    ]
    write_table(snakemake.output.table, pd.concat(courses).assign(study=snakemake.params.study))
