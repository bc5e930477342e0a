"""The skeleton: all fixed points of a network, each with its index and its face, and the connections between them."""


rule find_skeleton:
    input:
        network=run_file("network"),
        states=run_file("states"),
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        arrays=run_file("skeleton_arrays"),
        record=run_file("skeleton"),
    log:
        f"logs/find_skeleton/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(60),
    params:
        code=code("find_skeleton"),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        options=study.config.skeleton.search(),
        constant_input=lambda wildcards: task_of(wildcards).options.constant_input,
        seed=study.seed,
    script:
        "../workflow/scripts/find_skeleton.py"
