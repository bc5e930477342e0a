"""Texts: synthetic ones drawn, corpora fetched and encoded, all of them checked before anything is trained."""


rule generate_texts:
    output:
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        record="results/tasks/{task}/task.json",
    log:
        "logs/generate_texts/{task}.log",
    wildcard_constraints:
        task=one_of(name for name, task in study.tasks.items() if task.synthetic),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("generate_texts"),
        options=lambda wildcards: task_of(wildcards).options.texts(),
        seed=study.seed,
    script:
        "../workflow/scripts/generate_texts.py"


rule fetch_corpus:
    input:
        files=lambda wildcards: study.corpus_files(wildcards.corpus),
    output:
        texts="results/corpora/{corpus}/texts.parquet",
    log:
        "logs/fetch_corpus/{corpus}.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(8000),
        runtime=more(60),
    params:
        code=code("fetch_corpus"),
        source=lambda wildcards: study.config.corpora[wildcards.corpus].plain(),
        corpora_dir=lambda wildcards: study.corpora_dir(wildcards.corpus),
    script:
        "../workflow/scripts/fetch_corpus.py"


rule encode_texts:
    input:
        corpus=lambda wildcards: f"results/corpora/{task_of(wildcards).corpus}/texts.parquet",
        words=lambda wildcards: task_of(wildcards).vocabulary_files,
    output:
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        statistics="results/tasks/{task}/statistics.json",
        record="results/tasks/{task}/task.json",
    log:
        "logs/encode_texts/{task}.log",
    wildcard_constraints:
        task=one_of(name for name, task in study.tasks.items() if not task.synthetic),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(8000),
        runtime=more(60),
    params:
        code=code("encode_texts"),
        options=lambda wildcards: task_of(wildcards).options.texts(),
        seed=study.seed,
    script:
        "../workflow/scripts/encode_texts.py"


# A cell that the user wrote is made and tried, once whatever the number of its networks.
rule check_cell:
    output:
        record="results/cells/{cell}.json",
    log:
        "logs/check_cell/{cell}.log",
    wildcard_constraints:
        cell=one_of(study.own_cells),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("check_cell"),
        own_cell=lambda wildcards: cell_of(wildcards).identity(),
        hidden_size=lambda wildcards: cell_of(wildcards).hidden_size,
    script:
        "../workflow/scripts/check_cell.py"


# Training waits for this table, so that a corpus or a cell that is missing or broken ends the study before any network is trained.
# A checkpoint, not an input: a task that joins the study must not retrain the others' networks.
checkpoint check_tasks:
    input:
        records=expand("results/tasks/{task}/task.json", task=study.tasks),
        vocabularies=expand("results/tasks/{task}/vocabulary.csv", task=study.tasks),
        cells=expand("results/cells/{cell}.json", cell=study.own_cells),
    output:
        table="results/tables/tasks.csv",
    log:
        "logs/check_tasks.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("check_tasks"),
        study=study.name,
        sources={name: task.source for name, task in study.tasks.items()},
        traits={name: task.traits for name, task in study.tasks.items()},
        constant_inputs={name: task.options.constant_input for name, task in study.tasks.items()},
    script:
        "../workflow/scripts/check_tasks.py"
