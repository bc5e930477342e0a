"""The answer on the terminal, from the tables of a study: accuracy, dimension beside what is expected, evidence, pictures."""

import os
from pathlib import Path

import pandas as pd

from rnn_geometry.command.question import NAME, Question
from rnn_geometry.files import read_table
from rnn_geometry.study.run import Run
from rnn_geometry.surroundings import matplotlib_variables
from rnn_geometry.tasks.words import outputs_in, strongest_words

WORDS = 8  # of each class
KNOWN = 0.8  # of the words of held-out texts: with less, networks are judged on what they could not learn
EXPECTED = {
    "categorical": "N - 1 of {n} categories",
    "ordered": "of {n} ordered classes",
    "multilabel": "one a label",
}


def answer(folder: Path, question: Question) -> str:
    """What the networks of the study in a folder say, in words; several of them with the median and the range."""
    tables = folder / "results/tables"
    metrics, dimension, counts, tasks = (
        read_table(tables / f"{name}.csv").query(f"task == {NAME!r}")
        for name in ("metrics", "dimension", "word_counts", "tasks")
    )
    words = read_table(folder / _first_run(metrics).file("deflections"))
    task = tasks.iloc[0]
    count = counts.iloc[0]
    chance = _chance(folder, metrics)
    expected = int(task["expected_dimension"])
    outputs = outputs_in(words)
    picture = folder / f"results/figures/manifold-{NAME}.png"
    networks = f"{len(metrics)} network{'s' if len(metrics) > 1 else ''}"
    rows = {
        "accuracy": f"{_spread(metrics['test_accuracy'], 2)} on {task['test_texts']} held-out texts; a bag of words "
        f"{count['bag_of_words_accuracy']:.2f}, the most frequent answer {chance:.2f}",
        "reading": _reading(task),
        "states": f"{_spread(dimension['states_components_95'], 0)} dimensions hold 95 % of their variance; participation "
        f"ratio {_spread(dimension['states_participation_ratio'], 1)}",
        "expected": f"{expected}, {EXPECTED[question.family].format(n=len(outputs))}; "
        f"the word counts alone predict {count['information_components_95']:.0f}",
        "manifold": str(picture) if picture.exists() else "no picture: more than 4 labels have too many sets to show",
        "report": str(folder / "results/report.html"),
    }
    lines = [f"\nWhat {networks} of {question.units} units ({question.cell}) found"]
    lines += [f"  {key:<10}{said}" for key, said in rows.items()]
    if task["vocabulary_coverage"] < KNOWN:
        lines.append("  Beware: much of the held-out texts is unknown to the networks; --vocabulary pieces may help.")
    if metrics["test_accuracy"].median() < (1 + chance) / 2:
        lines.append("  Beware: the networks have learnt little, and what has not been learnt has no shape to speak of.")
    evidence = [f"    {name}: {_strongest(words, name)}" for name in outputs]
    return "\n".join([*lines, *_boxes(folder, evidence), "  evidence", *evidence])


def _boxes(folder: Path, words: list[str]) -> list[str]:
    """A line where the figures have boxes instead of letters, which no font on this machine has."""
    os.environ |= matplotlib_variables(folder)
    from rnn_geometry.figures.lettering import ADVICE, families_for, letters_of

    missing = families_for(letters_of(words))[1]
    return [f"  Figures have boxes for {''.join(sorted(missing)[:20])}, which no font here has: {ADVICE}."] if missing else []


def _reading(task: pd.Series) -> str:
    """What share of the held-out texts the networks know."""
    return f"{100 * (1 - task['vocabulary_coverage']):.1f} % of the held-out texts is in words that the networks do not know"


def _strongest(words: pd.DataFrame, output: str) -> str:
    return ", ".join(strongest_words(words, output, WORDS)["word"]) or "none found"


def _first_run(metrics: pd.DataFrame) -> Run:
    task, cell, l2, seed = metrics.iloc[0][["task", "cell", "l2", "seed"]]
    return Run(task, cell, float(l2), int(seed))


def _chance(folder: Path, metrics: pd.DataFrame) -> float:
    """The share of the most frequent class (or set of labels) among the held-out texts."""
    effects = read_table(folder / "results/tables/effects.csv")
    return float(effects.merge(metrics[["task", "cell", "l2", "seed"]])["accuracy_chance"].iloc[0])


def _spread(values: pd.Series, digits: int) -> str:
    """The median of several networks, and from least to most where they differ."""
    low, middle, high = (f"{value:.{digits}f}" for value in (values.min(), values.median(), values.max()))
    return middle if low == high else f"{middle} ({low} to {high})"
