"""Networks compared with one another, and the verdicts on the paper's claims."""

tables_of_tasks = ["word_counts"]


rule compare_networks:
    input:
        states=lambda wildcards: files_of(study.compared(wildcards.task), "states"),
        points=lambda wildcards: files_of(study.compared(wildcards.task), "points"),
        task="results/tasks/{task}/task.json",
    output:
        table="results/tasks/{task}/universality.csv",
    log:
        "logs/compare_networks/{task}.log",
    benchmark:
        "benchmarks/compare_networks/{task}.tsv"
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


rule collect_pairs:
    input:
        pairs=[f"results/tasks/{task}/universality.csv" for task in study.compared_tasks],
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/universality.csv",
    log:
        "logs/collect_pairs.log",
    benchmark:
        "benchmarks/collect_pairs.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_pairs"),
        study=study.name,
        tasks=study.compared_tasks,
    script:
        "../workflow/scripts/collect_pairs.py"


rule judge_claims:
    input:
        tasks="results/tables/tasks.csv",
        of_runs=expand("results/tables/{table}.csv", table=runs_of_tables),
        of_tasks=expand("results/tables/{table}.csv", table=tables_of_tasks),
        pairs=["results/tables/universality.csv"] if study.compared_tasks else [],
        courses=courses,
    output:
        claims=report("results/claims.csv", caption="../workflow/report/verdicts.rst", category="Claims"),
        detail="results/tables/claims_detail.csv",
    log:
        "logs/judge_claims.log",
    benchmark:
        "benchmarks/judge_claims.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("judge_claims"),
        study=study.name,
        cells=study.kinds,
        blocks=keys_of(study.blocks),
        sweeps={name: {"over": sweep.over, "runs": sweep.rows} for name, sweep in study.sweeps.items()},
        seed=study.seed,
    script:
        "../workflow/scripts/judge_claims.py"
