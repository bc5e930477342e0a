"""Slow points in the states' principal plane: by the class read there, by speed, and by the slowest time constants."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from rnn_geometry.engine.stability import time_constants
from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import FAINT, PAGE, cell_name, class_colours, component_name
from rnn_geometry.measures.projection import Projection


@dataclass
class SlowPoints:
    """The arrays of one run: states [M, S] visited; of its slow points [P, S] the class read there [P], the speed [P], and the
    spectra [Q, S] at the first Q of them."""

    states: np.ndarray
    slow_states: np.ndarray
    slow_predicted: np.ndarray
    slow_speeds: np.ndarray
    slow_spectra: np.ndarray


def draw(given: Given) -> Figure:
    """The slow points of the first of a task's networks."""
    return draw_points(given.each(SlowPoints)[0], given.task["classes"], given.titles[0][0])


def draw_points(run: SlowPoints, classes: list[str], cell: str) -> Figure:
    """Three panels of slow points over the visited states."""
    figure, (by_class, by_speed, by_tau) = plt.subplots(1, 3, figsize=(PAGE, 2.5), sharex=True, sharey=True)
    project = Projection(run.states, 2)
    places = project(run.slow_states)
    background = project(run.states[:: max(len(run.states) // 2000, 1)])
    taus = time_constants(run.slow_spectra)
    dots = {"s": 9, "edgecolors": "none", "rasterized": True}
    for axes in (by_class, by_speed, by_tau):
        axes.scatter(*background.T, s=1.5, color=FAINT, alpha=0.4, edgecolors="none", rasterized=True)
        axes.set_aspect("equal")  # both axes are shared, so that the box must give way
        axes.set_xlabel(component_name(1, project.shares[0]))
    by_class.set_ylabel(component_name(2, project.shares[1]))
    colours = class_colours(len(classes))
    by_class.scatter(*places.T, c=[colours[label] for label in run.slow_predicted], **dots)
    by_class.set_title(f"{cell_name(cell)}: slow points by class")
    for axes, values, shown, title in (
        (by_speed, np.log10(run.slow_speeds), places, "log10 speed q"),
        (by_tau, np.log10(taus.max(axis=1)) if len(taus) else taus[:, 0], places[: len(taus)], "log10 slowest τ (tokens)"),
    ):
        figure.colorbar(axes.scatter(*shown.T, c=values, cmap="viridis", **dots), ax=axes, shrink=0.8)
        axes.set_title(title)
    return figure
