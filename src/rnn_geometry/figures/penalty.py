"""Errors on validation texts, dimension and memory along L2, and the penalty that the one-standard-error rule takes."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, add_legend, cell_colour, cell_marker, cell_name, cells_in_order, label_decades

PANELS = {
    "validation_error": "share of wrong validation texts",
    "dimension": "states: PCs for 95 % of variance",
    "memory_kept": "left of a word after a text",
}
LEAST = 2.5e-4  # where no wrong text is drawn


def draw(given: Given) -> Figure:
    """One sweep over L2."""
    table = given.table("penalties")
    return draw_penalties(table[table["sweep"] == given.subject])


def draw_penalties(table: pd.DataFrame) -> Figure:
    """A row of panels per task, from rows of `penalties.csv`; a line per cell, the chosen penalty filled; dotted the one that
    holds for all tasks and cells, dashed the expected dimension."""
    table = table.assign(validation_error=(1 - table["validation_accuracy"]).clip(lower=LEAST))
    tasks = list(dict.fromkeys(table["task"]))
    cells = cells_in_order(table["cell"])
    figure, grid = plt.subplots(
        len(tasks), len(PANELS), figsize=(PAGE, 0.8 + 1.7 * len(tasks)), squeeze=False, sharex=True, sharey="col"
    )
    for task, row in zip(tasks, grid, strict=True):
        own = table[table["task"] == task]
        for axes, (measure, title) in zip(row, PANELS.items(), strict=True):
            for cell in cells:
                _draw_line(axes, own[own["cell"] == cell].sort_values("l2"), measure, cell)
            if measure == "dimension":
                axes.axhline(own["expected_dimension"].iloc[0], color=INK, linewidth=0.7, linestyle="--")
            for penalty in own.loc[own["chosen_for_all"], "l2"].unique():
                axes.axvline(penalty, color=INK, linewidth=0.6, linestyle=":")
            if task == tasks[0]:
                axes.set_title(title)
        row[0].set_ylabel(task)
        row[0].set(xscale="log", yscale="log")
        label_decades(row[0].yaxis, subs=(1,))
    for axes in grid[-1]:
        axes.set_xlabel("L2 penalty")
        label_decades(axes.xaxis, subs=(1,))
    handles = [Line2D([], [], color=cell_colour(cell), marker=cell_marker(cell), label=cell_name(cell)) for cell in cells]
    handles.append(Line2D([], [], color=INK, linestyle=":", linewidth=0.6, label="within one standard error for all"))
    add_legend(figure, handles, 4)
    return figure


def _draw_line(axes: Axes, rows: pd.DataFrame, measure: str, cell: str) -> None:
    style = {"color": cell_colour(cell), "marker": cell_marker(cell), "markersize": 3.5}
    axes.plot(rows["l2"], rows[measure], markerfacecolor="white", **style)
    chosen = rows[rows["chosen"]]
    axes.plot(chosen["l2"], chosen[measure], linestyle="none", **style)
