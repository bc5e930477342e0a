"""The skeleton: all fixed points of a network, each with its index and its face, and the connections between them."""


rule find_skeleton:
    input:
        network=f"{RUN}/model.safetensors",
        states=f"{RUN}/states.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        arrays=f"{RUN}/skeleton.safetensors",
        record=f"{RUN}/skeleton.json",
    log:
        f"logs/find_skeleton/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/find_skeleton/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(60),
    params:
        code=code("find_skeleton"),
        own_cell=lambda wildcards: study.own_cell(config, wildcards.cell),
        options=study.skeleton_options(config),
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/find_skeleton.py"
