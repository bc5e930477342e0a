"""The skeleton: fixed points by their number of unstable directions, with what connects them."""

from dataclasses import dataclass

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.lettering import short
from rnn_geometry.figures.style import FAINT, INK, add_legend, dot, panel_a_run, run_name
from rnn_geometry.measures.projection import Projection

SHOWN_STATES = 2000
VIEWS = 2000  # random planes that the best is chosen of, where the manifold has more than two dimensions
MARKERS = "oDs^vP"  # of points with 0, 1, 2, ... unstable directions


@dataclass
class Bones:
    """The arrays of one run that its picture needs: states [M, S] visited; points [G, S], index [G], labels [G] read there,
    edges [E, 2] and paths [E, T, S] as in `skeleton.safetensors`."""

    states: np.ndarray
    points: np.ndarray
    index: np.ndarray
    labels: np.ndarray
    edges: np.ndarray
    paths: np.ndarray


def draw(given: Given) -> Figure:
    """The skeletons of a task's networks."""
    return draw_skeletons(given.each(Bones), given.titles, given.task["classes"], given.task["expected_dimension"])


def index_colours(count: int) -> list:
    """A colour for each number of unstable directions, dark for none."""
    return sns.color_palette("viridis", count)


def draw_skeletons(runs: list[Bones], titles: list[tuple[str, str]], classes: list[str], dimension: int) -> Figure:
    """One panel a run; in the plane of two principal components, or in that view of the expected `dimension` of them which
    keeps points furthest apart."""
    figure, panels = panel_a_run(len(runs), 2.9)
    most = max((int(run.index.max(initial=0)) for run in runs), default=0)
    colours = index_colours(max(most, dimension) + 1)
    for axes, run, title in zip(panels, runs, titles, strict=True):
        _draw_panel(axes, run, classes, dimension, colours)
        axes.set_title(f"{run_name(*title)}: {' + '.join(map(str, np.bincount(run.index)))}")
    add_legend(figure, _legend(colours), 4, handletextpad=0.3, columnspacing=1.0)
    return figure


def _draw_panel(axes: Axes, run: Bones, classes: list[str], dimension: int, colours: list) -> None:
    project = Projection(run.states, max(dimension, 2))
    frame = best_view(project(run.points)) if dimension > 2 else np.eye(2)
    states, points, paths = (project(cloud) @ frame for cloud in (run.states, run.points, run.paths))
    every = max(len(states) // SHOWN_STATES, 1)
    axes.scatter(*states[::every].T, s=1.5, color=FAINT, alpha=0.35, edgecolors="none", rasterized=True, zorder=1)
    for (saddle, _), path in zip(run.edges, paths, strict=True):
        first = run.index[saddle] == 1
        style = {"linewidth": 1.3, "alpha": 0.95} if first else {"linewidth": 0.6, "alpha": 0.55}
        axes.plot(*path.T, color=colours[run.index[saddle]], zorder=3 if first else 2, **style)
    for index in np.unique(run.index):
        marker = MARKERS[min(index, len(MARKERS) - 1)]
        options = {
            "marker": marker,
            "s": 34 if index == 0 else 22,
            "color": colours[index],
            "edgecolors": "white",
            "linewidths": 0.6,
        }
        axes.scatter(*points[run.index == index].T, zorder=5, **options)
    _name_corners(axes, points[run.index == 0], [classes[label] for label in run.labels[run.index == 0]])
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(0.2)
    axes.set(xticks=[], yticks=[])
    sns.despine(ax=axes, left=True, bottom=True)
    shares = [f"{100 * share:.0f}" for share in project.shares[: max(dimension, 2)]]
    axes.set_xlabel(f"PC 1 – {len(shares)} ({' + '.join(shares)} %)")


def _name_corners(axes: Axes, points: np.ndarray, names: list[str]) -> None:
    """The class read at each stable point, outside it."""
    middle = points.mean(axis=0) if len(points) else 0
    for place, name in zip(points, names, strict=True):
        away = np.linalg.norm(place - middle)
        out = (place - middle) / away if away > 1e-9 else np.array([0.0, 1.0])
        axes.annotate(
            short(name),
            place,
            xytext=8 * out,
            textcoords="offset points",
            ha="left" if out[0] > 0.3 else "right" if out[0] < -0.3 else "center",
            va="bottom" if out[1] > 0.3 else "top" if out[1] < -0.3 else "center",
            fontsize=6,
            color=INK,
            zorder=6,
        )


def best_view(points: np.ndarray) -> np.ndarray:
    """Of VIEWS random planes [D, 2] that in which points [G, D] stand furthest from their neighbours, by the mean logarithm."""
    frames = np.linalg.qr(np.random.default_rng(0).standard_normal((VIEWS, points.shape[1], 2)))[0]
    if len(points) < 2:
        return frames[0]
    seen = points @ frames  # [VIEWS, G, 2]
    apart = np.linalg.norm(seen[:, :, None] - seen[:, None], axis=-1)
    apart[:, np.arange(len(points)), np.arange(len(points))] = np.inf
    return frames[np.log(np.maximum(apart.min(axis=-1), 1e-9)).mean(axis=-1).argmax()]


def _legend(colours: list) -> list[Line2D]:
    names = ["stable", "1 unstable direction", *(f"{index} unstable directions" for index in range(2, len(colours)))]
    return [
        *(
            dot(name, MARKERS[min(index, len(MARKERS) - 1)], color=colours[index], markersize=4.5)
            for index, name in enumerate(names[: len(colours)])
        ),
        Line2D([], [], color=colours[min(1, len(colours) - 1)], label="where unstable directions lead"),
        dot("visited state", "o", markersize=2, color=FAINT),
    ]
