"""Networks: one trained a run, or taken in where it was trained elsewhere."""


rule train_network:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
        cell=record_of_own_cell,
    output:
        network=f"{RUN}/model.safetensors",
        history=f"{RUN}/training.csv",
        metrics=f"{RUN}/metrics.json",
        provenance=f"{RUN}/provenance.json",
    log:
        f"logs/train_network/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/train_network/{RUN_JOB}.tsv"
    wildcard_constraints:
        cell=one_of(cell for cell in config["cells"] if cell not in IMPORTED),
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


rule import_network:
    input:
        checkpoint=lambda wildcards: config["cells"][wildcards.cell]["checkpoint"],
        words=lambda wildcards: study.vocabulary_files(config, wildcards.task),
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
    output:
        network=f"{RUN}/model.safetensors",
        history=f"{RUN}/training.csv",
        metrics=f"{RUN}/metrics.json",
        provenance=f"{RUN}/provenance.json",
    log:
        f"logs/import_network/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/import_network/{RUN_JOB}.tsv"
    wildcard_constraints:
        cell=one_of(IMPORTED),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("import_network"),
        network=lambda wildcards: study.import_options(config, wildcards.cell),
        vocabulary=lambda wildcards: study.own_vocabulary(config, wildcards.task),
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/import_network.py"
