"""The skeleton: fixed points by their number of unstable directions with what connects them, and their counts."""

from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.style import (
    CELL_COLOURS,
    CELL_MARKERS,
    FAINT,
    INK,
    PAGE,
    add_legend,
    cell_name,
    panel_a_run,
    run_name,
)
from rnn_geometry.files import read_arrays
from rnn_geometry.measures.projection import Projection

SHOWN_STATES = 2000
VIEWS = 2000  # random planes that the best is chosen of, where the manifold has more than two dimensions
MARKERS = "oDs^vP"  # of points with 0, 1, 2, ... unstable directions
COLUMNS = 4


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


def read_bones(skeleton: str | Path, states: np.ndarray) -> Bones:
    """The arrays of `skeleton.safetensors`, with the visited states [M, S]."""
    found = read_arrays(skeleton, ["states", "index", "labels", "edges", "paths"])
    return Bones(states, found.pop("states"), **found)


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
        _draw(axes, run, classes, dimension, colours)
        axes.set_title(f"{run_name(*title)}: {' + '.join(map(str, np.bincount(run.index)))}")
    add_legend(figure, _legend(colours), 4, handletextpad=0.3, columnspacing=1.0)
    return figure


def _draw(axes: Axes, run: Bones, classes: list[str], dimension: int, colours: list) -> None:
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
        marker, size = MARKERS[min(index, len(MARKERS) - 1)], 34 if index == 0 else 22
        options = {"marker": marker, "s": size, "color": colours[index], "edgecolors": "white", "linewidths": 0.6}
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
            name,
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
    def entry(name: str, **options) -> Line2D:
        return Line2D([], [], label=name, linestyle="none", **options)

    names = ["stable", "1 unstable direction", *(f"{index} unstable directions" for index in range(2, len(colours)))]
    return [
        *(
            entry(name, marker=MARKERS[min(index, len(MARKERS) - 1)], color=colours[index], markersize=4.5)
            for index, name in enumerate(names[: len(colours)])
        ),
        Line2D([], [], color=colours[min(1, len(colours) - 1)], label="where unstable directions lead"),
        entry("visited state", marker="o", markersize=2, color=FAINT),
    ]


def draw_skeleton_counts(table: pd.DataFrame) -> Figure:
    """A panel a task: how many fixed points networks have of each index, and of how many faces (bars)."""
    tasks = list(dict.fromkeys(table["task"]))
    rows = -(-len(tasks) // COLUMNS)
    figure, grid = plt.subplots(rows, COLUMNS, figsize=(PAGE, 1.75 * rows + 0.4), squeeze=False)
    cells = [cell for cell in [*CELL_MARKERS, *table["cell"]] if cell in set(table["cell"])]
    cells = list(dict.fromkeys(cells))
    for axes, task in zip(grid.flat, tasks, strict=False):
        _draw_counts(axes, table[table["task"] == task], cells)
        axes.set_title(task)
    for axes in grid.flat[len(tasks) :]:
        axes.set_axis_off()
    for axes in grid[:, 0]:
        axes.set_ylabel("fixed points")
    handles = [
        Line2D([], [], label=cell_name(cell), **_of_cell(cell), linestyle="none", markersize=4, alpha=0.8) for cell in cells
    ]
    add_legend(figure, [*handles, plt.Rectangle((0, 0), 1, 1, color=FAINT, label="faces")], 5)
    return figure


def _draw_counts(axes: Axes, table: pd.DataFrame, cells: list[str]) -> None:
    columns = sorted(name for name in table if name.startswith("index_") and table[name].notna().any())
    expected = table[[f"expected_{name}" for name in columns]].iloc[0].to_numpy(float)
    places = np.array([int(name.removeprefix("index_")) for name in columns])
    axes.bar(places, np.nan_to_num(expected), width=0.8, color=FAINT, alpha=0.6, linewidth=0)
    for number, (_, row) in enumerate(table.sort_values(["cell", "l2", "seed"]).iterrows()):
        shift = 0.6 * ((number + 0.5) / len(table) - 0.5)
        style = _of_cell(row["cell"])
        axes.plot(places + shift, row[columns].to_numpy(float), linestyle="none", markersize=3, alpha=0.8, **style)
    axes.set_xticks(places)
    axes.yaxis.set_major_locator(plt.MaxNLocator(4, integer=True))
    axes.set_ylim(bottom=-0.3)
    axes.set_xlabel("unstable directions")


def _of_cell(cell: str) -> dict:
    return {"color": CELL_COLOURS.get(cell, INK), "marker": CELL_MARKERS.get(cell, "v"), "markeredgewidth": 0}
