"""Figures, drawn from tables and arrays only."""

FORMATS = ["png", "pdf"]
OVER_CLASSES_TABLE = {"dimension": "dimension", "readouts": "readouts", "time_constants": "modes"}
OVER_CLASSES = list(OVER_CLASSES_TABLE)
OF_TASKS = ["manifold", "spectrum"]
FIGURES = [*OVER_CLASSES, *(f"{kind}-{task}" for kind in OF_TASKS for task in TASKS)]


def shown_runs(task):
    """The runs that a task's own figures show: each cell's first seed, at its first l2."""
    shown = {}
    for run in RUNS:
        if run.task == task:
            shown.setdefault(run.cell, run)
    return list(shown.values())


def of_shown_runs(file):
    """An input function: the paths of one file of the runs shown for the task."""
    return lambda wildcards: [f"{run.folder}/{file}" for run in shown_runs(wildcards.task)]


rule draw_manifold:
    input:
        states=of_shown_runs("states.safetensors"),
        points=of_shown_runs("fixed_points.safetensors"),
        modes=of_shown_runs("modes.safetensors"),
        task="results/tasks/{task}/task.json",
        modules=modules("draw_manifold"),
    output:
        report(
            expand("results/figures/manifold-{{task}}.{format}", format=FORMATS),
            category="Manifolds",
            labels={"task": "{task}"},
        ),
    params:
        titles=lambda wildcards: [run.cell for run in shown_runs(wildcards.task)],
    log:
        "logs/draw_manifold/{task}.log",
    benchmark:
        "benchmarks/draw_manifold/{task}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    conda:
        ENVIRONMENT
    script:
        "../workflow/scripts/draw_manifold.py"


rule draw_spectrum:
    input:
        modes=of_shown_runs("modes.safetensors"),
        task="results/tasks/{task}/task.json",
        modules=modules("draw_spectrum"),
    output:
        report(
            expand("results/figures/spectrum-{{task}}.{format}", format=FORMATS),
            category="Spectra",
            labels={"task": "{task}"},
        ),
    params:
        titles=lambda wildcards: [run.cell for run in shown_runs(wildcards.task)],
    log:
        "logs/draw_spectrum/{task}.log",
    benchmark:
        "benchmarks/draw_spectrum/{task}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    conda:
        ENVIRONMENT
    script:
        "../workflow/scripts/draw_spectrum.py"


rule draw_over_classes:
    input:
        table=lambda wildcards: f"results/tables/{OVER_CLASSES_TABLE[wildcards.figure]}.csv",
        tasks="results/tables/tasks.csv",
        modules=modules("draw_over_classes"),
    output:
        report(
            expand("results/figures/{{figure}}.{format}", format=FORMATS),
            category="Over the number of classes",
            labels={"figure": "{figure}"},
        ),
    wildcard_constraints:
        figure=one_of(OVER_CLASSES),
    log:
        "logs/draw_over_classes/{figure}.log",
    benchmark:
        "benchmarks/draw_over_classes/{figure}.tsv"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    conda:
        ENVIRONMENT
    script:
        "../workflow/scripts/draw_over_classes.py"
