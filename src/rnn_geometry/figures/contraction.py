"""How attracting manifolds are: what is left of disturbances beside the manifold and along it, over the networks of a study."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import CLASS_COLOURS, FAINT, INK, PAGE, add_legend, cell_marker, cell_name, cells_in_order, dot

LEAST = 1e-6  # what is less is drawn there


def draw(given: Given) -> Figure:
    """All networks of the study, its controls included."""
    return draw_contraction(given.rows("contraction", "tasks"))


def draw_contraction(table: pd.DataFrame) -> Figure:
    """What is left beside the manifold against what is left along it, a point per task and cell: medians over seeds; controls
    are open. On the dashed line a network forgets evenly in all directions; the lower right corner is an attractor."""
    table = table.dropna(subset=["normal_left", "tangential_left"])
    figure, axes = plt.subplots(figsize=(0.72 * PAGE, 4.2))
    families = list(dict.fromkeys(table["family"]))
    colours = dict(zip(families, CLASS_COLOURS, strict=False))
    for (_, cell, _), runs in table.groupby(["task", "cell", "l2"]):
        place = runs[["tangential_left", "normal_left"]].median().clip(lower=LEAST)
        colour = colours[runs["family"].iloc[0]]
        control = runs["control"].iloc[0] != "none"
        style = {"color": colour, "markerfacecolor": "white" if control else colour, "alpha": 0.8}
        axes.plot(*place, marker=cell_marker(cell), markersize=5, linestyle="none", **style)
    axes.set(xscale="log", yscale="log")
    ends = [min(axes.get_xlim()[0], axes.get_ylim()[0]), max(axes.get_xlim()[1], axes.get_ylim()[1])]
    axes.plot(ends, ends, linestyle="--", color=FAINT, linewidth=0.8, zorder=0)
    axes.set(xlim=ends, ylim=ends)
    axes.set(xlabel="left of a disturbance along the manifold", ylabel="left of a disturbance beside it")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:g}")
    handles = [dot(name, "s", markersize=5, color=colours[name]) for name in families]
    handles += [dot(cell_name(cell), cell_marker(cell), markersize=4, color=INK) for cell in cells_in_order(table["cell"])]
    handles.append(dot("control", "o", color=INK, markerfacecolor="white"))
    handles.append(Line2D([], [], linestyle="--", color=FAINT, linewidth=0.8, label="forgets evenly"))
    add_legend(figure, handles, 5)
    return figure
