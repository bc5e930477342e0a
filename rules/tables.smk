"""One table per measure, over all networks, tasks, pairs or checkpoints of the study: a row of the registry of tables each."""

from rnn_geometry.tables.registry import ROWS, TABLES


def recorded(runs=(), tasks=()):
    """The folders of runs, or of tasks, that records lie in, and what names each."""
    return {run.folder: list(run.key) for run in runs} | {f"results/tasks/{task}": [task] for task in tasks}


# What has a record, by what the registry calls it; without any, there is no table.
records_of = {
    "run": recorded(study.runs),
    "skeleton run": recorded(study.skeletons),
    "checkpoint": recorded(study.followed),
    # What words predict is measured for the tasks of the study's own runs: along a sweep it is the shape that counts.
    "task": recorded(tasks=tasks_of(study.blocks)),
    "pair": recorded(tasks=study.compared_tasks),
}
collected = {table.name: table for table in TABLES if records_of[table.of]}


def tables_of(row):
    """The tables with one row per run, task, pair or checkpoint."""
    return [f"results/tables/{table.name}.csv" for table in collected.values() if table.row == row]


rule collect_table:
    input:
        records=lambda wildcards: [
            f"{folder}/{collected[wildcards.table].record}" for folder in records_of[collected[wildcards.table].of]
        ],
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/{table}.csv",
    log:
        "logs/collect_table/{table}.log",
    wildcard_constraints:
        table=one_of(collected),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_table"),
        study=study.name,
        records=lambda wildcards: list(records_of[collected[wildcards.table].of].values()),
        about=lambda wildcards: list(collected[wildcards.table].about),
    script:
        "../workflow/scripts/collect_table.py"
