"""How alike the networks of a task are: every two of them compared, across cells and across seeds."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import PAGE, cell_name

COLUMNS = 4  # panels a row


def draw(given: Given) -> Figure:
    """All pairs of networks of the study."""
    return draw_universality(given.table("universality"))


def draw_universality(table: pd.DataFrame) -> Figure:
    """One panel a task: CKA of final states above the diagonal, the share that Procrustes aligns below it.

    table: `universality.csv`, a row a pair. Under each title, the means over pairs of texts permuted: chance.
    """
    tasks = list(dict.fromkeys(table["task"]))
    rows = -(-len(tasks) // COLUMNS)
    columns = min(len(tasks), COLUMNS)
    figure, grid = plt.subplots(rows, columns, figsize=(PAGE, 0.6 + PAGE / COLUMNS * rows), squeeze=False)
    for axes, task in zip(grid.flat, tasks, strict=False):
        image = _draw_pairs(axes, table[table["task"] == task])
        axes.set_title(task, fontsize=7)
    for axes in grid.flat[len(tasks) :]:
        axes.set_axis_off()
    label = "above the diagonal: linear CKA; below: variance aligned by Procrustes (final states)"
    bar = figure.colorbar(image, ax=grid, location="bottom", shrink=0.5, aspect=40)
    bar.set_label(label, fontsize=7)
    return figure


def _draw_pairs(axes: Axes, pairs: pd.DataFrame):
    """The matrix of one task's networks, a name in the middle of each cell's seeds."""
    ends = [pairs[[f"{key}_{end}" for key in ("cell", "l2", "seed")]].apply(tuple, axis=1) for end in "ab"]
    networks = list(dict.fromkeys([*ends[0], *ends[1]]))
    a, b = ([networks.index(network) for network in end] for end in ends)
    matrix = np.ones((len(networks), len(networks)))
    matrix[a, b] = pairs["cka"]
    matrix[b, a] = pairs["procrustes"]
    image = axes.imshow(matrix, vmin=0, vmax=1, cmap="viridis")
    names = [cell_name(cell) for cell, *_ in networks]
    middles = {name: np.mean(np.flatnonzero([other == name for other in names])) for name in names}
    axes.set_xticks([])  # the columns are those of the rows
    axes.set_yticks(
        list(middles.values()), [name.replace(" ", "\n") for name in middles], fontsize=6 if len(middles) < 5 else 4
    )
    axes.tick_params(length=0)
    for edge in np.flatnonzero([first != second for first, second in pairwise(names)]) + 0.5:
        axes.axhline(edge, color="white", linewidth=0.8)
        axes.axvline(edge, color="white", linewidth=0.8)
    chance = pairs[["cka_permuted", "procrustes_permuted"]].mean()
    axes.set_xlabel(f"chance {chance.iloc[0]:.2f} | {chance.iloc[1]:.2f}", fontsize=6)
    return image
