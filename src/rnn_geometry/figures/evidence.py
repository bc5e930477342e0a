"""The words that move a network furthest towards each class, and how far."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import FAINT, PAGE, class_colours

WORDS = 12  # a class
LEAST_COUNTS = (3, 20)  # in few and in many training texts: of rarer words a network has learnt little, and that by chance
SHARE = 1 / 2000  # of all words read that a word is known from, between these


def draw(given: Given) -> Figure:
    """The strongest words of the first of a task's networks."""
    table = given.networks[0]["deflections"]
    outputs = [column.removeprefix("evidence_") for column in table if column.startswith("evidence_")]
    return draw_evidence(table, outputs)


def draw_evidence(table: pd.DataFrame, outputs: list[str]) -> Figure:
    """A panel a class (or label): its strongest words, a bar each, from the strongest down.

    table: `deflections.csv`, a row a word, with `word`, `count` and `evidence_{output}`, by how much the word moves that
    logit from where it stands at the slow points. Bars share their scale, so that classes can be compared.
    """
    columns = min(len(outputs), 5)
    rows = -(-len(outputs) // columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(PAGE * min(columns / 4, 1), 0.5 + 1.75 * rows), sharex=True, squeeze=False
    )
    for axes, name, colour in zip(grid.flat, outputs, class_colours(len(outputs)), strict=False):
        strongest = strongest_words(table, name, WORDS)
        strength = strongest[f"evidence_{name}"].to_numpy()
        places = np.arange(len(strongest))
        axes.barh(places, strength, height=0.72, color=colour)
        axes.axvline(0, color=FAINT, linewidth=0.6)
        axes.set_yticks(places, strongest["word"], fontsize=6)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(WORDS - 0.5, -0.6)
        axes.set_title(name)
    for axes in grid.flat[len(outputs) :]:
        axes.remove()
    figure.supxlabel("evidence: change of the logit by one word", fontsize=8)
    return figure


def strongest_words(table: pd.DataFrame, output: str, most: int) -> pd.DataFrame:
    """The rows of a run's `deflections.csv` of the words that speak for an output more than for any other and move its logit
    up most, at most so many, strongest first; without words too rare to have been learnt: read less than 20 times, or of
    small corpora less than once in 2,000 words, or 3 times.
    """
    least, most_asked = LEAST_COUNTS
    known = table[table["count"] >= min(max(SHARE * table["count"].sum(), least), most_asked)]
    return known[known["class"] == output].nlargest(most, f"evidence_{output}")
