"""The dimension of states and slow points against the number of classes, beside the simplex's N - 1."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.over_classes import around, classes_of, draw_seeds, finish
from rnn_geometry.figures.style import INK, PAGE


def draw(given: Given) -> Figure:
    """All networks of tasks whose classes have no order."""
    return draw_dimension(given.rows("dimension"), given.table("tasks"))


def draw_dimension(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """Dimension of states and slow points, by several measures, against N; N - 1 is the dashed line."""
    panels = {
        "states_components_95": "states: PCs for 95 % of variance",
        "slow_points_components_95": "slow points: PCs for 95 %",
        "states_participation_ratio": "states: participation ratio",
        "states_levina_bickel": "states: Levina–Bickel",
    }
    figure, grid = plt.subplots(2, 2, figsize=(PAGE, 4.8), sharex=True)
    classes = classes_of(table)
    for axes, (measure, title) in zip(grid.flat, panels.items(), strict=True):
        axes.plot(around(classes), around(classes) - 1, "--", color=INK, linewidth=0.8, label="N − 1")
        draw_seeds(axes, table, tasks, measure)
        axes.set_title(title)
        axes.set_ylabel("dimension")
        axes.yaxis.set_major_locator(plt.MaxNLocator(integer=True))
    finish(figure, grid[-1], classes)
    return figure
