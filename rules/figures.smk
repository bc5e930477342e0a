"""Figures, drawn from tables and arrays only: one rule per row of the registry of figures."""

from rnn_geometry.figures.registry import FIGURES, FILES

FORMATS = ["png", "pdf"]
SHOWN_TASKS = [task for task in TASKS if shown_runs(task) and study.sets_have_names(config, task)]
FOLLOWED_TASKS = list(dict.fromkeys(run.task for run in FOLLOWED))

# The networks that each figure shows, by what the registry says it is of, and by task or sweep.
SUBJECTS = {
    "study": {"": RUNS},
    "networks": {"": LEARNING},
    "categorical networks": {"": [run for run in LEARNING if config["tasks"][run.task]["family"] == "categorical"]},
    "shown networks": {"": [run for run in LEARNING if run.task in SHOWN_TASKS]},
    "skeletons": {"": [run for run in SKELETONS if run in LEARNING]},
    "pairs": {"": [run for runs in SHOWN_PAIRS.values() for run in runs]},
    "task": {task: shown_runs(task) for task in SHOWN_TASKS},
    "natural task": {task: shown_runs(task) for task in SHOWN_TASKS if task in NATURAL},
    "skeleton task": {task: shown_runs(task, SKELETONS) for task in SHOWN_TASKS},
    "followed task": {task: [run for run in FOLLOWED if run.task == task] for task in FOLLOWED_TASKS},
    "sweep": {sweep: [run for _, run in runs] for sweep, runs in SWEEPS.items()},
    "l2 sweep": {sweep: most_regularised(sweep) for sweep in SWEEPS if config["sweeps"][sweep]["over"] == "l2"},
}


def about_subject(figure, subject):
    """What else a figure is told of its task or sweep."""
    if figure.of == "sweep":
        return {"over": config["sweeps"][subject]["over"], "values": [value for value, _ in SWEEPS[subject]]}
    return {"synthetic": subject in SYNTHETIC} if figure.wildcard == "task" else {}


def subjects_of(figure):
    """The tasks or sweeps that there is a figure of each, or "" for the whole study; none where there are no networks to show."""
    return [subject for subject, runs in SUBJECTS[figure.of].items() if runs]


def shown_by(figure, subject):
    """The networks that a figure shows."""
    runs = SUBJECTS[figure.of].get(subject, [])
    return runs[:1] if figure.first else runs


def of_subject(figure, function):
    """A function of a figure's subject as one of its job's wildcards."""
    return lambda wildcards: function(figure, next(iter(wildcards), ""))


def files_read(kind):
    """The files of one kind, of every network that a figure shows; or its task's record."""
    if kind == "task":
        return lambda figure, subject: f"results/tasks/{shown_by(figure, subject)[0].task}/task.json"
    return lambda figure, subject: [f"{run.folder}/{FILES[kind]}" for run in shown_by(figure, subject)]


def table_file(name):
    return "results/claims.csv" if name == "claims" else f"results/tables/{name}.csv"


DRAWN = [figure.file(subject) for figure in FIGURES for subject in subjects_of(figure)]

for figure in FIGURES:
    one = f"{{{figure.wildcard}}}" if figure.wildcard else ""

    rule:
        name:
            f"draw_{figure.name}"
        input:
            **{kind: of_subject(figure, files_read(kind)) for kind in figure.reads},
            tables=[table_file(name) for name in figure.tables],
        output:
            figures=report(
                [f"results/figures/{figure.file(one)}.{format}" for format in FORMATS],
                category=figure.category,
                caption=f"../workflow/report/{figure.name}.rst",
                labels=({figure.wildcard: one} if one else {}) | ({"figure": figure.label} if figure.label else {}),
            ),
        log:
            f"logs/draw_{figure.name}/{one}.log" if one else f"logs/draw_{figure.name}.log",
        benchmark:
            f"benchmarks/draw_{figure.name}/{one}.tsv" if one else f"benchmarks/draw_{figure.name}.tsv"
        wildcard_constraints:
            **({figure.wildcard: one_of(subjects_of(figure))} if one else {}),
        conda:
            ENVIRONMENT
        threads: 1
        group:
            "figures"
        resources:
            mem_mb=more(2000),
            runtime=more(10),
        params:
            code=code("draw_figure", figure.module),
            module=figure.module,
            reads=figure.reads,
            runs=of_subject(figure, lambda figure, subject: [key(run) for run in shown_by(figure, subject)]),
            about=of_subject(figure, about_subject),
        script:
            "../workflow/scripts/draw_figure.py"
