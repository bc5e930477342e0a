"""Measures of all runs against the number of classes, with the simplex's value drawn in and the spread over seeds."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.figures.style import CELL_MARKERS, INK, PAGE, cell_name, draw_spread
from rnn_geometry.shapes import Simplex


def draw_dimension(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """Dimension of states and slow points, by several measures, against N; N - 1 is the dashed line."""
    panels = {
        "states_components_95": "states: PCs for 95 % of variance",
        "slow_points_components_95": "slow points: PCs for 95 %",
        "states_participation_ratio": "states: participation ratio",
        "states_levina_bickel": "states: Levina–Bickel",
    }
    figure, grid = plt.subplots(2, 2, figsize=(PAGE, 4.8), sharex=True)
    classes = _classes(table)
    for axes, (measure, title) in zip(grid.flat, panels.items(), strict=True):
        axes.plot(_around(classes), _around(classes) - 1, "--", color=INK, linewidth=0.8, label="N − 1")
        _draw_seeds(axes, table, tasks, measure)
        axes.set_title(title)
        axes.set_ylabel("dimension")
        axes.yaxis.set_major_locator(plt.MaxNLocator(integer=True))
    _finish(figure, grid[-1], classes)
    return figure


def draw_readouts(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """Angles between readouts against N, the simplex's drawn in; and how far the worst pair is from it."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(PAGE, 2.8))
    classes = _classes(table)
    left.plot(
        _around(classes),
        [Simplex.of(n).readout_angle for n in _around(classes)],
        "--",
        color=INK,
        linewidth=0.8,
        label="arccos(−1 / (N − 1))",
    )
    _draw_seeds(left, table, tasks, "angle_mean")
    left.set(title="mean angle between readouts", ylabel="degrees")
    _draw_seeds(right, table, tasks, "angle_worst_deviation")
    right.set(title="the pair furthest from theory", ylabel="degrees from theory")
    right.set_ylim(bottom=0)
    right.margins(y=0.1)
    _finish(figure, [left, right], classes)
    return figure


def draw_time_constants(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """The time constant of the last expected integration mode and of the mode after it, beside the texts' length."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(PAGE, 2.8), sharey=True)
    for axes, measure, title in (
        (left, "tau_integrating", "slowest modes: the (N − 1)-th"),
        (right, "tau_next", "the mode after it"),
    ):
        _draw_seeds(axes, table, tasks, measure)
        lengths = tasks.sort_values("classes").query("task in @table.task")
        axes.plot(lengths["classes"], lengths["length_median"], "_", color=INK, markersize=9, label="median text")
        axes.set(title=title, yscale="log")
    left.set_ylabel("time constant (tokens)")
    _finish(figure, [left, right], _classes(table))
    return figure


def _classes(table: pd.DataFrame) -> np.ndarray:
    return np.sort(table["classes"].unique())


def _around(classes: np.ndarray) -> np.ndarray:
    """From one class less than there are to one more, so that theory is a line even for a single N."""
    return np.arange(max(classes.min() - 1, 2), classes.max() + 2)


def _draw_seeds(axes: Axes, table: pd.DataFrame, tasks: pd.DataFrame, measure: str) -> None:
    """Medians over seeds with a bar from least to most: a line a cell over synthetic tasks, open markers for corpora."""
    natural = set(tasks.loc[tasks["source"] != "synthetic", "task"])
    cells = [cell for cell in CELL_MARKERS if cell in set(table["cell"])]
    cells += sorted(set(table["cell"]) - set(cells))
    for number, cell in enumerate(cells):
        shift = 0.12 * (number - (len(cells) - 1) / 2)
        for is_natural, rows in table[table["cell"] == cell].groupby(table["task"].isin(natural)):
            spread = rows.groupby(["task", "l2"]).agg(
                classes=("classes", "first"), low=(measure, "min"), middle=(measure, "median"), high=(measure, "max")
            )
            open_marker = {"markersize": 4.5, "markerfacecolor": "white", "linestyle": "none"} if is_natural else {}
            label = f"{cell_name(cell)}{', real text' if is_natural else ''}"
            draw_spread(axes, spread.set_index("classes").sort_index(), cell, shift, label=label, **open_marker)


def _finish(figure: Figure, bottom, classes: np.ndarray) -> None:
    for axes in bottom:
        axes.set_xlabel("classes N")
    for axes in figure.axes:
        axes.set_xticks(classes)
        axes.set_xlim(classes.min() - 0.6, classes.max() + 0.6)
    handles = {label: handle for axes in figure.axes for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)}
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=min(len(handles), 5))
