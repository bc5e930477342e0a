"""The geometry of states, slow points and readouts, a run each; and one table a measure over all runs."""

# What words predict is measured for the tasks of the study's own runs alone: along a sweep it is the shape that counts.
COUNTED = [task for task in TASKS if any(run.task == task for run in BLOCKS)]
TABLES = ["metrics", "dimension", "readouts", "corners", "scores", "fixed_points", "modes", "effects"]
SKELETONS = study.skeleton_runs(config, BLOCKS)
TABLE_RUNS = dict.fromkeys(TABLES, RUNS) | ({"skeleton": SKELETONS} if SKELETONS else {})  # whose records make each table


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


rule collect_table:
    input:
        records=lambda wildcards: [f"{run.folder}/{wildcards.table}.json" for run in TABLE_RUNS[wildcards.table]],
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/{table}.csv",
    log:
        "logs/collect_table/{table}.log",
    benchmark:
        "benchmarks/collect_table/{table}.tsv"
    wildcard_constraints:
        table=one_of(TABLE_RUNS),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_table"),
        study=config["study"]["name"],
        runs=lambda wildcards: [[run.task, run.cell, run.l2, run.seed] for run in TABLE_RUNS[wildcards.table]],
    script:
        "../workflow/scripts/collect_table.py"


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


rule collect_word_counts:
    input:
        records=expand("results/tasks/{task}/word_counts.json", task=COUNTED),
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/word_counts.csv",
    log:
        "logs/collect_word_counts.log",
    benchmark:
        "benchmarks/collect_word_counts.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_word_counts"),
        study=config["study"]["name"],
        tasks=COUNTED,
    script:
        "../workflow/scripts/collect_word_counts.py"
