"""The geometry of states, slow points and readouts, a run each; and one table a measure over all runs."""

tables_of_runs = ["metrics", "dimension", "readouts", "corners", "scores", "fixed_points", "modes", "effects"]
runs_of_tables = dict.fromkeys(tables_of_runs, study.runs) | ({"skeleton": study.skeletons} if study.skeletons else {})
# What words predict is measured for the tasks of the study's own runs alone: along a sweep it is the shape that counts.
counted_tasks = tasks_of(study.blocks)


rule measure_geometry:
    input:
        states=run_file("states"),
        points=run_file("points"),
        task="results/tasks/{task}/task.json",
    output:
        dimension=run_file("dimension"),
        readouts=run_file("readouts"),
        corners=run_file("corners"),
        scores=run_file("scores"),
    log:
        f"logs/measure_geometry/{run_job}.log",
    benchmark:
        f"benchmarks/measure_geometry/{run_job}.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("measure_geometry"),
        options=study.config.dimension.plain(),
        seed=study.seed,
    script:
        "../workflow/scripts/measure_geometry.py"


rule collect_table:
    input:
        records=lambda wildcards: [f"{run.folder}/{wildcards.table}.json" for run in runs_of_tables[wildcards.table]],
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/{table}.csv",
    log:
        "logs/collect_table/{table}.log",
    benchmark:
        "benchmarks/collect_table/{table}.tsv"
    wildcard_constraints:
        table=one_of(runs_of_tables),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_table"),
        study=study.name,
        runs=lambda wildcards: keys_of(runs_of_tables[wildcards.table]),
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


rule collect_word_counts:
    input:
        records=expand("results/tasks/{task}/word_counts.json", task=counted_tasks),
        tasks="results/tables/tasks.csv",
    output:
        table="results/tables/word_counts.csv",
    log:
        "logs/collect_word_counts.log",
    benchmark:
        "benchmarks/collect_word_counts.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("collect_word_counts"),
        study=study.name,
        tasks=counted_tasks,
    script:
        "../workflow/scripts/collect_word_counts.py"
