"""Accuracy over the number of principal components that states are projected on, or that are taken from them."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, cell_colour, cell_name
from rnn_geometry.files import read_arrays, read_json

MOST_ACROSS = 5
KINDS = ("kept", "removed")
WHEN = {"at_end": "last state", "throughout": "every state"}


@dataclass
class Sufficiency:
    """One run: its task and cell, chance, the expected dimension, and accuracies [K + 1] over k = 0 ... K by name."""

    task: str
    cell: str
    chance: float
    expected: int
    accuracies: dict[str, np.ndarray]


def draw(given: Given) -> Figure:
    """All tasks whose networks are shown."""
    names = [f"{kind}_{when}" for kind in KINDS for when in WHEN]
    expected = given.table("tasks").set_index("task")["expected_dimension"]
    of_runs = zip(given.runs, given.files["effects_arrays"], given.files["effects"], strict=True)
    return draw_sufficiency(
        [
            Sufficiency(task, cell, read_json(record)["accuracy_chance"], expected[task], read_arrays(arrays, names))
            for (task, cell, _, _), arrays, record in of_runs
        ]
    )


def draw_sufficiency(runs: list[Sufficiency]) -> Figure:
    """Two panels a task, for the last state alone and for every state changed; a colour a cell, medians over its runs."""
    tasks = list(dict.fromkeys(run.task for run in runs))
    across = min(len(tasks), MOST_ACROSS)
    rows = 2 * -(-len(tasks) // across)
    figure, grid = plt.subplots(
        rows, across, figsize=(PAGE if across > 2 else PAGE * across / 2, 1.0 + 1.25 * rows), squeeze=False, sharey=True
    )
    for place in range(rows // 2 * across):
        pair = grid[2 * (place // across) : 2 * (place // across) + 2, place % across]
        for axes, when in zip(pair, WHEN, strict=True):
            if place < len(tasks):
                _draw_panel(axes, [run for run in runs if run.task == tasks[place]], when)
            else:
                axes.set_axis_off()
        if place < len(tasks):
            pair[0].set_title(tasks[place])
            pair[0].tick_params(labelbottom=False)
    for row, axes in enumerate(grid[:, 0]):
        axes.set_ylabel(f"accuracy,\n{list(WHEN.values())[row % 2]} changed")
    for axes in grid[-1]:
        axes.set_xlabel("components k")
    figure.legend(handles=_legend(runs), loc="outside lower center", ncols=4)
    return figure


def _draw_panel(axes: Axes, runs: list[Sufficiency], when: str) -> None:
    axes.axhline(runs[0].chance, color=INK, linewidth=0.6, linestyle=":")
    axes.axvline(runs[0].expected, color=INK, linewidth=0.6, linestyle="--")
    for cell in dict.fromkeys(run.cell for run in runs):
        own = [run.accuracies for run in runs if run.cell == cell]
        for kind, style in zip(KINDS, ("-", (0, (2, 1))), strict=True):
            middle = np.median([run[f"{kind}_{when}"] for run in own], axis=0)
            axes.plot(middle, color=cell_colour(cell), linestyle=style)
    axes.set_ylim(0, 1.03)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(plt.MaxNLocator(4, integer=True))


def _legend(runs: list[Sufficiency]) -> list[Line2D]:
    cells = list(dict.fromkeys(run.cell for run in runs))
    return [
        *(Line2D([], [], color=cell_colour(cell), label=cell_name(cell)) for cell in cells),
        Line2D([], [], color="0.4", label="projected on the first k"),
        Line2D([], [], color="0.4", linestyle=(0, (2, 1)), label="without the first k"),
        Line2D([], [], color=INK, linewidth=0.6, linestyle="--", label="expected dimension"),
        Line2D([], [], color=INK, linewidth=0.6, linestyle=":", label="most frequent label"),
    ]
