"""Texts: synthetic ones drawn, corpora fetched and encoded, all of them checked before anything is trained."""


rule generate_texts:
    output:
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        record="results/tasks/{task}/task.json",
    log:
        "logs/generate_texts/{task}.log",
    benchmark:
        "benchmarks/generate_texts/{task}.tsv"
    wildcard_constraints:
        task=one_of(SYNTHETIC),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("generate_texts"),
        options=lambda wildcards: study.texts_options(config, wildcards.task),
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/generate_texts.py"


rule fetch_corpus:
    input:
        files=lambda wildcards: study.corpus_files(config, wildcards.corpus),
    output:
        texts="results/corpora/{corpus}/texts.parquet",
    log:
        "logs/fetch_corpus/{corpus}.log",
    benchmark:
        "benchmarks/fetch_corpus/{corpus}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(8000),
        runtime=more(60),
    params:
        code=code("fetch_corpus"),
        source=lambda wildcards: config["corpora"][wildcards.corpus],
        corpora_dir=lambda wildcards: study.corpora_dir(config, wildcards.corpus),
    script:
        "../workflow/scripts/fetch_corpus.py"


rule encode_texts:
    input:
        corpus=lambda wildcards: f"results/corpora/{config['tasks'][wildcards.task]['corpus']}/texts.parquet",
        words=lambda wildcards: study.vocabulary_files(config, wildcards.task),
    output:
        texts="results/tasks/{task}/texts.safetensors",
        vocabulary="results/tasks/{task}/vocabulary.csv",
        statistics="results/tasks/{task}/statistics.json",
        record="results/tasks/{task}/task.json",
    log:
        "logs/encode_texts/{task}.log",
    benchmark:
        "benchmarks/encode_texts/{task}.tsv"
    wildcard_constraints:
        task=one_of(NATURAL),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(8000),
        runtime=more(60),
    params:
        code=code("encode_texts"),
        options=lambda wildcards: study.texts_options(config, wildcards.task),
        seed=config["study"]["seed"],
    script:
        "../workflow/scripts/encode_texts.py"


# A cell that the user wrote is made and tried, once whatever the number of its networks.
rule check_cell:
    output:
        record="results/cells/{cell}.json",
    log:
        "logs/check_cell/{cell}.log",
    benchmark:
        "benchmarks/check_cell/{cell}.tsv"
    wildcard_constraints:
        cell=one_of(OWN_CELLS),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("check_cell"),
        own_cell=lambda wildcards: study.own_cell(config, wildcards.cell),
        hidden_size=lambda wildcards: config["cells"][wildcards.cell]["hidden_size"],
    script:
        "../workflow/scripts/check_cell.py"


# Training waits for this table, so that a corpus or a cell that is missing or broken ends the study before any network is trained.
# A checkpoint, not an input: a task that joins the study must not retrain the others' networks.
checkpoint check_tasks:
    input:
        records=expand("results/tasks/{task}/task.json", task=TASKS),
        vocabularies=expand("results/tasks/{task}/vocabulary.csv", task=TASKS),
        cells=expand("results/cells/{cell}.json", cell=OWN_CELLS),
    output:
        table="results/tables/tasks.csv",
    log:
        "logs/check_tasks.log",
    benchmark:
        "benchmarks/check_tasks.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("check_tasks"),
        study=config["study"]["name"],
        sources={task: config["tasks"][task].get("corpus", "synthetic") for task in TASKS},
        traits={task: study.traits(config, task) for task in TASKS},
        constant_inputs={task: config["tasks"][task]["constant_input"] for task in TASKS},
    script:
        "../workflow/scripts/check_tasks.py"
