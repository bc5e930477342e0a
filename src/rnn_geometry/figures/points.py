"""Slow points in the states' principal plane: by the class read there, by speed, and by the slowest time constants."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from rnn_geometry.figures.style import FAINT, PAGE, cell_name, class_colours
from rnn_geometry.measures.projection import Projection


def draw_points(
    states: np.ndarray,
    slow_states: np.ndarray,
    slow_predicted: np.ndarray,
    slow_speeds: np.ndarray,
    taus: np.ndarray,
    classes: list[str],
    cell: str,
) -> Figure:
    """Three panels of slow points [P, S] over the visited states [M, S].

    slow_predicted, slow_speeds: [P]; taus: [Q, S] time constants of the first Q of the points.
    """
    figure, (by_class, by_speed, by_tau) = plt.subplots(1, 3, figsize=(PAGE, 2.5), sharex=True, sharey=True)
    project = Projection(states, 2)
    places, background = project(slow_states), project(states[:: max(len(states) // 2000, 1)])
    dots = {"s": 9, "edgecolors": "none", "rasterized": True}
    for axes in (by_class, by_speed, by_tau):
        axes.scatter(*background.T, s=1.5, color=FAINT, alpha=0.4, edgecolors="none", rasterized=True)
        axes.set_aspect("equal")  # both axes are shared, so that the box must give way
        axes.set_xlabel(f"PC 1 ({100 * project.shares[0]:.0f} %)")
    by_class.set_ylabel(f"PC 2 ({100 * project.shares[1]:.0f} %)")
    colours = class_colours(len(classes))
    by_class.scatter(*places.T, c=[colours[label] for label in slow_predicted], **dots)
    by_class.set_title(f"{cell_name(cell)}: slow points by class")
    for axes, values, shown, title in (
        (by_speed, np.log10(slow_speeds), places, "log10 speed q"),
        (by_tau, np.log10(taus.max(axis=1)) if len(taus) else taus[:, 0], places[: len(taus)], "log10 slowest τ (tokens)"),
    ):
        figure.colorbar(axes.scatter(*shown.T, c=values, cmap="viridis", **dots), ax=axes, shrink=0.8)
        axes.set_title(title)
    return figure
