"""One table per measure, over all networks, tasks, pairs or checkpoints of the study: a row of the registry of tables each."""

from rnn_geometry.tables.registry import ROWS, TABLES

SKELETONS = study.skeleton_runs(config, BLOCKS)
# What words predict is measured for the tasks of the study's own runs alone: along a sweep it is the shape that counts.
COUNTED = [task for task in TASKS if any(run.task == task for run in BLOCKS)]
SHOWN_PAIRS = {task: compared_runs(task) for task in TASKS if len(compared_runs(task)) > 1}


def recorded(runs=(), tasks=()):
    """The folders of runs, or of tasks, that records lie in, and what names each."""
    return {run.folder: key(run) for run in runs} | {f"results/tasks/{task}": [task] for task in tasks}


# What has a record, by what the registry calls it; without any, there is no table.
RECORDED = {
    "run": recorded(RUNS),
    "skeleton run": recorded(SKELETONS),
    "checkpoint": recorded(FOLLOWED),
    "task": recorded(tasks=COUNTED),
    "pair": recorded(tasks=SHOWN_PAIRS),
}
COLLECTED = {table.name: table for table in TABLES if RECORDED[table.of]}


def tables_of(row):
    """The tables with one row per run, task, pair or checkpoint."""
    return [f"results/tables/{table.name}.csv" for table in COLLECTED.values() if table.row == row]


rule collect_table:
    input:
        records=lambda wildcards: [
            f"{folder}/{COLLECTED[wildcards.table].record}" for folder in RECORDED[COLLECTED[wildcards.table].of]
        ],
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/{table}.csv",
    log:
        "logs/collect_table/{table}.log",
    benchmark:
        "benchmarks/collect_table/{table}.tsv"
    wildcard_constraints:
        table=one_of(COLLECTED),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_table"),
        study=config["study"]["name"],
        records=lambda wildcards: list(RECORDED[COLLECTED[wildcards.table].of].values()),
        about=lambda wildcards: list(COLLECTED[wildcards.table].about),
    script:
        "../workflow/scripts/collect_table.py"
