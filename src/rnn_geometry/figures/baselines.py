"""Held-out accuracy of networks, beside what needs no order of words."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import FAINT, INK, PAGE, add_legend, cell_colour, cell_marker, cell_name, cells_in_order, dot

ROW = 0.26  # inches that a task takes up


def draw(given: Given) -> Figure:
    """All networks of the study that learn."""
    return draw_baselines(given.rows("metrics", of_tasks="word_counts"))


def draw_baselines(table: pd.DataFrame) -> Figure:
    """Held-out accuracy of every task: the networks', theirs on shuffled words, and that of a linear bag of words.

    table: one row per run, with the columns of `metrics.csv` and `word_counts.csv`. Networks are medians over seeds.
    """
    order = table.assign(real=table["source"] != "synthetic").sort_values(["real", "family", "classes", "task"])
    tasks = list(dict.fromkeys(order["task"]))
    cells = cells_in_order(table["cell"])
    figure, axes = plt.subplots(figsize=(PAGE, 1.1 + ROW * len(tasks)))
    for (task, cell, _), runs in table.groupby(["task", "cell", "l2"]):
        present = [name for name in cells if name in set(table.loc[table["task"] == task, "cell"])]
        height = tasks.index(task) + 0.6 * ((present.index(cell) + 0.5) / len(present) - 0.5)
        whole = runs["test_accuracy"].median()
        shuffled = runs["shuffled_accuracy"].median()
        colour = cell_colour(cell)
        marker = cell_marker(cell)
        axes.plot([whole, shuffled], [height] * 2, color=colour, linewidth=0.8)
        axes.plot(shuffled, height, marker, color=colour, markerfacecolor="white", markersize=3.5)
        axes.plot(whole, height, marker, color=colour, markersize=3.5)
    plain = table.groupby("task")["bag_of_words_accuracy"].first().loc[tasks]
    places = np.arange(len(tasks))
    axes.vlines(plain, places - 0.4, places + 0.4, color=INK, linewidth=1.4)
    axes.hlines(places[:-1] + 0.5, 0, 1, transform=axes.get_yaxis_transform(), color=FAINT, linewidth=0.3)
    axes.set_yticks(places, tasks)
    axes.tick_params(axis="y", length=0)
    axes.set(ylim=(len(tasks) - 0.5, -0.5), xlabel="held-out accuracy")
    handles = [dot(cell_name(cell), cell_marker(cell), markersize=4, color=cell_colour(cell)) for cell in cells]
    handles.append(dot("its words shuffled", "o", markersize=4, color=INK, markerfacecolor="white"))
    handles.append(dot("bag of words", "|", markersize=8, color=INK, markeredgewidth=1.4))
    add_legend(figure, handles, len(handles))
    return figure
