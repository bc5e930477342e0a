"""Networks as dynamical systems: slow and fixed points, the modes of the dynamics linearised there, and what they do."""


rule analyse_dynamics:
    input:
        network=run_file("network"),
        states=run_file("states"),
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        points=run_file("points"),
        points_record=run_file("points_record"),
        modes=run_file("modes"),
        modes_record=run_file("modes_record"),
        effects=run_file("effects"),
        effects_record=run_file("effects_record"),
        words=run_file("words"),
    log:
        f"logs/analyse_dynamics/{run_job}.log",
    benchmark:
        f"benchmarks/analyse_dynamics/{run_job}.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(60),
    params:
        code=code("analyse_dynamics"),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        fixed_points=study.config.fixed_points.plain(),
        modes=study.config.modes.plain(),
        effects=study.config.effects.plain(),
        constant_input=lambda wildcards: task_of(wildcards).options.constant_input,
        seed=study.seed,
    script:
        "../workflow/scripts/analyse_dynamics.py"
