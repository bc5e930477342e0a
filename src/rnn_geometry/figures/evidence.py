"""The words that move a network furthest towards each class, and how far."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.lettering import short
from rnn_geometry.figures.style import FAINT, PAGE, class_colours
from rnn_geometry.tasks.words import outputs_in, strongest_words

WORDS = 12  # a class


def draw(given: Given) -> Figure:
    """The strongest words of the first of a task's networks."""
    table = given.networks[0]["deflections"]
    return draw_evidence(table, outputs_in(table))


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
        axes.set_yticks(places, strongest["word"].map(short), fontsize=6)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(WORDS - 0.5, -0.6)
        axes.set_title(short(name, 24))
    for axes in grid.flat[len(outputs) :]:
        axes.remove()
    figure.supxlabel("evidence: change of the logit by one word", fontsize=8)
    return figure
