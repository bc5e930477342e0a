"""Networks: one trained a run, or taken in where it was trained elsewhere."""


rule train_network:
    input:
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
        cell=record_of_own_cell,
    output:
        network=run_file("network"),
        history=run_file("history"),
        metrics=run_file("metrics"),
        provenance=run_file("provenance"),
    log:
        f"logs/train_network/{run_job}.log",
    wildcard_constraints:
        cell=one_of(name for name, cell in study.cells.items() if cell.kind != "imported"),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(60),
    params:
        code=code("train_network"),
        architecture=lambda wildcards: study.architecture(wildcards.task, wildcards.cell),
        recipe=lambda wildcards: task_of(wildcards).training(wildcards.l2),
        seed=study.seed,
    script:
        "../workflow/scripts/train_network.py"


rule import_network:
    input:
        checkpoint=lambda wildcards: cell_of(wildcards).checkpoint,
        words=lambda wildcards: task_of(wildcards).vocabulary_files,
        texts="results/tasks/{task}/texts.safetensors",
        record="results/tasks/{task}/task.json",
        checked=after_check_tasks,
    output:
        network=run_file("network"),
        history=run_file("history"),
        metrics=run_file("metrics"),
        provenance=run_file("provenance"),
    log:
        f"logs/import_network/{run_job}.log",
    wildcard_constraints:
        cell=one_of(name for name, cell in study.cells.items() if cell.kind == "imported"),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("import_network"),
        network=lambda wildcards: cell_of(wildcards).network(),
        vocabulary=lambda wildcards: task_of(wildcards).own_vocabulary,
        seed=study.seed,
    script:
        "../workflow/scripts/import_network.py"
