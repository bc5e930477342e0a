"""How the geometry arises: networks trained once more, and measured at log-spaced steps of their training."""


# A rule of its own, since most networks are not followed: those that are come out as train_network has them, bit for bit.
rule follow_training:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
        cell=record_of_own_cell,
    output:
        checkpoints=f"{RUN}/checkpoints.safetensors",
    log:
        f"logs/follow_training/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/follow_training/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(60),
    params:
        code=code("follow_training"),
        architecture=lambda wildcards: study.architecture_options(config, wildcards.task, wildcards.cell),
        recipe=lambda wildcards: study.recipe_options(config, wildcards.task, wildcards.l2),
        checkpoints=config["emergence"]["checkpoints"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/follow_training.py"


rule measure_emergence:
    input:
        checkpoints=f"{RUN}/checkpoints.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        table=f"{RUN}/emergence.csv",
    log:
        f"logs/measure_emergence/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/measure_emergence/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(30),
    params:
        code=code("measure_emergence"),
        own_cell=lambda wildcards: study.own_cell(config, wildcards.cell),
        texts=config["states"]["texts"],
        points=config["emergence"]["points"],
        fixed_points=config["fixed_points"] | {"starts": config["emergence"]["starts"]},
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/measure_emergence.py"
