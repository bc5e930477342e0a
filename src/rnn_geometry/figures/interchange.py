"""Interchange interventions over the networks of a study: decisions that move, and that stand, beside controls."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, add_legend, cell_colour, cell_marker, cell_name, cells_in_order, dot

PANELS = {
    "interchange_moved": "leading coordinates swapped:\ndecisions that move",
    "interchange_stands": "all others swapped:\ndecisions that stand",
}
BESIDE = {"interchange_random": ("|", "random subspaces"), "interchange_none": (".", "nothing swapped")}


def draw(given: Given) -> Figure:
    """All networks of the study, its controls included."""
    return draw_interchange(given.rows("interchange", "tasks"))


def draw_interchange(table: pd.DataFrame) -> Figure:
    """A row per task, a marker per cell: medians over its networks, bars from least to most. Networks of which nothing is known
    are left out. The dashed step is the best that a constant answer has."""
    table = table[table[list(PANELS)].notna().any(axis=1)]
    tasks = list(dict.fromkeys(table["task"]))
    cells = cells_in_order(table["cell"])
    figure, axes = plt.subplots(1, 2, figsize=(PAGE, 1.6 + 0.22 * len(tasks)), sharey=True)
    for panel, (measure, title) in zip(axes, PANELS.items(), strict=True):
        for number, cell in enumerate(cells):
            shift = 0.5 * ((number + 0.5) / len(cells) - 0.5)
            _draw_cell(panel, table[table["cell"] == cell], tasks, measure, shift)
        _draw_beside(panel, table, tasks, BESIDE if measure == "interchange_moved" else {})
        panel.set(title=title, xlabel="share of telling pairs", xlim=(-0.03, 1.03))
        panel.set_yticks(range(len(tasks)), tasks)
    axes[0].set_ylim(max(len(tasks), 1) - 0.5, -0.5)
    add_legend(figure, _handles(cells), 5)
    return figure


def _draw_cell(axes: Axes, rows: pd.DataFrame, tasks: list[str], measure: str, shift: float) -> None:
    spread = rows.groupby("task")[measure].agg(["min", "median", "max"]).dropna()
    cell = rows["cell"].iloc[0]
    axes.errorbar(
        spread["median"],
        [tasks.index(task) + shift for task in spread.index],
        xerr=[spread["median"] - spread["min"], spread["max"] - spread["median"]],
        color=cell_colour(cell),
        marker=cell_marker(cell),
        markersize=3.5,
        linestyle="none",
        elinewidth=0.8,
    )


def _draw_beside(axes: Axes, table: pd.DataFrame, tasks: list[str], beside: dict) -> None:
    """What controls have, medians over all networks of a task."""
    middle = table.groupby("task")[["interchange_chance", *beside]].median().reindex(tasks)
    rows = np.arange(len(tasks))
    axes.vlines(middle["interchange_chance"], rows - 0.4, rows + 0.4, color=INK, linewidth=0.7, linestyle="--")
    for name, (marker, _) in beside.items():
        axes.plot(middle[name], rows, color="0.5", marker=marker, markersize=6, linestyle="none", zorder=1)


def _handles(cells: list[str]) -> list[Line2D]:
    return [
        *(dot(cell_name(cell), cell_marker(cell), color=cell_colour(cell), markersize=4) for cell in cells),
        *(dot(label, marker, color="0.5", markersize=6) for marker, label in BESIDE.values()),
        Line2D([], [], color=INK, linewidth=0.7, linestyle="--", label="a constant answer, at best"),
    ]
