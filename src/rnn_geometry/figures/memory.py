"""What is left of a word's effect after a text, and the signed exponents of the slow modes, against the number of classes."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.over_classes import classes_of, draw_seeds, finish
from rnn_geometry.figures.style import INK, PAGE

MOST = 1.6  # of a word's effect, that is shown: on real text a kernel may rise towards old ages by more


def draw(given: Given) -> Figure:
    """All networks of tasks whose classes have no order."""
    return draw_memory(given.rows("memory"), given.rows("modes"), given.table("tasks"))


def draw_memory(memory: pd.DataFrame, modes: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """Left the memory kernel at the age of the median text, beside 1 (an integrator) and 1/e (a memory as long as the text);
    right the mean exponent of the expected integration modes, beside those of one e-fold over the median text."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(PAGE, 2.8))
    draw_seeds(left, memory, tasks, "memory_kept")
    for height, style, label in ((1.0, "-", "an integrator"), (np.exp(-1), "--", "memory as long as the text")):
        left.axhline(height, color=INK, linewidth=0.7, linestyle=style, label=label, zorder=0)
    left.set(title="memory kernel", ylabel="left of a word after a text", ylim=(0, MOST))
    draw_seeds(right, modes, tasks, "exponent_mean")
    lengths = tasks.query("task in @modes.task").set_index("classes")["length_median"]
    right.axhline(0, color=INK, linewidth=0.7, zorder=0)
    for sign in (1, -1):
        right.plot(lengths.index, sign / lengths, "_", color=INK, markersize=9)
    right.set(title="mean of the N − 1 slow modes", ylabel="ln |λ| per token")
    finish(figure, [left, right], classes_of(memory))
    return figure
