"""How long modes remember against the number of classes, beside the length of the texts."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.over_classes import classes_of, draw_seeds, finish
from rnn_geometry.figures.style import INK, PAGE, label_decades


def draw(given: Given) -> Figure:
    """All networks of tasks whose classes have no order."""
    return draw_time_constants(given.rows("modes"), given.table("tasks"))


def draw_time_constants(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """The time constant of the last expected integration mode and of the mode after it, beside the texts' length."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(PAGE, 2.8), sharey=True)
    for axes, measure, title in (
        (left, "tau_integrating", "slowest modes: the (N − 1)-th"),
        (right, "tau_next", "the mode after it"),
    ):
        draw_seeds(axes, table, tasks, measure)
        lengths = tasks.sort_values("classes").query("task in @table.task")
        axes.plot(lengths["classes"], lengths["length_median"], "_", color=INK, markersize=9, label="median text")
        axes.set(title=title, yscale="log")
    label_decades(left.yaxis)
    left.set_ylabel("time constant (tokens)")
    finish(figure, [left, right], classes_of(table))
    return figure
