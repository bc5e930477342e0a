"""The geometry of states, slow points and readouts of each run; and what the words of each task foretell of it."""


rule measure_geometry:
    input:
        states=f"{RUN}/states.safetensors",
        fixed_points=f"{RUN}/fixed_points.safetensors",
        task="results/tasks/{task}/task.json",
    output:
        **measures.outputs_of("states", RUN),  # dimension.json, readouts.json, corners.json, ...
    log:
        f"logs/measure_geometry/{RUN_JOB}.log",
    benchmark:
        f"benchmarks/measure_geometry/{RUN_JOB}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("measure_geometry", *measures.modules_of("states")),
        options={section: config[section] for section in measures.sections_of("states")},
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/measure_geometry.py"


# Before training and without it: what the texts' words say of the dimension that a network will need.
rule count_words:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
    output:
        record="results/tasks/{task}/word_counts.json",
    log:
        "logs/count_words/{task}.log",
    benchmark:
        "benchmarks/count_words/{task}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(30),
    params:
        code=code("count_words"),
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/count_words.py"
