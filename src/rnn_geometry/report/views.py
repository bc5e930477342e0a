"""One run's manifold in three dimensions, to be turned in a browser: states, points, readouts and words' deflections.

What is drawn is what `figures/manifold.py` and `figures/deflections.py` draw, in the states' first three principal components.
"""

import numpy as np
import plotly.graph_objects as go

from rnn_geometry.figures.manifold import Manifold
from rnn_geometry.figures.style import class_colours
from rnn_geometry.measures.projection import Projection, spread_out
from rnn_geometry.report.runs import Run
from rnn_geometry.report.swap import draw_swap
from rnn_geometry.report.traces import FAINT, GROUPS, INK, arrows, dots, text
from rnn_geometry.tasks.encoded import target_of_task

SHOWN_STATES = 1500
TEXTS = 2  # of each class, as trajectories
PLACES = 6  # where each word's deflection is drawn
MARGIN = 1.1  # the cube's, around the manifold's reach
LONGEST = 0.25  # a deflection, as a share of the manifold's reach
HEAD = 0.07  # an arrow's head, likewise
SYMBOLS = ("circle", "diamond", "square", "cross", "x")  # of fixed points with 0, 1, 2, ... unstable directions
CAMERA = {"eye": {"x": 1.05, "y": 1.05, "z": 0.65}, "center": {"x": 0, "y": 0, "z": -0.1}}


class Space(Projection):
    """The first three principal components; a state of fewer numbers has axes of nothing in the place of those it lacks."""

    def __init__(self, states: np.ndarray):
        super().__init__(states, 3)
        missing = 3 - self.axes.shape[1]
        self.axes = np.pad(self.axes, ((0, 0), (0, missing)))
        self.shares = np.pad(self.shares, (0, missing))


def draw_view(run: Run) -> go.Figure:
    """The run in three dimensions; every trace is of one of GROUPS by its `legendgroup`."""
    project = Space(run.manifold.states)
    reach = float(np.abs(project(run.manifold.states)).max()) or 1.0
    colours = hues(run)
    traces = [
        *_states(run.manifold, project),
        *_slow_points(run, project, colours),
        *_fixed_points(run.manifold, project),
        *_connections(run, project),
        *_texts(run, project, colours),
        *_readouts(run, project, reach, colours),
        *_words(run, project, reach, colours),
        *draw_swap(run, project, colours),
    ]
    return go.Figure(traces, _layout(project, MARGIN * reach))


def hues(run: Run) -> list[str]:
    """A colour a class, as everywhere in the figures."""
    colours = class_colours(len(run.classes))[: len(run.classes)]
    return ["rgb({},{},{})".format(*(round(255 * part) for part in colour)) for colour in colours]


def _states(manifold: Manifold, project: Space) -> list:
    every = -(-len(manifold.states) // SHOWN_STATES)
    return [dots(project(manifold.states[::every]), "states", GROUPS["states"], FAINT, 1.6, opacity=0.5, hoverinfo="skip")]


def _slow_points(run: Run, project: Space, colours: list[str]) -> list:
    """The slow points by the class read there."""
    of_class = ((i, run.manifold.slow_states[run.manifold.slow_predicted == i]) for i in range(len(run.classes)))
    return [
        dots(project(states), "points", f"slow point, read as {run.classes[i]}", colours[i], 3.2, opacity=0.85)
        for i, states in of_class
        if len(states)
    ]


def _fixed_points(manifold: Manifold, project: Space) -> list:
    """The fixed points by their number of unstable directions."""
    drawn = []
    for index in np.unique(manifold.index):
        name = "stable fixed point" if index == 0 else f"fixed point, unstable in {index} direction{'s' if index > 1 else ''}"
        points = project(manifold.fixed_states[manifold.index == index])
        drawn.append(dots(points, "fixed", name, INK, 7, marker={"symbol": SYMBOLS[min(index, len(SYMBOLS) - 1)]}))
    return drawn


def _connections(run: Run, project: Space) -> list:
    """Where the unstable directions of fixed points lead, those of one number of them together."""
    if run.skeleton is None:
        return []
    from_index = run.skeleton.index[run.skeleton.edges[:, 0]]
    drawn = []
    for index in np.unique(from_index):
        paths = project(run.skeleton.paths[from_index == index])  # [E, T, 3]
        gaps = np.concatenate([paths, np.full_like(paths[:, :1], np.nan)], axis=1).reshape(-1, 3)
        name = f"where a fixed point unstable in {index} direction{'s' if index > 1 else ''} leads"
        line = {"color": INK, "width": 4 if index == 1 else 1.5}
        place = dict(zip("xyz", gaps.astype(np.float32).T, strict=True))
        about = {"name": name, "hovertext": name, "hoverinfo": "text", "legendgroup": "fixed"}
        drawn.append(go.Scatter3d(**place, mode="lines", line=line, **about))
    return drawn


def _texts(run: Run, project: Space, colours: list[str]) -> list:
    """The first texts of each class that the network gets right, word by word."""
    manifold = run.manifold
    drawn = []
    for label in np.unique(manifold.label):
        right = np.flatnonzero((manifold.label == label) & (manifold.predicted == label))[:TEXTS]
        for number in right:
            rows = np.flatnonzero(manifold.text == number)
            path = project(np.vstack([manifold.initial_state, manifold.states[rows]])).astype(np.float32)
            read = [f"word {i + 1}: {run.vocabulary[run.moves.token[row]]}" for i, row in enumerate(rows)]
            drawn.append(
                go.Scatter3d(
                    **dict(zip("xyz", path.T, strict=True)),
                    mode="lines",
                    line={"color": colours[label], "width": 3},
                    name=text(f"a text of {run.classes[label]}"),
                    hovertext=[text(f"{run.classes[label]}, {words}") for words in ["before the first word", *read]],
                    hoverinfo="text",
                    legendgroup="texts",
                )
            )
    start = project(manifold.initial_state)[None]
    drawn.append(dots(start, "texts", "the state before the first word", INK, 6, marker={"symbol": "diamond"}))
    return drawn


def _output_colours(run: Run, colours: list[str]) -> list[str]:
    """The classes' own, or ink where an output is a label, of which a class is a set."""
    target = target_of_task(run.task)
    return [INK] * target.outputs if target.independent else colours


def _readouts(run: Run, project: Space, reach: float, colours: list[str]) -> list:
    """Each readout's direction, from the centre of the states, the longest as long as the cloud is wide."""
    directions = run.manifold.readouts @ project.axes
    directions = directions * (reach / max(np.linalg.norm(directions, axis=1).max(), 1e-12))
    return [
        trace
        for name, direction, colour in zip(run.outputs, directions, _output_colours(run, colours), strict=False)
        for trace in arrows(np.zeros((1, 3)), direction[None], "readouts", f"readout of {name}", colour, HEAD * reach, name)
    ]


def _words(run: Run, project: Space, reach: float, colours: list[str]) -> list:
    """Words' deflections at places where they were read, all to one scale, in the colour of what they speak for."""
    moves = {token: run.moves[np.flatnonzero(run.moves.token == token)] for token in run.shown}
    moves = {token: steps[spread_out(steps.start, PLACES)] for token, steps in moves.items() if len(steps.token)}
    by = {token: steps.by @ project.axes for token, steps in moves.items()}
    longest = max((np.linalg.norm(moved, axis=1).max() for moved in by.values()), default=0.0)
    factor = LONGEST * reach / longest if longest > 0 else 1.0
    drawn = []
    for token, steps in moves.items():
        colour = INK if len(run.outputs) == 1 else _output_colours(run, colours)[run.shown[token]]
        start = project(steps.start)
        word = run.vocabulary[token]
        drawn += arrows(start, factor * by[token], "words", f"the word {word}", colour, HEAD * reach, word)
    return drawn


def _layout(project: Space, reach: float) -> dict:
    """A cube of the same scale on every side, so that thin manifolds look thin and long ones fit."""

    def axis(number: int) -> dict:
        title = f"PC {number + 1} ({100 * project.shares[number]:.0f} %)"
        plain = {"showticklabels": False, "showbackground": False, "gridcolor": "rgb(225,225,225)", "zeroline": False}
        return {"title": {"text": title, "font": {"size": 12}}, "range": [-reach, reach], "showspikes": False, **plain}

    return {
        "scene": {f"{name}axis": axis(number) for number, name in enumerate("xyz")}
        | {"aspectmode": "cube", "dragmode": "turntable", "camera": CAMERA},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "template": None,
        "paper_bgcolor": "white",
    }
