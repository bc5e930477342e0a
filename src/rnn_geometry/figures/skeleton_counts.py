"""How many fixed points networks have of each number of unstable directions, beside the faces of their task's shape."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import FAINT, PAGE, add_legend, cell_colour, cell_marker, cell_name, cells_in_order
from rnn_geometry.rounding import MARGIN

COLUMNS = 4


def draw(given: Given) -> Figure:
    """The counts of all networks of the study that learn."""
    return draw_skeleton_counts(given.rows("skeleton"))


def draw_skeleton_counts(table: pd.DataFrame) -> Figure:
    """A panel a task: how many fixed points networks have of each index, and of how many faces (bars); written in it, the
    share of these faces that each cell has, median over its networks."""
    tasks = list(dict.fromkeys(table["task"]))
    rows = -(-len(tasks) // COLUMNS)
    figure, grid = plt.subplots(rows, COLUMNS, figsize=(PAGE, 1.75 * rows + 0.4), squeeze=False)
    cells = cells_in_order(table["cell"])
    for axes, task in zip(grid.flat, tasks, strict=False):
        _draw_panel(axes, table[table["task"] == task])
        axes.set_title(task)
    for axes in grid.flat[len(tasks) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        axes.set_ylabel("fixed points")
    handles = [
        Line2D([], [], label=cell_name(cell), **_of_cell(cell), linestyle="none", markersize=4, alpha=0.8) for cell in cells
    ]
    add_legend(figure, [*handles, plt.Rectangle((0, 0), 1, 1, color=FAINT, label="faces, and the share found")], 5)
    return figure


def _draw_panel(axes: Axes, table: pd.DataFrame) -> None:
    columns = sorted(name for name in table if name.startswith("index_") and table[name].notna().any())
    expected = table[[f"expected_{name}" for name in columns]].iloc[0].to_numpy(float)
    places = np.array([int(name.removeprefix("index_")) for name in columns])
    axes.bar(places, np.nan_to_num(expected), width=0.8, color=FAINT, alpha=0.6, linewidth=0)
    for number, (_, row) in enumerate(table.sort_values(["cell", "l2", "seed"]).iterrows()):
        shift = 0.6 * ((number + 0.5) / len(table) - 0.5)
        style = _of_cell(row["cell"])
        axes.plot(places + shift, row[columns].to_numpy(float), linestyle="none", markersize=3, alpha=0.8, **style)
    axes.set_xticks(places)
    axes.yaxis.set_major_locator(plt.MaxNLocator(4, integer=True))
    axes.set_ylim(bottom=-0.3)
    axes.set_xlabel("unstable directions")
    _write_shares(axes, table.groupby("cell")["faces_share"].median().dropna())


def _write_shares(axes: Axes, shares: pd.Series) -> None:
    """Each cell's share of faces in its colour, a line a cell; rounded down, so that 100 % is the whole body."""
    where = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right", "va": "top"}
    for number, cell in enumerate(cells_in_order(shares.index)):
        percent = math.floor(100 * shares[cell] + MARGIN)
        axes.annotate(f"{percent} %", (1, 1), (0, -7 * number), **where, fontsize=6, color=cell_colour(cell))


def _of_cell(cell: str) -> dict:
    return {"color": cell_colour(cell), "marker": cell_marker(cell), "markeredgewidth": 0}
