"""The share of the states' variance within the readouts' span, against the number of classes."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.over_classes import classes_of, draw_seeds, finish
from rnn_geometry.figures.style import INK, PAGE

PANELS = {"readout_share": "visited states", "readout_share_final": "states at the end of a text"}


def draw(given: Given) -> Figure:
    """All networks of tasks whose classes have no order."""
    return draw_shares(given.rows("readout_subspace"), given.table("tasks"))


def draw_shares(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """The shares of all and of final states, each beside that of a random subspace of the same dimension."""
    figure, panels = plt.subplots(1, 2, figsize=(PAGE, 2.8), sharey=True)
    chance = table.groupby("classes")["readout_share_random"].median()
    for axes, (measure, title) in zip(panels, PANELS.items(), strict=True):
        draw_seeds(axes, table, tasks, measure)
        axes.plot(chance.index, chance, "_", color=INK, markersize=9, label="any subspace")
        axes.set(title=title, ylim=(0, 1.02))
    panels[0].set_ylabel("share of the variance")
    finish(figure, panels, classes_of(table))
    return figure
