"""One interchange intervention in a view: the ways of texts A and B, and that of A with B's coordinates from a word on."""

from collections.abc import Callable

import numpy as np
import plotly.graph_objects as go

from rnn_geometry.report.runs import Run
from rnn_geometry.report.traces import FAINT, INK, dots, text

GROUP = "swap"


def draw_swap(run: Run, project: Callable[[np.ndarray], np.ndarray], colours: list[str]) -> list:
    """The swap of a run, if there is one: A and B in the colours of what is decided on them, the swap itself dashed, and the
    rest of A after it, wider, in the colour of what is decided then."""
    swap = run.swap
    if swap is None:
        return []
    first, second = (np.flatnonzero(run.manifold.text == number) for number in swap.texts)
    words = [run.vocabulary[token] for token in run.moves.token[first]]
    on_first, expected, after = (run.classes[label] for label in swap.decisions)
    told = f"A after the swap, decided as {after}; a text that begins as B and goes on as A is decided as {expected}"
    own, other = (project(np.vstack([run.manifold.initial_state, run.manifold.states[rows]])) for rows in (first, second))
    mixed = project(swap.mixed)
    return [
        _way(own, f"text A, decided as {on_first}", words, colours[swap.decisions[0]]),
        _way(other, "text B", [run.vocabulary[token] for token in run.moves.token[second]], FAINT),
        _line(np.stack([own[swap.place], mixed[0]]), "the swap", ["A before the swap", told], INK, dash="dash", width=4),
        _way(mixed, told, words[swap.place :], colours[swap.decisions[2]], begins="after the swap", width=7),
        dots(mixed[:1], GROUP, "after the swap", INK, 4),
    ]


def _way(places: np.ndarray, name: str, words: list[str], colour: str, begins="before the first word", width=4) -> go.Scatter3d:
    """The way [T + 1, 3] of a text, with the word that led to each place."""
    return _line(places, name, [f"{name}: {begins}", *(f"{name}: {word}" for word in words)], colour, width=width)


def _line(places: np.ndarray, name: str, hover: list[str], colour: str, **line) -> go.Scatter3d:
    return go.Scatter3d(
        **dict(zip("xyz", np.asarray(places, np.float32).T, strict=True)),
        mode="lines",
        line={"color": colour} | line,
        name=text(name),
        hovertext=[text(words) for words in hover],
        hoverinfo="text",
        legendgroup=GROUP,
    )
