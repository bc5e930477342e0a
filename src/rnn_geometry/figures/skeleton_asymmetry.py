"""The faces that skeletons lack, against three measures of how far their networks are from symmetric."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import (
    INK,
    PAGE,
    add_legend,
    cell_colour,
    cell_marker,
    cell_name,
    cells_in_order,
    dot,
    few_ticks,
)
from rnn_geometry.tables.columns import KEYS


@dataclass(frozen=True)
class Asymmetry:
    """A measure of asymmetry: its column, its axis, and the outputs of a network that it takes at least to have a spread."""

    column: str
    label: str
    outputs: int


# One readout has no spread of lengths, and two have one angle alone: a 0 there would say nothing of symmetry.
ASYMMETRIES = [
    Asymmetry("norm_variation", "readouts' lengths, sd / mean", 2),
    Asymmetry("angle_sd", "readouts' angles, sd (degrees)", 3),
    Asymmetry("corner_lambda_spread", "corners' largest |λ|, sd", 1),
]


def draw(given: Given) -> Figure:
    """All networks of the study that learn and whose skeleton is sought."""
    return draw_asymmetry(given.rows("skeleton", of_tasks="tasks"), given.rows("readouts"))


def draw_asymmetry(skeletons: pd.DataFrame, readouts: pd.DataFrame) -> Figure:
    """A panel a measure of asymmetry, a dot a network of a task whose faces are known; the larger, the higher its dimension.

    skeletons: rows of `skeleton.csv` with the columns of `tasks.csv`; readouts: rows of `readouts.csv`.
    """
    measured = readouts[[*KEYS, "norm_variation", "angle_sd"]]
    table = skeletons[skeletons["faces_share"].notna()].merge(measured, on=KEYS)
    figure, panels = plt.subplots(1, len(ASYMMETRIES), figsize=(PAGE, 2.5), sharey=True)
    for axes, asymmetry in zip(panels, ASYMMETRIES, strict=True):
        _draw_panel(axes, table[table["outputs"] >= asymmetry.outputs], asymmetry)
    panels[0].set_ylabel("share of faces missing")
    panels[0].set_ylim(-0.05, 1.05)
    handles = [dot(cell_name(cell), **_style(cell, 2)) for cell in cells_in_order(table["cell"])]
    if (table["source"] != "synthetic").any():
        handles.append(dot("real text", "o", color=INK, markerfacecolor="white", markersize=4))
    handles += [
        dot(f"dimension {dimension:g}", "o", color="0.6", markeredgewidth=0, markersize=_size(dimension))
        for dimension in sorted(set(table["expected_dimension"].agg(["min", "max"]).dropna()))
    ]
    add_legend(figure, handles, 8)
    return figure


def _draw_panel(axes: Axes, table: pd.DataFrame, asymmetry: Asymmetry) -> None:
    for _, row in table.iterrows():
        style = _style(row["cell"], row["expected_dimension"])
        if row["source"] != "synthetic":
            style |= {"markerfacecolor": "white", "markeredgewidth": 0.7}
        axes.plot(row[asymmetry.column], 1 - row["faces_share"], linestyle="none", alpha=0.7, clip_on=False, **style)
    axes.set_xlim(left=0)
    axes.set_xlabel(asymmetry.label)
    few_ticks(axes)


def _style(cell: str, dimension: float) -> dict:
    return {"marker": cell_marker(cell), "color": cell_colour(cell), "markersize": _size(dimension), "markeredgewidth": 0}


def _size(dimension: float) -> float:
    return 2.5 + 0.7 * dimension
