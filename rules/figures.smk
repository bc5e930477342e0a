"""Figures, drawn from tables and arrays only: one rule per row of the registry of figures."""

from rnn_geometry.figures.registry import FIGURES
from rnn_geometry.figures.subjects import Subjects

formats = ["png", "pdf"]
subjects = Subjects(study)
drawn = [figure.file(subject) for figure in FIGURES for subject in subjects.of(figure)]


def of_subject(function, figure, *more):
    """An input function, or one of params: a function of a figure and of its subject, which is the job's one wildcard or ""."""
    return lambda wildcards: function(figure, next(iter(wildcards), ""), *more)


def keys_shown(figure, subject):
    return keys_of(subjects.runs(figure, subject))


def table_file(name):
    return "results/claims.csv" if name == "claims" else f"results/tables/{name}.csv"


for figure in FIGURES:
    one = f"{{{figure.wildcard}}}" if figure.wildcard else ""

    rule:
        name:
            f"draw_{figure.name}"
        input:
            **{kind: of_subject(subjects.files, figure, kind) for kind in figure.reads},
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
            **({figure.wildcard: one_of(subjects.of(figure))} if one else {}),
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
            runs=of_subject(keys_shown, figure),
            about=of_subject(subjects.about, figure),
        script:
            "../workflow/scripts/draw_figure.py"
