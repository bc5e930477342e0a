"""Networks as dynamical systems: slow and fixed points, the modes of the dynamics linearised there, and what they do."""


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
        effects=f"{RUN}/effects.safetensors",
        effects_record=f"{RUN}/effects.json",
        words=f"{RUN}/deflections.csv",
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
        own_cell=lambda wildcards: study.own_cell(config, wildcards.cell),
        fixed_points=config["fixed_points"],
        modes=config["modes"],
        effects=config["effects"],
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/analyse_dynamics.py"
