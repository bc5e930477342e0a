"""Figures, drawn from tables and arrays only."""

FORMATS = ["png", "pdf"]
WORD_COUNTS_TABLE = {"predicted_dimension": "dimension", "baselines": "metrics"}
OVER_CLASSES_TABLE = {"dimension": "dimension", "readouts": "readouts", "time_constants": "modes"}
SHOWN_TASKS = study.shown_tasks
L2_SWEEPS = study.swept["l2"]
SHOWN_RUNS = [run for run in study.learning if run.task in SHOWN_TASKS]  # none in a study of sweeps or controls alone
FOLLOWED_TASKS = tasks_of(study.followed)
HAS_CATEGORIES = any(study.tasks[run.task].family == "categorical" for run in study.learning)
KINDS = {  # of the figures that every task has of its own, and the part of a report that they stand in
    "manifold": "Manifolds",
    "points": "Slow points",
    "spectrum": "Spectra",
    "deflections": "Words",
    "linearisation": "Linearised networks",
    "flow": "Flow",
}
SKELETON_TASKS = [task for task in SHOWN_TASKS if study.shown(task, study.skeletons)]
LEARNT_SKELETONS = tasks_of(run for run in study.skeletons if run in study.learning)
FIGURES = [
    *(WORD_COUNTS_TABLE if study.learning else []),
    *(OVER_CLASSES_TABLE if HAS_CATEGORIES else []),
    *(f"{kind}-{task}" for kind in KINDS for task in SHOWN_TASKS),
    *(f"evidence-{task}" for task in SHOWN_TASKS if not study.tasks[task].synthetic),
    *(["sufficiency"] if SHOWN_RUNS else []),
    *(f"sweep-{sweep}" for sweep in study.sweeps),
    *(f"collapsed-{sweep}" for sweep in L2_SWEEPS),
    *(f"emergence-{task}" for task in FOLLOWED_TASKS),
    *(f"skeleton-{task}" for task in SKELETON_TASKS),
    *(["skeleton_counts"] if LEARNT_SKELETONS else []),
    "claims",
    *(["universality"] if study.compared_tasks else []),
]


rule draw_task:
    input:
        states=lambda wildcards: files_of(study.shown(wildcards.task), "states"),
        points=lambda wildcards: files_of(study.shown(wildcards.task), "points"),
        modes=lambda wildcards: files_of(study.shown(wildcards.task), "modes"),
        effects=lambda wildcards: files_of(study.shown(wildcards.task), "effects"),
        effects_records=lambda wildcards: files_of(study.shown(wildcards.task), "effects_record"),
        task="results/tasks/{task}/task.json",
    output:
        **{
            kind: report(
                expand(f"results/figures/{kind}-{{{{task}}}}.{{format}}", format=FORMATS),
                category=category,
                caption=f"../workflow/report/{kind}.rst",
                labels={"task": "{task}"},
            )
            for kind, category in KINDS.items()
        },
    log:
        "logs/draw_task/{task}.log",
    benchmark:
        "benchmarks/draw_task/{task}.tsv"
    wildcard_constraints:
        task=one_of(SHOWN_TASKS),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(20),
    params:
        code=code("draw_task"),
        titles=lambda wildcards: study.titles(wildcards.task),
        synthetic=lambda wildcards: task_of(wildcards).synthetic,
    script:
        "../workflow/scripts/draw_task.py"


rule draw_word_counts:
    input:
        table=lambda wildcards: f"results/tables/{WORD_COUNTS_TABLE[wildcards.figure]}.csv",
        counts="results/tables/word_counts.csv",
    output:
        figures=report(
            expand("results/figures/{{figure}}.{format}", format=FORMATS),
            category="Word counts",
            caption="../workflow/report/word_counts.rst",
            labels={"figure": "{figure}"},
        ),
    log:
        "logs/draw_word_counts/{figure}.log",
    benchmark:
        "benchmarks/draw_word_counts/{figure}.tsv"
    wildcard_constraints:
        figure=one_of(WORD_COUNTS_TABLE),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_word_counts"),
        runs=keys_of(study.learning),
    script:
        "../workflow/scripts/draw_word_counts.py"


rule draw_evidence:
    input:
        words=lambda wildcards: study.shown(wildcards.task)[0].file("words"),
    output:
        figures=report(
            expand("results/figures/evidence-{{task}}.{format}", format=FORMATS),
            category="Word counts",
            caption="../workflow/report/evidence.rst",
            labels={"task": "{task}"},
        ),
    log:
        "logs/draw_evidence/{task}.log",
    benchmark:
        "benchmarks/draw_evidence/{task}.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_evidence"),
    script:
        "../workflow/scripts/draw_evidence.py"


rule draw_over_classes:
    input:
        table=lambda wildcards: f"results/tables/{OVER_CLASSES_TABLE[wildcards.figure]}.csv",
        tasks="results/tables/tasks.csv",
    output:
        figures=report(
            expand("results/figures/{{figure}}.{format}", format=FORMATS),
            category="Over the number of classes",
            caption="../workflow/report/over_classes.rst",
            labels={"figure": "{figure}"},
        ),
    log:
        "logs/draw_over_classes/{figure}.log",
    benchmark:
        "benchmarks/draw_over_classes/{figure}.tsv"
    wildcard_constraints:
        figure=one_of(OVER_CLASSES_TABLE),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_over_classes"),
        runs=keys_of(study.learning),
    script:
        "../workflow/scripts/draw_over_classes.py"


rule draw_sweep:
    input:
        dimension="results/tables/dimension.csv",
        modes="results/tables/modes.csv",
        metrics="results/tables/metrics.csv",
    output:
        figures=report(
            expand("results/figures/sweep-{{sweep}}.{format}", format=FORMATS),
            category="Sweeps",
            caption="../workflow/report/sweep.rst",
            labels={"sweep": "{sweep}"},
        ),
    log:
        "logs/draw_sweep/{sweep}.log",
    benchmark:
        "benchmarks/draw_sweep/{sweep}.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_sweep"),
        over=lambda wildcards: study.sweeps[wildcards.sweep].over,
        runs=lambda wildcards: study.sweeps[wildcards.sweep].rows,
    script:
        "../workflow/scripts/draw_sweep.py"


# The spectra of the most regularised networks, where the manifold has collapsed (the paper's figure 27).
rule draw_collapsed:
    input:
        modes=lambda wildcards: files_of(study.sweeps[wildcards.sweep].most_regularised, "modes"),
        task=lambda wildcards: f"results/tasks/{study.sweeps[wildcards.sweep].most_regularised[0].task}/task.json",
    output:
        figures=report(
            expand("results/figures/collapsed-{{sweep}}.{format}", format=FORMATS),
            category="Sweeps",
            caption="../workflow/report/collapsed.rst",
            labels={"sweep": "{sweep}", "figure": "spectra"},
        ),
    log:
        "logs/draw_collapsed/{sweep}.log",
    benchmark:
        "benchmarks/draw_collapsed/{sweep}.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_collapsed"),
        titles=lambda wildcards: [(run.cell, str(run.l2)) for run in study.sweeps[wildcards.sweep].most_regularised],
    script:
        "../workflow/scripts/draw_collapsed.py"


rule draw_emergence:
    input:
        table="results/tables/emergence.csv",
        tasks="results/tables/tasks.csv",
    output:
        figures=report(
            expand("results/figures/emergence-{{task}}.{format}", format=FORMATS),
            category="Emergence",
            caption="../workflow/report/emergence.rst",
            labels={"task": "{task}"},
        ),
    log:
        "logs/draw_emergence/{task}.log",
    benchmark:
        "benchmarks/draw_emergence/{task}.tsv"
    wildcard_constraints:
        task=one_of(FOLLOWED_TASKS),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_emergence"),
    script:
        "../workflow/scripts/draw_emergence.py"


rule draw_sufficiency:
    input:
        effects=files_of(SHOWN_RUNS, "effects"),
        records=files_of(SHOWN_RUNS, "effects_record"),
        tasks=[f"results/tasks/{task}/task.json" for task in SHOWN_TASKS],
    output:
        figures=report(
            expand("results/figures/sufficiency.{format}", format=FORMATS),
            category="Sufficiency",
            caption="../workflow/report/sufficiency.rst",
        ),
    log:
        "logs/draw_sufficiency.log",
    benchmark:
        "benchmarks/draw_sufficiency.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_sufficiency"),
        runs=[[run.task, run.cell] for run in SHOWN_RUNS],
        tasks=SHOWN_TASKS,
    script:
        "../workflow/scripts/draw_sufficiency.py"


rule draw_claims:
    input:
        claims="results/claims.csv",
        detail="results/tables/claims_detail.csv",
    output:
        figures=report(
            expand("results/figures/claims.{format}", format=FORMATS),
            category="Claims",
            caption="../workflow/report/claims.rst",
            labels={"figure": "verdicts"},
        ),
    log:
        "logs/draw_claims.log",
    benchmark:
        "benchmarks/draw_claims.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_claims"),
    script:
        "../workflow/scripts/draw_claims.py"


rule draw_universality:
    input:
        table="results/tables/universality.csv",
    output:
        figures=report(
            expand("results/figures/universality.{format}", format=FORMATS),
            category="Claims",
            caption="../workflow/report/universality.rst",
            labels={"figure": "universality"},
        ),
    log:
        "logs/draw_universality.log",
    benchmark:
        "benchmarks/draw_universality.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_universality"),
    script:
        "../workflow/scripts/draw_universality.py"


rule draw_skeleton:
    input:
        states=lambda wildcards: files_of(study.shown(wildcards.task, study.skeletons), "states"),
        skeletons=lambda wildcards: files_of(study.shown(wildcards.task, study.skeletons), "skeleton"),
        task="results/tasks/{task}/task.json",
    output:
        figures=report(
            expand("results/figures/skeleton-{{task}}.{format}", format=FORMATS),
            category="Skeletons",
            caption="../workflow/report/skeleton.rst",
            labels={"task": "{task}"},
        ),
    log:
        "logs/draw_skeleton/{task}.log",
    benchmark:
        "benchmarks/draw_skeleton/{task}.tsv"
    wildcard_constraints:
        task=one_of(SKELETON_TASKS),
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("draw_skeleton"),
        titles=lambda wildcards: study.titles(wildcards.task, study.skeletons),
    script:
        "../workflow/scripts/draw_skeleton.py"


rule draw_skeleton_counts:
    input:
        table="results/tables/skeleton.csv",
    output:
        figures=report(
            expand("results/figures/skeleton_counts.{format}", format=FORMATS),
            category="Skeletons",
            caption="../workflow/report/skeleton_counts.rst",
            labels={"figure": "counts"},
        ),
    log:
        "logs/draw_skeleton_counts.log",
    benchmark:
        "benchmarks/draw_skeleton_counts.tsv"
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        code=code("draw_skeleton_counts"),
        tasks=LEARNT_SKELETONS,
    script:
        "../workflow/scripts/draw_skeleton_counts.py"
