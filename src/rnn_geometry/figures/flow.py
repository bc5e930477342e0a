"""The flow over the principal plane: speed and direction at the constant input, and the labels read there."""

from dataclasses import dataclass
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import (
    FAINT,
    INK,
    PAGE,
    add_legend,
    class_colours,
    class_handles,
    component_name,
    dot,
    draw_fixed_points,
    few_ticks,
    run_name,
)
from rnn_geometry.targets import Target
from rnn_geometry.tasks.encoded import target_of_task

ARROWS = 14  # a side, at most
FINE = 300  # places a side of the map of labels


@dataclass
class Flow:
    """One run's arrays of `effects.safetensors`, in the principal plane; and index [Q], each fixed point's unstable directions.

    flow_a, flow_b [G]; flow_arrows [G, G, 2]; flow_speeds [G, G]; flow_logits [G, G, N]; slow_places [P, 2]; fixed_places
    [Q, 2]; plane_shares [2].
    """

    flow_a: np.ndarray
    flow_b: np.ndarray
    flow_arrows: np.ndarray
    flow_speeds: np.ndarray
    flow_logits: np.ndarray
    slow_places: np.ndarray
    fixed_places: np.ndarray
    plane_shares: np.ndarray
    index: np.ndarray


def draw(given: Given) -> Figure:
    """The flow of a task's networks."""
    target = target_of_task(given.task)
    return draw_flows(given.each(Flow), given.titles, given.task["classes"], target)


def draw_flows(runs: list[Flow], titles: list[tuple[str, str]], classes: list[str], target: Target) -> Figure:
    """A column a run: log speed with the flow's direction above, the label read in each state below.

    All of it in the plane through the mean of the states: with more than two dimensions a section of the manifold.
    """
    figure, (above, below) = plt.subplots(2, len(runs), figsize=(PAGE * max(len(runs), 2) / 3, 4.6), squeeze=False)
    speeds = [np.log10(np.maximum(run.flow_speeds, np.finfo(np.float32).tiny)) for run in runs]
    low, high = np.quantile(np.concatenate([speed.ravel() for speed in speeds]), [0.01, 0.99])
    for column, run, speed, title in zip(zip(above, below, strict=True), runs, speeds, titles, strict=True):
        picture = column[0].pcolormesh(
            run.flow_a, run.flow_b, speed, cmap="viridis", vmin=low, vmax=high, shading="gouraud", rasterized=True
        )
        _draw_directions(column[0], run)
        _draw_labels(column[1], run, class_colours(len(classes)), target)
        column[0].set_title(run_name(*title))
        column[1].set_xlabel(component_name(1, run.plane_shares[0]))
        for axes in column:
            _draw_points(axes, run, FAINT if axes is column[0] else INK)
            axes.set_ylabel(component_name(2, run.plane_shares[1]))
    figure.colorbar(picture, ax=above, label="log10 speed q", shrink=0.9)
    colours = class_colours(len(classes))
    handles = class_handles(classes, colours, partial(dot, marker="s"))
    hollow = {"markerfacecolor": "white", "markeredgecolor": INK}
    handles += [dot("stable fixed point", "o", **hollow), dot("unstable fixed point", "X", **hollow)]
    add_legend(figure, handles, int(figure.get_figwidth()), handletextpad=0.2)
    return figure


def _draw_directions(axes: Axes, run: Flow) -> None:
    """Arrows of one length: the speed is in the colour."""
    every = -(-len(run.flow_a) // ARROWS)
    moved = run.flow_arrows[::every, ::every]
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
    unit = np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 0)
    shape = {
        "pivot": "mid",
        "units": "inches",
        "scale_units": "inches",
        "scale": 11,
        "width": 0.01,
        "headwidth": 3.5,
        "minlength": 0,
    }
    axes.quiver(run.flow_a[::every], run.flow_b[::every], unit[..., 0], unit[..., 1], color="white", **shape)


def _draw_labels(axes: Axes, run: Flow, colours: list, target: Target) -> None:
    """Readouts are linear, so that logits anywhere in the plane follow from those at the corners of the grid."""
    u = np.linspace(0, 1, FINE)[:, None]
    bottom, top = ((1 - u) * row[0] + u * row[-1] for row in run.flow_logits[[0, -1]])  # [FINE, N]
    logits = (1 - u[:, None]) * bottom + u[:, None] * top  # [FINE, FINE, N]
    label = target.predict(logits)
    axes.imshow(
        label,
        extent=(*run.flow_a[[0, -1]], *run.flow_b[[0, -1]]),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(colours) - 0.5,
        alpha=0.55,
    )


def _draw_points(axes: Axes, run: Flow, colour: str) -> None:
    axes.scatter(*run.slow_places.T, s=2, color=colour, alpha=0.5, edgecolors="none", rasterized=True)
    draw_fixed_points(axes, run.fixed_places, run.index, zorder=4)
    axes.set(xlim=run.flow_a[[0, -1]], ylim=run.flow_b[[0, -1]])
    few_ticks(axes)
