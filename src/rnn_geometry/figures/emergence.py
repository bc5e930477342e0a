"""How accuracy, dimension, readouts, memory and fixed points arise along the steps of training."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, add_legend, cell_colour, class_colours, run_name
from rnn_geometry.measures.onsets import find_onsets, kept_whole

PANELS = {  # a panel: its title, what is drawn solid and dashed, and the measure whose onset is marked
    "accuracy": ("held-out accuracy", {"accuracy": ""}, "accuracy"),
    "components": ("states: PCs for 95 % of variance", {"states_components_95": ""}, "dimension"),
    "ratio": ("states: participation ratio", {"states_participation_ratio": ""}, "evenness"),
    "readouts": ("readouts: degrees off theory", {"angle_deviation": ""}, "readouts"),
    "memory": ("memory: left of a word after a text", {"memory_left": ""}, "memory"),
    "points": ("fixed points", {"stable_fixed_points": "stable", "fixed_points": "all"}, "corners"),
}
IN_ORDER = ("readouts in order (share of seeds)", {"in_order": ""}, "readouts")  # where theory names no angle
STYLES = ["-", (0, (3, 1.5))]


def draw(given: Given) -> Figure:
    """The trainings of one task."""
    table = given.table("emergence")
    return draw_emergence(table[table["task"] == given.subject])


def draw_emergence(table: pd.DataFrame) -> Figure:
    """One panel per measure along the steps, untrained (0) first; a colour a cell, medians over seeds and the range in a band.

    table: the rows of one task in `emergence.csv`. A dot is the median onset of a
    panel's measure, the dotted line across all panels that of the accuracy.
    """
    table = table.assign(
        angle_deviation=(table["angle_mean"] - table["angle_theory"]).abs(), memory_left=kept_whole(table["memory_kept"])
    )
    figure, grid = plt.subplots(2, 3, figsize=(PAGE, 4.4), sharex=True)
    onsets = _median_onsets(table)
    colours = _colours(table)
    panels = PANELS | ({"readouts": IN_ORDER} if table["angle_theory"].isna().all() else {})
    for axes, (title, columns, marked) in zip(grid.flat, panels.values(), strict=True):
        axes.set_title(title)
        for run, rows in table.groupby(["cell", "l2"]):
            _draw_run(axes, rows, list(columns), colours[run], onsets.loc[run], marked)
        if all(columns.values()):
            lines = [Line2D([], [], color=INK, linestyle=style) for style in STYLES]
            axes.legend(lines, columns.values(), loc="upper left", handlelength=1.8, borderaxespad=0.1)
    _scale_steps(grid, table["step"].max())
    _scale_measures(dict(zip(PANELS, grid.flat, strict=True)), table["expected_dimension"].iloc[0])
    _explain(figure, colours)
    return figure


def _colours(table: pd.DataFrame) -> dict[tuple, str | tuple]:
    """A colour a (cell, l2): the cell's, or where one has several l2 one each."""
    runs = sorted(set(zip(table["cell"], table["l2"], strict=True)))
    if len(runs) > table["cell"].nunique():
        return dict(zip(runs, class_colours(len(runs)), strict=False))
    return {(cell, l2): cell_colour(cell) for cell, l2 in runs}


def _median_onsets(table: pd.DataFrame) -> pd.DataFrame:
    """The step of each measure's onset, the median over seeds, a row a (cell, l2); NaN where a seed's is not known."""
    rows = []
    for (cell, l2, _), course in table.groupby(["cell", "l2", "seed"]):
        course = course.sort_values("step")
        steps = course["step"].to_numpy()
        found = {name: steps[int(number)] if np.isfinite(number) else np.nan for name, number in find_onsets(course).items()}
        rows.append({"cell": cell, "l2": l2} | found)
    return pd.DataFrame(rows).groupby(["cell", "l2"]).agg(lambda seeds: seeds.median(skipna=False))


def _draw_run(axes: Axes, rows: pd.DataFrame, columns: list[str], colour, onsets: pd.Series, marked: str) -> None:
    """The lines of one cell and l2, the first of the columns solid and in a band, the second dashed, with the onsets."""
    for column, style in zip(columns, STYLES, strict=False):
        seeds = rows.groupby("step")[column]
        middle = seeds.mean() if column == "in_order" else seeds.median()
        axes.plot(middle.index, middle, linestyle=style, color=colour)
        if column == columns[0] != "in_order":
            axes.fill_between(middle.index, seeds.min(), seeds.max(), color=colour, alpha=0.15, linewidth=0)
        if column == columns[0] and onsets[marked] == onsets[marked]:
            height = np.interp(onsets[marked], middle.index, middle)
            axes.plot(onsets[marked], height, "o", color=colour, markersize=4.5, markeredgecolor="white", zorder=5)
    if onsets["accuracy"] == onsets["accuracy"]:
        axes.axvline(onsets["accuracy"], color=colour, linewidth=0.8, linestyle=":")


def _scale_steps(grid: np.ndarray, last: int) -> None:
    """A logarithmic scale of steps on which 0 has a place of its own."""
    for axes in grid.flat:
        axes.set_xscale("symlog", linthresh=1, linscale=0.4)
        axes.set_xticks([0, *(10**power for power in range(int(np.log10(max(last, 1))) + 1))])
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_xlim(-0.25, last * 1.25)
    for axes in grid[-1]:
        axes.set_xlabel("step of training")


def _scale_measures(panels: dict[str, Axes], expected: int) -> None:
    """The scale of each panel, and what is expected there."""
    for name in ("components", "ratio"):
        panels[name].axhline(expected, color=INK, linewidth=0.8, linestyle="--")
    for name in ("components", "ratio", "points"):
        panels[name].set_ylim(bottom=0)
    for name in ("components", "points"):
        panels[name].yaxis.set_major_locator(plt.MaxNLocator(integer=True))
    panels["memory"].axhline(np.exp(-1), color=INK, linewidth=0.8, linestyle="--")
    panels["memory"].set_ylim(-0.05, 1.05)


def _explain(figure: Figure, colours: dict[tuple, str | tuple]) -> None:
    """The legend below all panels."""
    several = len(colours) > len({cell for cell, _ in colours})
    names = {run: run_name(run[0], f"{run[1]:g}" if several else "") for run in colours}
    runs = [Line2D([], [], color=colour, label=names[run]) for run, colour in colours.items()]
    others = [
        Line2D([], [], color=INK, linestyle="--", linewidth=0.8, label="expected dimension; memory as long as the text (1/e)"),
        Line2D([], [], color=INK, marker="o", linestyle="none", markersize=4.5, label="onset"),
        Line2D([], [], color=INK, linestyle=":", linewidth=0.8, label="onset of the accuracy"),
    ]
    add_legend(figure, [*runs, *others], 6)
