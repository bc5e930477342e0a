"""The dimension that word counts predict, beside the measured one."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import CLASS_COLOURS, FAINT, INK, PAGE, add_legend, cell_marker, cell_name, cells_in_order, dot

PREDICTIONS = {
    "information": "class means of word counts",
    "discriminant": "… over the scatter within classes",
    "bag_of_words": "logit changes, linear classifier",
}
MEASURES = {"components_95": "PCs for 95 % of variance", "participation_ratio": "participation ratio"}
TICKS = [0, 1, 2, 4, 8, 16, 32, 64]  # of dimensions, in octaves from 1 on
NEAR = 0.13  # octaves closer than which two places share their numbers


def draw(given: Given) -> Figure:
    """All networks of the study that learn."""
    return draw_predicted_dimension(given.rows("dimension", of_tasks="word_counts"))


def draw_predicted_dimension(table: pd.DataFrame) -> Figure:
    """The states' dimension against the predicted one, a panel a prediction and measure; a point a task and cell.

    table: a row a run, with the columns of `dimension.csv` and `word_counts.csv`. Points are medians over seeds with a bar
    from least to most; real text is open and numbered. On the dashed line a prediction comes true.
    """
    figure, grid = plt.subplots(len(MEASURES), len(PREDICTIONS), figsize=(PAGE, 4.9), sharex="row", sharey="row")
    families = list(dict.fromkeys(table.sort_values("source", key=lambda s: s != "synthetic")["family"]))
    colours = dict(zip(families, CLASS_COLOURS, strict=False))
    for row, (measure, name) in zip(grid, MEASURES.items(), strict=True):
        for axes, (prediction, title) in zip(row, PREDICTIONS.items(), strict=True):
            _compare(axes, table, f"{prediction}_{measure}", f"states_{measure}", colours)
            axes.set_xlabel(f"predicted: {name}")
            if measure == "components_95":
                axes.set_title(title)
        row[0].set_ylabel(f"states: {name}")
    handles = [dot(name, "s", markersize=5, color=colours[name]) for name in families]
    handles += [dot(cell_name(cell), cell_marker(cell), markersize=4, color=INK) for cell in cells_in_order(table["cell"])]
    if real := _real_tasks(table):
        handles.append(dot("real text:", "o", color=INK, markerfacecolor="white"))
        handles += [Line2D([], [], linestyle="", label=f"{number} {task}") for number, task in enumerate(real, 1)]
    add_legend(figure, handles, 8)
    return figure


def _compare(axes: Axes, table: pd.DataFrame, predicted: str, measured: str, colours: dict) -> None:
    top = max(table[predicted].max(), table[measured].max())
    for name in ("x", "y"):
        getattr(axes, f"set_{name}scale")("symlog", base=2, linthresh=1)
    axes.plot([0, 1.15 * top], [0, 1.15 * top], linestyle="--", color=FAINT, linewidth=0.8, zorder=0)
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
    for axis in (axes.xaxis, axes.yaxis):
        axis.set(major_locator=plt.FixedLocator(TICKS), major_formatter=plt.ScalarFormatter())
    axes.set(xlim=(0, 1.15 * top), ylim=(0, 1.15 * top))
    real = table.groupby("task")[[predicted, measured]].median().loc[_real_tasks(table)]
    _number(axes, list(real.itertuples(index=False, name=None)))


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
