"""States, slow and fixed points in their principal components, with trajectories and readouts (after the paper's figure 2)."""

from dataclasses import dataclass
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import (
    FAINT,
    INK,
    add_legend,
    class_colours,
    class_handles,
    component_name,
    dot,
    draw_fixed_points,
    panel_a_run,
    run_name,
)
from rnn_geometry.measures.projection import Projection
from rnn_geometry.shapes import Shape
from rnn_geometry.targets import Target
from rnn_geometry.tasks.encoded import shape_of_task

SHOWN_STATES = 3000


@dataclass
class Manifold:
    """The arrays of one run that its picture needs.

    states [M, S], text [M], label [n], predicted [n], readouts [N, S], initial_state [S] as in `states.safetensors`;
    slow_states [P, S], slow_predicted [P], fixed_states [Q, S] as in `fixed_points.safetensors`; index [Q]: unstable
    directions of each fixed point.
    """

    states: np.ndarray
    text: np.ndarray
    label: np.ndarray
    predicted: np.ndarray
    readouts: np.ndarray
    initial_state: np.ndarray
    slow_states: np.ndarray
    slow_predicted: np.ndarray
    fixed_states: np.ndarray
    index: np.ndarray


def draw(given: Given) -> Figure:
    """The manifolds of a task's networks."""
    return draw_manifolds(given.each(Manifold), given.titles, given.task["classes"], shape_of_task(given.task))


def draw_manifolds(manifolds: list[Manifold], titles: list[tuple[str, str]], classes: list[str], shape: Shape) -> Figure:
    """One panel a run, in three dimensions where the manifold's expected dimension is more than two."""
    components = 3 if shape.dimension > 2 else 2
    kind = {"projection": "3d"} if components == 3 else {}
    figure, panels = panel_a_run(len(manifolds), 3.1 if components == 3 else 2.9, subplot_kw=kind)
    for axes, manifold, title in zip(panels, manifolds, titles, strict=True):
        _draw_panel(axes, manifold, class_colours(len(classes)), components, shape.target)
        axes.set_title(run_name(*title))
    add_legend(figure, _legend(classes), 7, handletextpad=0.3, columnspacing=1.0)
    return figure


def _draw_panel(axes: Axes, manifold: Manifold, colours: list, components: int, target: Target) -> None:
    project = Projection(manifold.states, components)
    every = max(len(manifold.states) // SHOWN_STATES, 1)
    dots = {"edgecolors": "none", "rasterized": True}
    axes.scatter(*project(manifold.states[::every]).T, s=2, color=FAINT, alpha=0.4, zorder=1, **dots)
    by_class = [colours[label] for label in manifold.slow_predicted]
    axes.scatter(*project(manifold.slow_states).T, s=7, c=by_class, alpha=0.8, zorder=3, **dots)
    for label in np.unique(manifold.label):
        _draw_trajectory(axes, project, manifold, label, colours[label])
    _draw_readouts(axes, project, manifold, [INK] * target.outputs if target.independent else colours)  # of a label, no class's
    draw_fixed_points(axes, project(manifold.fixed_states), manifold.index, zorder=6)
    axes.scatter(
        *project(manifold.initial_state)[:, None], s=45, marker="*", color=INK, edgecolors="white", linewidths=0.5, zorder=7
    )
    _label_axes(axes, project, components)


def _draw_trajectory(axes: Axes, project: Projection, manifold: Manifold, label: int, colour) -> None:
    """The first text of a class that the network gets right, from the initial state on."""
    right = np.flatnonzero((manifold.label == label) & (manifold.predicted == label))
    if len(right):
        path = np.vstack([manifold.initial_state, manifold.states[manifold.text == right[0]]])
        axes.plot(*project(path).T, color=colour, linewidth=0.8, zorder=4)


def _draw_readouts(axes: Axes, project: Projection, manifold: Manifold, colours: list) -> None:
    """Each readout's direction, from the centre of the states, as long as the cloud is wide."""
    arrows = manifold.readouts @ project.axes
    reach = np.abs(project(manifold.states)).max()
    arrows *= reach / np.linalg.norm(arrows, axis=1).max()
    for arrow, colour in zip(arrows, colours, strict=False):
        line = np.stack([np.zeros_like(arrow), arrow])
        axes.plot(*line.T, color=colour, linewidth=1.6, alpha=0.9, zorder=5)
        axes.scatter(*arrow[:, None], s=14, marker="P", color=colour, linewidths=0, zorder=5)


def _label_axes(axes: Axes, project: Projection, components: int) -> None:
    for name, number, share in zip("xyz", range(1, components + 1), project.shares, strict=False):
        getattr(axes, f"set_{name}label")(component_name(number, share), labelpad=-10 if components == 3 else 2)
        axis = getattr(axes, f"{name}axis")
        axis.set_major_locator(plt.MaxNLocator(4))
        if components == 3:
            axes.set_box_aspect(None, zoom=1.0)
            axis.set_ticklabels([])
            axis.pane.set_facecolor("white")
            axis._axinfo["grid"]["linewidth"] = 0.3
    if components == 2:
        axes.set_aspect("equal", adjustable="datalim")


def _legend(classes: list[str]) -> list[Line2D]:
    colours = class_colours(len(classes))
    hollow = {"markerfacecolor": "white", "markeredgecolor": INK}
    return [
        *class_handles(classes, colours, partial(dot, marker="o", markersize=4)),
        dot("visited state", "o", markersize=2, color=FAINT),
        dot("slow point, by class", "o", markersize=4, color="0.4"),
        dot("stable fixed point", "o", markersize=5, **hollow),
        dot("unstable fixed point", "X", markersize=5, **hollow),
        Line2D([], [], marker="P", markersize=4, linewidth=1.6, color=INK, label="readout"),
        dot("start", "*", markersize=7, markerfacecolor=INK, markeredgecolor="white"),
    ]
