"""What word counts foretell: the dimension that they predict beside the measured one, and the accuracy that needs no order."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.style import CELL_COLOURS, CELL_MARKERS, CLASS_COLOURS, FAINT, INK, PAGE, cell_name

PREDICTIONS = {
    "information": "class means of word counts",
    "discriminant": "… over the scatter within classes",
    "bag_of_words": "logit changes, linear classifier",
}
MEASURES = {"components_95": "PCs for 95 % of variance", "participation_ratio": "participation ratio"}
ROW = 0.26  # inches that a task takes up


def draw_predicted_dimension(table: pd.DataFrame) -> Figure:
    """The states' dimension against the predicted one, a panel a prediction and measure; a point a task and cell.

    table: a row a run, with the columns of `dimension.csv` and `word_counts.csv`. Points are medians over seeds with a bar
    from least to most; real text is open and named. On the dashed line a prediction comes true.
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
                for axis in (axes.xaxis, axes.yaxis):
                    axis.set_major_locator(plt.MaxNLocator(integer=True))
        row[0].set_ylabel(f"states: {name}")
    handles = [Line2D([], [], marker="s", linestyle="", markersize=5, color=colours[name], label=name) for name in families]
    handles += [
        Line2D([], [], marker=CELL_MARKERS.get(cell, "v"), linestyle="", markersize=4, color=INK, label=cell_name(cell))
        for cell in _cells(table)
    ]
    if (table["source"] != "synthetic").any():
        handles.append(Line2D([], [], marker="o", linestyle="", color=INK, markerfacecolor="white", label="real text"))
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 8))
    return figure


def _cells(table: pd.DataFrame) -> list[str]:
    cells = [cell for cell in CELL_MARKERS if cell in set(table["cell"])]
    return cells + sorted(set(table["cell"]) - set(cells))


def _compare(axes: Axes, table: pd.DataFrame, predicted: str, measured: str, colours: dict) -> None:
    top = max(table[predicted].max(), table[measured].max())
    axes.axline((0, 0), slope=1, linestyle="--", color=FAINT, linewidth=0.8, zorder=0)
    cells = _cells(table)
    for (_, cell, _), runs in table.groupby(["task", "cell", "l2"]):
        real, low, middle, high = runs["source"].iloc[0] != "synthetic", *runs[measured].quantile([0, 0.5, 1])
        colour = colours[runs["family"].iloc[0]]
        axes.errorbar(
            runs[predicted].iloc[0] + 0.012 * top * (cells.index(cell) - (len(cells) - 1) / 2),
            middle,
            yerr=[[middle - low], [high - middle]],
            marker=CELL_MARKERS.get(cell, "v"),
            markersize=4,
            color=colour,
            markerfacecolor="white" if real else colour,
            elinewidth=0.7,
            zorder=3 if real else 2,
        )
    for task, runs in table[table["source"] != "synthetic"].groupby("task"):
        place = runs[predicted].iloc[0], runs[measured].median()
        axes.annotate(task, place, xytext=(5, -9), textcoords="offset points", fontsize=6, color=INK)
    axes.set(xlim=(0, 1.08 * top), ylim=(0, 1.08 * top))


def draw_baselines(table: pd.DataFrame) -> Figure:
    """Held-out accuracy of every task: the networks', theirs on shuffled words, and that of a linear bag of words.

    table: a row a run, with the columns of `metrics.csv` and `word_counts.csv`. Networks are medians over seeds.
    """
    order = table.assign(real=table["source"] != "synthetic").sort_values(["real", "family", "classes", "task"])
    tasks, cells = list(dict.fromkeys(order["task"])), _cells(table)
    figure, axes = plt.subplots(figsize=(PAGE, 1.1 + ROW * len(tasks)))
    for (task, cell, _), runs in table.groupby(["task", "cell", "l2"]):
        present = [name for name in cells if name in set(table.loc[table["task"] == task, "cell"])]
        height = tasks.index(task) + 0.6 * ((present.index(cell) + 0.5) / len(present) - 0.5)
        whole, shuffled = runs["test_accuracy"].median(), runs["shuffled_accuracy"].median()
        colour, marker = CELL_COLOURS.get(cell, INK), CELL_MARKERS.get(cell, "v")
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
    handles = [
        Line2D(
            [],
            [],
            color=CELL_COLOURS.get(c, INK),
            marker=CELL_MARKERS.get(c, "v"),
            markersize=4,
            linestyle="",
            label=cell_name(c),
        )
        for c in cells
    ]
    handles.append(
        Line2D([], [], color=INK, marker="o", markersize=4, markerfacecolor="white", linestyle="", label="its words shuffled")
    )
    handles.append(Line2D([], [], color=INK, marker="|", markersize=8, markeredgewidth=1.4, linestyle="", label="bag of words"))
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure
