"""Networks as dynamical systems: slow and fixed points, the modes of the dynamics linearised there, and what they do."""


rule analyse_dynamics:
    input:
        network=run_file("network"),
        states=run_file("states"),
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        **outputs_of("dynamics"),  # fixed_points.json, fixed_points.safetensors, modes.json, ...
    log:
        f"logs/analyse_dynamics/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(60),
    params:
        code=code("analyse_dynamics", *measures.modules_of("dynamics")),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        measures=measures.rows_of("dynamics"),
        options=options_of("dynamics"),
        constant_input=lambda wildcards: task_of(wildcards).options.constant_input,
        seed=study.seed,
    script:
        "../workflow/scripts/analyse_dynamics.py"
