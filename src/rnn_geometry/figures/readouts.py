"""Angles between readouts against the number of classes, beside those of a regular simplex."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.over_classes import around, classes_of, draw_seeds, finish
from rnn_geometry.figures.style import INK, PAGE
from rnn_geometry.shapes import Simplex


def draw(given: Given) -> Figure:
    """All networks of tasks whose classes have no order."""
    return draw_readouts(given.rows("readouts"), given.table("tasks"))


def draw_readouts(table: pd.DataFrame, tasks: pd.DataFrame) -> Figure:
    """Angles between readouts against N, the simplex's drawn in; and how far the worst pair is from it."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(PAGE, 2.8))
    classes = classes_of(table)
    left.plot(
        around(classes),
        [Simplex.of(n).readout_angle for n in around(classes)],
        "--",
        color=INK,
        linewidth=0.8,
        label="arccos(−1 / (N − 1))",
    )
    draw_seeds(left, table, tasks, "angle_mean")
    left.set(title="mean angle between readouts", ylabel="degrees")
    draw_seeds(right, table, tasks, "angle_worst_deviation")
    right.set(title="the pair furthest from theory", ylabel="degrees from theory")
    right.set_ylim(bottom=0)
    right.margins(y=0.1)
    finish(figure, [left, right], classes)
    return figure
