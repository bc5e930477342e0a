"""What becomes of dimension, modes and accuracy along a sweep over one number."""

from itertools import cycle

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, cell_name, draw_spread, label_decades
from rnn_geometry.tables.columns import ABOUT_A_TASK, KEYS

PANELS = {
    "states_components_95": "states: PCs for 95 % of variance",
    "states_participation_ratio": "states: participation ratio",
    "integration_modes_median": "modes that outlast the median text",
    "spectral_radius": "spectral radius at slow points",
    "tau_slowest": "slowest time constant (tokens)",
    "test_accuracy": "held-out accuracy",
}
NAMES = {"l2": "L2 penalty", "rho": "correlation ρ", "length": "text length (words)", "hidden_size": "units"}


def draw(given: Given) -> Figure:
    """One sweep, its measures from three tables."""
    runs = given.keys.assign(value=given.about["values"])
    for name in ("dimension", "modes", "metrics"):
        measures = given.table(name).drop(columns=[*ABOUT_A_TASK, "study"])
        runs = runs.merge(measures, on=KEYS, validate="many_to_one")
    return draw_sweep(runs, given.about["over"])


def draw_sweep(table: pd.DataFrame, over: str) -> Figure:
    """One panel a measure; a line for each task and cell, medians over seeds with a bar from least to most.

    table: a row a run, with its `value` along the sweep; over: what the values are.
    """
    figure, grid = plt.subplots(2, 3, figsize=(PAGE, 4.4), sharex=True)
    # Where the sweep defines tasks or cells of its own, the line is of those that they are variants of.
    names = {key: table[key].str.replace(rf"\.{over}-[0-9.e+-]+$", "", regex=True) for key in ("task", "cell")}
    table = table.assign(**names)
    lines = dict(zip(sorted(set(table["task"])), cycle(["-", "--", ":", "-."])))
    for axes, (measure, title) in zip(grid.flat, PANELS.items(), strict=True):
        for (cell, task), rows in table.groupby(["cell", "task"]):
            seeds = rows.groupby("value")[measure]
            spread = pd.DataFrame({"low": seeds.min(), "middle": seeds.median(), "high": seeds.max()})
            label = cell_name(cell) + (f", {task}" if len(lines) > 1 else "")
            draw_spread(axes, spread, cell, linestyle=lines[task], label=label)
        axes.set_title(title)
        if over in ("l2", "hidden_size"):
            axes.set_xscale("log")
            label_decades(axes.xaxis)
    for axes in (grid[0, 0], grid[0, 2]):
        axes.yaxis.set_major_locator(plt.MaxNLocator(integer=True))
    grid[1, 0].axhline(1, color=INK, linewidth=0.6, linestyle="--")
    grid[1, 1].set_yscale("log")
    label_decades(grid[1, 1].yaxis)
    for axes in grid[1]:
        axes.set_xlabel(NAMES[over])
    figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure
