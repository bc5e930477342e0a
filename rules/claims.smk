"""Networks compared with one another, and the verdicts on the paper's claims."""


rule compare_networks:
    input:
        states=lambda wildcards: [f"{run.folder}/states.safetensors" for run in SHOWN_PAIRS[wildcards.task]],
        points=lambda wildcards: [f"{run.folder}/fixed_points.safetensors" for run in SHOWN_PAIRS[wildcards.task]],
        task="results/tasks/{task}/task.json",
    output:
        table="results/tasks/{task}/universality.csv",
    log:
        "logs/compare_networks/{task}.log",
    benchmark:
        "benchmarks/compare_networks/{task}.tsv"
    wildcard_constraints:
        task=one_of(SHOWN_PAIRS),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("compare_networks"),
        runs=lambda wildcards: [{"cell": run.cell, "l2": run.l2, "seed": run.seed} for run in SHOWN_PAIRS[wildcards.task]],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/compare_networks.py"


rule judge_claims:
    input:
        **{row: tables_of(row) for row in ROWS},
        tasks="results/tables/tasks.csv",
    output:
        claims=report("results/claims.csv", caption="../workflow/report/verdicts.rst", category="Claims"),
        detail="results/tables/claims_detail.csv",
    log:
        "logs/judge_claims.log",
    benchmark:
        "benchmarks/judge_claims.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("judge_claims"),
        study=config["study"]["name"],
        cells=study.kinds(config),
        blocks=[key(run) for run in BLOCKS],
        sweeps={
            name: {
                "over": config["sweeps"][name]["over"],
                "runs": [[value, *key(run)] for value, run in runs],
            }
            for name, runs in SWEEPS.items()
        },
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/judge_claims.py"
