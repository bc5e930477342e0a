"""Hidden states that a trained network visits while it reads held-out texts."""


rule extract_states:
    input:
        network=f"{RUN}/model.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
    output:
        states=f"{RUN}/states.safetensors",
    log:
        f"logs/extract_states/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/extract_states/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("extract_states"),
        own_cell=lambda wildcards: study.own_cell(config, wildcards.cell),
        texts=config["states"]["texts"],
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
    script:
        "../workflow/scripts/extract_states.py"
