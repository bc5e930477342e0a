"""Networks compared with one another, and the verdicts on the paper's claims."""

from rnn_geometry.tables.registry import ROWS

# What puts the tables together into one row per network, or per pair of them.
joined = {
    "rows": list(ROWS),
    "cells": study.kinds,
    "blocks": keys_of(study.blocks),
    "sweeps": {name: {"over": sweep.over, "runs": sweep.rows} for name, sweep in study.sweeps.items()},
}


rule compare_networks:
    input:
        states=lambda wildcards: files_of(study.compared(wildcards.task), "states"),
        points=lambda wildcards: files_of(study.compared(wildcards.task), "fixed_points_arrays"),
        task="results/tasks/{task}/task.json",
    output:
        table="results/tasks/{task}/universality.csv",
    log:
        "logs/compare_networks/{task}.log",
    wildcard_constraints:
        task=one_of(study.compared_tasks),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("compare_networks"),
        runs=lambda wildcards: [{"cell": run.cell, "l2": run.l2, "seed": run.seed} for run in study.compared(wildcards.task)],
        seed=study.seed,
    script:
        "../workflow/scripts/compare_networks.py"


rule judge_claims:
    input:
        **{row: collected.files(row) for row in ROWS},
        tasks="results/tables/tasks.csv",
    output:
        claims=report("results/claims.csv", caption="../workflow/report/verdicts.rst", category="Claims"),
        detail="results/tables/claims_detail.csv",
    log:
        "logs/judge_claims.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        **joined,
        code=code("judge_claims"),
        study=study.name,
        seed=study.seed,
    script:
        "../workflow/scripts/judge_claims.py"
