"""What all figures share: legends that fit, fixed points, and figures that are closed."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from pictures import drawn

from rnn_geometry.figures.style import add_legend, draw_fixed_points


def test_no_figure_stays_open_once_it_is_saved(tmp_path):
    before = plt.get_fignums()
    drawn(plt.subplots()[0], tmp_path)
    assert plt.get_fignums() == before


@pytest.mark.parametrize("width", [3.0, 7.0])
def test_a_legend_of_long_names_stays_inside_its_figure(width):
    figure, _ = plt.subplots(figsize=(width, 2))
    add_legend(figure, [plt.Line2D([], [], label="admiration+approval+gratitude") for _ in range(6)], 6)
    figure.draw_without_rendering()
    (legend,) = figure.legends
    box = legend.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width
    plt.close(figure)


@pytest.mark.parametrize(("count", "hollow"), [(7, False), (500, True)])
def test_a_continuum_of_fixed_points_is_drawn_as_rings_that_hide_nothing(count, hollow):
    figure, axes = plt.subplots()
    draw_fixed_points(axes, np.zeros((count, 2)), np.arange(count) % 2, zorder=1)
    stable, unstable = axes.collections
    plt.close(figure)
    assert len(stable.get_offsets()) + len(unstable.get_offsets()) == count
    assert all((len(points.get_facecolors()) == 0) == hollow for points in (stable, unstable))
