"""How the geometry arises: networks trained once more, and measured at log-spaced steps of their training."""


# A rule of its own, since most networks are not followed: those that are come out as train_network has them, bit for bit.
rule follow_training:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
        cell=record_of_own_cell,
    output:
        checkpoints=run_file("checkpoints"),
    log:
        f"logs/follow_training/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(60),
    params:
        code=code("follow_training"),
        architecture=lambda wildcards: study.architecture(wildcards.task, wildcards.cell),
        recipe=lambda wildcards: task_of(wildcards).training(wildcards.l2),
        checkpoints=study.config.emergence.checkpoints,
        seed=study.seed,
    script:
        "../workflow/scripts/follow_training.py"


rule measure_emergence:
    input:
        checkpoints=run_file("checkpoints"),
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        table=run_file("emergence"),
    log:
        f"logs/measure_emergence/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(30),
    params:
        code=code("measure_emergence"),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        texts=study.config.states.texts,
        points=study.config.emergence.points,
        memory=study.config.memory.plain(),
        fixed_points=study.config.fixed_points.plain() | {"starts": study.config.emergence.starts},
        constant_input=lambda wildcards: task_of(wildcards).options.constant_input,
        seed=study.seed,
    script:
        "../workflow/scripts/measure_emergence.py"
