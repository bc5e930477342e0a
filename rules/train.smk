"""Networks: one trained a run."""


rule train_network:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
    output:
        network=f"{RUN}/model.safetensors",
        history=f"{RUN}/training.csv",
        metrics=f"{RUN}/metrics.json",
        provenance=f"{RUN}/provenance.json",
    log:
        f"logs/train_network/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/train_network/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(60),
    params:
        code=code("train_network"),
        architecture=lambda wildcards: study.architecture_options(config, wildcards.task, wildcards.cell),
        recipe=lambda wildcards: study.recipe_options(config, wildcards.task, wildcards.l2),
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/train_network.py"
