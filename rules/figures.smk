"""Figures, drawn from tables and arrays only."""

FORMATS = ["png", "pdf"]
OVER_CLASSES_TABLE = {"dimension": "dimension", "readouts": "readouts", "time_constants": "modes"}
SHOWN_TASKS = [task for task in TASKS if shown_runs(task)]
L2_SWEEPS = [name for name in SWEEPS if config["sweeps"][name]["over"] == "l2"]
HAS_CATEGORIES = any(config["tasks"][run.task]["family"] == "categorical" for run in BLOCKS)
FIGURES = [
    *(OVER_CLASSES_TABLE if HAS_CATEGORIES else []),
    *(f"{kind}-{task}" for kind in ("manifold", "points", "spectrum") for task in SHOWN_TASKS),
    *(f"sweep-{sweep}" for sweep in SWEEPS),
    *(f"collapsed-{sweep}" for sweep in L2_SWEEPS),
]


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
        mem_mb=more(2000),
        runtime=more(10),
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
        mem_mb=more(2000),
        runtime=more(10),
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
        figure=one_of(OVER_CLASSES_TABLE),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_over_classes"),
        runs=[[run.task, run.cell, run.l2, run.seed] for run in BLOCKS],
    script:
        "../workflow/scripts/draw_over_classes.py"


rule draw_points:
    input:
        states=lambda wildcards: f"{shown_runs(wildcards.task)[0].folder}/states.safetensors",
        points=lambda wildcards: f"{shown_runs(wildcards.task)[0].folder}/fixed_points.safetensors",
        modes=lambda wildcards: f"{shown_runs(wildcards.task)[0].folder}/modes.safetensors",
        task="results/tasks/{task}/task.json",
    output:
        figures=report(
            expand("results/figures/points-{{task}}.{format}", format=FORMATS),
            category="Slow points",
            labels={"task": "{task}"},
        ),
    log:
        "logs/draw_points/{task}.log",
    benchmark:
        "benchmarks/draw_points/{task}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_points"),
        cell=lambda wildcards: shown_runs(wildcards.task)[0].cell,
    script:
        "../workflow/scripts/draw_points.py"


rule draw_sweep:
    input:
        dimension="results/tables/dimension.csv",
        modes="results/tables/modes.csv",
        metrics="results/tables/metrics.csv",
    output:
        figures=report(
            expand("results/figures/sweep-{{sweep}}.{format}", format=FORMATS),
            category="Sweeps",
            labels={"sweep": "{sweep}"},
        ),
    log:
        "logs/draw_sweep/{sweep}.log",
    benchmark:
        "benchmarks/draw_sweep/{sweep}.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_sweep"),
        over=lambda wildcards: config["sweeps"][wildcards.sweep]["over"],
        runs=lambda wildcards: [[value, run.task, run.cell, run.l2, run.seed] for value, run in SWEEPS[wildcards.sweep]],
    script:
        "../workflow/scripts/draw_sweep.py"


# The spectra of the most regularised networks, where the manifold has collapsed (the paper's figure 27).
use rule draw_spectrum as draw_collapsed_spectrum with:
    input:
        modes=lambda wildcards: [f"{run.folder}/modes.safetensors" for run in most_regularised(wildcards.sweep)],
        task=lambda wildcards: f"results/tasks/{most_regularised(wildcards.sweep)[0].task}/task.json",
    output:
        figures=report(
            expand("results/figures/collapsed-{{sweep}}.{format}", format=FORMATS),
            category="Spectra",
            labels={"sweep": "{sweep}"},
        ),
    log:
        "logs/draw_collapsed_spectrum/{sweep}.log",
    benchmark:
        "benchmarks/draw_collapsed_spectrum/{sweep}.tsv"
    params:
        code=code("draw_spectrum"),
        titles=lambda wildcards: [(run.cell, run.l2) for run in most_regularised(wildcards.sweep)],
