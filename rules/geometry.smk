"""The geometry of states, slow points and readouts of each run; and what the words of each task foretell of it."""


rule measure_geometry:
    input:
        states=run_file("states"),
        fixed_points=run_file("fixed_points_arrays"),
        modes=run_file("modes_arrays"),
        task="results/tasks/{task}/task.json",
    output:
        **outputs_of("geometry"),  # dimension.json, readouts.json, corners.json, ...
    log:
        f"logs/measure_geometry/{run_job}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("measure_geometry", *measures.modules_of("geometry")),
        measures=measures.rows_of("geometry"),
        options=options_of("geometry"),
        seed=study.seed,
    script:
        "../workflow/scripts/measure_geometry.py"


# Before training and without it: what the texts' words say of the dimension that a network will need.
rule count_words:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        vocabulary="results/tasks/{task}/vocabulary.csv",
    output:
        record="results/tasks/{task}/word_counts.json",
    log:
        "logs/count_words/{task}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(4000),
        runtime=more(30),
    params:
        code=code("count_words"),
        seed=study.seed,
    script:
        "../workflow/scripts/count_words.py"
