"""Interventions: what a network answers when its states are changed on the way."""


rule perturb_states:
    input:
        network=run_file("network"),
        states=run_file("states"),
        fixed_points=run_file("fixed_points_arrays"),
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        **outputs_of("interventions"),  # interchange.json, interchange.safetensors, ...
    log:
        f"logs/perturb_states/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(60),
    params:
        code=code("perturb_states", *measures.modules_of("interventions")),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        measures=measures.rows_of("interventions"),
        options=options_of("interventions"),
        constant_input=lambda wildcards: task_of(wildcards).options.constant_input,
        seed=study.seed,
    script:
        "../workflow/scripts/perturb_states.py"
