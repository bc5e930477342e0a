"""The dimension that the data predict, by their evidence and by their word counts, beside the measured one."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import CLASS_COLOURS, FAINT, INK, PAGE, add_legend, cell_marker, cell_name, cells_in_order, dot

# What the claims evidence-predicts and word-counts-predict are judged on; and the other statistics of word counts.
PREDICTIONS = {"evidence": "the evidence", "information": "word counts"}
OTHERS = ("counts", "tfidf", "lsa", "discriminant", "bag_of_words")
MEASURES = {"components_95": "PCs for 95 % of variance", "participation_ratio": "participation ratio"}
TICKS = [0, 1, 2, 4, 8, 16, 32, 64]  # of dimensions, in octaves from 1 on
NEAR = 0.13  # octaves closer than which two places share their numbers
LIGHT = "0.75"  # of what stands beside


def draw(given: Given) -> Figure:
    """All networks of the study that learn."""
    return draw_predicted_dimension(given.rows("dimension", of_tasks="word_counts"))


def draw_predicted_dimension(table: pd.DataFrame) -> Figure:
    """The states' dimension against the predicted one: a row per prediction, a panel per measure, a point per task and cell.

    table: a row a run, with the columns of `dimension.csv` and `word_counts.csv`. Points are medians over seeds with a bar
    from least to most; real text is open and numbered. On the dashed line a prediction comes true. In grey what cannot be
    surpassed, classes - 1, and how far the other statistics of words lie apart.
    """
    figure, grid = plt.subplots(len(PREDICTIONS), len(MEASURES), figsize=(PAGE, 7.0))
    families = list(dict.fromkeys(table.sort_values("source", key=lambda s: s != "synthetic")["family"]))
    colours = dict(zip(families, CLASS_COLOURS, strict=False))
    for row, (prediction, source) in zip(grid, PREDICTIONS.items(), strict=True):
        for axes, (measure, name) in zip(row, MEASURES.items(), strict=True):
            _set_axes(axes, 1.15 * table[[f"{prediction}_{measure}", f"states_{measure}"]].max().max())
            _compare(axes, table, f"{prediction}_{measure}", measure, colours)
            axes.set(xlabel=f"predicted by {source}: {name}", ylabel=f"states: {name}")
    handles = [dot(name, "s", markersize=5, color=colours[name]) for name in families]
    handles += [dot(cell_name(cell), cell_marker(cell), markersize=4, color=INK) for cell in cells_in_order(table["cell"])]
    handles.append(Line2D([], [], color=LIGHT, linewidth=1.2, label="other statistics of word counts"))
    handles.append(dot("classes − 1", "|", markersize=7, color="0.5"))
    if real := _real_tasks(table):
        handles.append(dot("real text:", "o", color=INK, markerfacecolor="white"))
        handles += [Line2D([], [], linestyle="", label=f"{number} {task}") for number, task in enumerate(real, 1)]
    add_legend(figure, handles, 8)
    return figure


def _set_axes(axes: Axes, top: float) -> None:
    """Octaves up to `top` both ways, and the diagonal."""
    for name in ("x", "y"):
        getattr(axes, f"set_{name}scale")("symlog", base=2, linthresh=1)
    axes.plot([0, top], [0, top], linestyle="--", color=FAINT, linewidth=0.8, zorder=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set(major_locator=plt.FixedLocator(TICKS), major_formatter=plt.ScalarFormatter())
    axes.set(xlim=(0, top), ylim=(0, top))


def _compare(axes: Axes, table: pd.DataFrame, predicted: str, measure: str, colours: dict) -> None:
    """A point per task and cell, what stands beside each task, and the numbers of real text."""
    measured = f"states_{measure}"
    cells = cells_in_order(table["cell"])
    for (_, cell, _), runs in table.groupby(["task", "cell", "l2"]):
        real = runs["source"].iloc[0] != "synthetic"
        low, middle, high = runs[measured].quantile([0, 0.5, 1])
        colour = colours[runs["family"].iloc[0]]
        axes.errorbar(
            runs[predicted].iloc[0] * (1 + 0.03 * (cells.index(cell) - (len(cells) - 1) / 2)),
            middle,
            yerr=[[middle - low], [high - middle]],
            marker=cell_marker(cell),
            markersize=4,
            color=colour,
            markerfacecolor="white" if real else colour,
            elinewidth=0.7,
            zorder=3 if real else 2,
        )
    beside = [f"{name}_{measure}" for name in OTHERS]
    of_tasks = table.groupby("task")[[predicted, measured, "classes", *beside]].median()
    if not predicted.startswith("evidence"):  # which has no other statistics beside it
        axes.hlines(of_tasks[measured], of_tasks[beside].min(axis=1), of_tasks[beside].max(axis=1), color=LIGHT, zorder=1)
    axes.scatter(of_tasks["classes"] - 1, of_tasks[measured], marker="|", s=40, color="0.5", linewidths=0.8, zorder=1)
    _number(axes, list(of_tasks.loc[_real_tasks(table), [predicted, measured]].itertuples(index=False, name=None)))


def _real_tasks(table: pd.DataFrame) -> list[str]:
    return sorted(set(table.loc[table["source"] != "synthetic", "task"]))


def _number(axes: Axes, places: list[tuple[float, float]]) -> None:
    """The number of each place beside it, from 1; places that lie on one another share a line of numbers."""
    groups: list[tuple[tuple[float, float], list[str]]] = []
    for number, place in enumerate(places, 1):
        for first, numbers in groups:
            if np.ptp(np.log2(1 + np.array([first, place])), axis=0).max() < NEAR:
                numbers.append(str(number))
                break
        else:
            groups.append((place, [str(number)]))
    for place, numbers in groups:
        options = {"textcoords": "offset points", "fontsize": 6, "color": INK, "va": "top"}
        axes.annotate(", ".join(numbers), place, xytext=(3, -2), **options)
