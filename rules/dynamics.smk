"""Networks as dynamical systems: slow and fixed points, and the modes of the dynamics linearised there."""


rule analyse_dynamics:
    input:
        network=f"{RUN}/model.safetensors",
        states=f"{RUN}/states.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        points=f"{RUN}/fixed_points.safetensors",
        points_record=f"{RUN}/fixed_points.json",
        modes=f"{RUN}/modes.safetensors",
        modes_record=f"{RUN}/modes.json",
    log:
        f"logs/analyse_dynamics/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/analyse_dynamics/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(60),
    params:
        code=code("analyse_dynamics"),
        fixed_points=config["fixed_points"],
        modes=config["modes"],
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/analyse_dynamics.py"


rule measure_effects:
    input:
        network=f"{RUN}/model.safetensors",
        states=f"{RUN}/states.safetensors",
        points=f"{RUN}/fixed_points.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        arrays=f"{RUN}/effects.safetensors",
        record=f"{RUN}/effects.json",
        words=f"{RUN}/deflections.csv",
    log:
        f"logs/measure_effects/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/measure_effects/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(30),
    params:
        code=code("measure_effects"),
        options=config["effects"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/measure_effects.py"
