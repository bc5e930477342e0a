"""Figures, drawn from tables and arrays only."""

FORMATS = ["png", "pdf"]
OVER_CLASSES_TABLE = {"dimension": "dimension", "readouts": "readouts", "time_constants": "modes"}
OVER_CLASSES = list(OVER_CLASSES_TABLE)
OF_TASKS = ["manifold", "spectrum"]
FIGURES = [*OVER_CLASSES, *(f"{kind}-{task}" for kind in OF_TASKS for task in TASKS)]


rule draw_manifold:
    input:
        states=of_shown_runs("states.safetensors"),
        points=of_shown_runs("fixed_points.safetensors"),
        modes=of_shown_runs("modes.safetensors"),
        task="results/tasks/{task}/task.json",
    output:
        figures=report(
            expand("results/figures/manifold-{{task}}.{format}", format=FORMATS),
            category="Manifolds",
            labels={"task": "{task}"},
        ),
    log:
        "logs/draw_manifold/{task}.log",
    benchmark:
        "benchmarks/draw_manifold/{task}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        code=code("draw_manifold"),
        titles=titles_of_shown_runs,
    script:
        "../workflow/scripts/draw_manifold.py"


rule draw_spectrum:
    input:
        modes=of_shown_runs("modes.safetensors"),
        task="results/tasks/{task}/task.json",
    output:
        figures=report(
            expand("results/figures/spectrum-{{task}}.{format}", format=FORMATS),
            category="Spectra",
            labels={"task": "{task}"},
        ),
    log:
        "logs/draw_spectrum/{task}.log",
    benchmark:
        "benchmarks/draw_spectrum/{task}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        code=code("draw_spectrum"),
        titles=titles_of_shown_runs,
    script:
        "../workflow/scripts/draw_spectrum.py"


rule draw_over_classes:
    input:
        table=lambda wildcards: f"results/tables/{OVER_CLASSES_TABLE[wildcards.figure]}.csv",
        tasks="results/tables/tasks.csv",
    output:
        figures=report(
            expand("results/figures/{{figure}}.{format}", format=FORMATS),
            category="Over the number of classes",
            labels={"figure": "{figure}"},
        ),
    log:
        "logs/draw_over_classes/{figure}.log",
    benchmark:
        "benchmarks/draw_over_classes/{figure}.tsv"
    wildcard_constraints:
        figure=one_of(OVER_CLASSES),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        code=code("draw_over_classes"),
    script:
        "../workflow/scripts/draw_over_classes.py"
