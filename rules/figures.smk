"""Figures, drawn from tables and arrays only: one rule per row of the registry of figures."""

from rnn_geometry.figures.registry import FIGURES
from rnn_geometry.study.drawn import networks_drawn

formats = ["png", "pdf"]
shown = networks_drawn(study)


def subjects_of(figure):
    """The tasks or sweeps that there is a figure of each, or "" for the whole study; none where there are no networks to show."""
    return [subject for subject, runs in shown[figure.of].items() if runs]


def shown_by(figure, subject):
    """The networks that a figure shows."""
    runs = shown[figure.of].get(subject, [])
    return runs[:1] if figure.first else runs


def of_subject(figure, function):
    """A function of a figure and of its subject, the task or sweep that it is of, as one of its job's wildcards."""
    return lambda wildcards: function(figure, next(iter(wildcards), ""))


def files_read(kind):
    """The files of one kind, of every network that a figure shows; or its task's record."""
    if kind == "task":
        return lambda figure, subject: f"results/tasks/{shown_by(figure, subject)[0].task}/task.json"
    return lambda figure, subject: files_of(shown_by(figure, subject), kind)


def table_file(name):
    return "results/claims.csv" if name == "claims" else f"results/tables/{name}.csv"


def about_subject(figure, subject):
    """What else a figure is told of its task or sweep."""
    if figure.of == "sweep":
        return {"over": study.sweeps[subject].over, "values": study.sweeps[subject].values}
    return {"synthetic": study.tasks[subject].synthetic} if figure.wildcard == "task" else {}


drawn = [figure.file(subject) for figure in FIGURES for subject in subjects_of(figure)]

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
                [f"results/figures/{figure.file(one)}.{format}" for format in formats],
                category=figure.category,
                caption=f"../workflow/report/{figure.name}.rst",
                labels=({figure.wildcard: one} if one else {}) | ({"figure": figure.label} if figure.label else {}),
            ),
        log:
            f"logs/draw_{figure.name}/{one}.log" if one else f"logs/draw_{figure.name}.log",
        wildcard_constraints:
            **({figure.wildcard: one_of(subjects_of(figure))} if one else {}),
        group:
            "figures"
        conda:
            environment
        threads: 1
        resources:
            mem_mb=more(2000),
            runtime=more(10),
        params:
            code=code("draw_figure", figure.module),
            module=figure.module,
            reads=figure.reads,
            runs=of_subject(figure, lambda figure, subject: keys_of(shown_by(figure, subject))),
            about=of_subject(figure, about_subject),
        script:
            "../workflow/scripts/draw_figure.py"
