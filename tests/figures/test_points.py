"""Slow points: by class, by speed and by memory."""

import numpy as np
import pytest
from pictures import drawn, eigenvalues, manifold

from rnn_geometry.figures.points import SlowPoints, draw_points


@pytest.mark.parametrize("points", [9, 0])
def test_slow_points_are_shown_three_times_over_with_two_scales(points, tmp_path):
    few = manifold(4, 2)
    run = SlowPoints(
        states=few.states,
        slow_states=few.slow_states[:points],
        slow_predicted=few.slow_predicted[:points],
        slow_speeds=np.geomspace(1e-12, 1e-3, 9)[:points],
        slow_spectra=eigenvalues(points)[:5],
    )
    figure = draw_points(run, ["none", "A", "B", "A+B"], "gru")
    drawn(figure, tmp_path)
    assert len(figure.axes) == 3 + 2
    assert [len(axes.collections[1].get_offsets()) for axes in figure.axes[:3]] == [points, points, min(points, 5)]
