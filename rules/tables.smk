"""One table per measure, over all networks, tasks, pairs or checkpoints of the study: a row of the registry of tables each."""

from rnn_geometry.tables.collected import Collected

collected = Collected(study)
penalties_table = ["results/tables/penalties.csv"] if "l2" in {sweep.over for sweep in study.sweeps.values()} else []


rule collect_table:
    input:
        records=lambda wildcards: collected.records(wildcards.table),
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/{table}.csv",
    log:
        "logs/collect_table/{table}.log",
    wildcard_constraints:
        table=one_of(collected.tables),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_table"),
        study=study.name,
        records=lambda wildcards: collected.keys(wildcards.table),
        about=lambda wildcards: list(collected.tables[wildcards.table].about),
    script:
        "../workflow/scripts/collect_table.py"


# The one-standard-error rule, for the sweeps over L2 that the study has.
rule choose_penalties:
    input:
        **{name: f"results/tables/{name}.csv" for name in ("metrics", "dimension", "memory", "tasks")},
    output:
        table="results/tables/penalties.csv",
    log:
        "logs/choose_penalties.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("choose_penalties"),
        study=study.name,
        runs=[[sweep.name, *row] for sweep in study.sweeps.values() if sweep.over == "l2" for row in sweep.rows],
    script:
        "../workflow/scripts/choose_penalties.py"
