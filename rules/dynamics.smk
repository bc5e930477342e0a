"""Networks as dynamical systems: slow and fixed points, the modes of the dynamics linearised there, and what they do."""


rule analyse_dynamics:
    input:
        network=f"{RUN}/model.safetensors",
        states=f"{RUN}/states.safetensors",
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        task="results/tasks/{task}/task.json",
    output:
        **measures.outputs_of("network", RUN),  # fixed_points.json, fixed_points.safetensors, modes.json, ...
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
        code=code("analyse_dynamics", *measures.modules_of("network")),
        own_cell=lambda wildcards: study.own_cell(config, wildcards.cell),
        options={section: config[section] for section in measures.sections_of("network")},
        constant_input=lambda wildcards: config["tasks"][wildcards.task]["constant_input"],
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/analyse_dynamics.py"
