"""Networks as dynamical systems: slow and fixed points, and the modes of the dynamics linearised there."""


rule find_fixed_points:
    input:
        network=f"{RUN}/model.safetensors",
        states=f"{RUN}/states.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
    output:
        points=f"{RUN}/fixed_points.safetensors",
        record=f"{RUN}/fixed_points.json",
    log:
        f"logs/find_fixed_points/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/find_fixed_points/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        code=code("find_fixed_points"),
        options=config["fixed_points"],
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/find_fixed_points.py"


rule analyse_modes:
    input:
        network=f"{RUN}/model.safetensors",
        points=f"{RUN}/fixed_points.safetensors",
        task="results/tasks/{task}/task.json",
    output:
        modes=f"{RUN}/modes.safetensors",
        record=f"{RUN}/modes.json",
    log:
        f"logs/analyse_modes/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/analyse_modes/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        code=code("analyse_modes"),
        points=config["modes"]["points"],
    script:
        "../workflow/scripts/analyse_modes.py"
