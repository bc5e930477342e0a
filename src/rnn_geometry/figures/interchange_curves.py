"""Interchange interventions of a task's networks, along the number of coordinates that are swapped and along the text."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import INK, PAGE, add_legend, cell_colour, class_colours, run_name

STANDS = (0, (2, 1))  # the dashes of decisions that stand


@dataclass(frozen=True)
class Curves:
    """A network's shares of decisions: over the first k = 0 ... K components [K + 1] those that move with them, and that stand
    with all others swapped; at `places` in a text [F] the same of the expected components, and what random subspaces move."""

    moved_components: np.ndarray
    stands_components: np.ndarray
    places: np.ndarray
    moved: np.ndarray
    stands: np.ndarray
    random: np.ndarray


def draw(given: Given) -> Figure:
    """The curves of a task's networks."""
    return draw_curves(given.each(Curves), given.titles, given.task["expected_dimension"])


def draw_curves(curves: list[Curves], titles: list[tuple[str, str]], expected: int) -> Figure:
    """Left over components, right over places; a colour per network."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(PAGE, 2.6), sharey=True)
    several = len({cell for cell, _ in titles}) < len(titles)
    colours = class_colours(len(titles))[: len(titles)] if several else [cell_colour(cell) for cell, _ in titles]
    for network, colour in zip(curves, colours, strict=True):
        left.plot(network.moved_components, color=colour)
        left.plot(network.stands_components, color=colour, linestyle=STANDS)
        right.plot(network.places, network.moved, color=colour, marker="o", markersize=2.5)
        right.plot(network.places, network.stands, color=colour, linestyle=STANDS)
        right.plot(network.places, network.random, color=colour, linestyle=":")
    left.axvline(expected, color=INK, linewidth=0.6, linestyle="--")
    left.set(xlabel="components k", ylabel="share of telling pairs", ylim=(-0.03, 1.03))
    left.xaxis.set_major_locator(plt.MaxNLocator(6, integer=True))
    right.set(xlabel="place of the swap (share of the text)", xlim=(0, 1))
    handles = [Line2D([], [], color=colour, label=run_name(*title)) for title, colour in zip(titles, colours, strict=True)]
    handles += [
        Line2D([], [], color="0.4", label="they move: the first k swapped"),
        Line2D([], [], color="0.4", linestyle=STANDS, label="they stand: all others swapped"),
        Line2D([], [], color="0.4", linestyle=":", label="they move: random subspaces"),
    ]
    add_legend(figure, handles, 4)
    return figure
