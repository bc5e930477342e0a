"""Hidden states that a trained network visits while it reads held-out texts."""


rule extract_states:
    input:
        network=run_file("network"),
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
    output:
        states=run_file("states"),
    log:
        f"logs/extract_states/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("extract_states"),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        texts=study.config.states.texts,
        constant_input=lambda wildcards: task_of(wildcards).options.constant_input,
    script:
        "../workflow/scripts/extract_states.py"
