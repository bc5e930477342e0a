"""The figures of interchange interventions."""

import numpy as np
import pandas as pd
import pytest
from pictures import TITLES, drawn, legend_of

from rnn_geometry.figures.interchange import draw_interchange
from rnn_geometry.figures.interchange_curves import Curves, draw_curves

COLUMNS = ["task", "cell", "seed", "interchange_moved", "interchange_stands", "interchange_random", "interchange_none"]


def table() -> pd.DataFrame:
    """Three networks of two cells on one task, a control, and a network without dynamics."""
    rows = [["three", "gru", seed, moved, 0.97, 0.05, 0.01] for seed, moved in enumerate([0.9, 0.95, 1.0])]
    rows += [["three", "lstm", 0, 0.8, 0.9, 0.1, 0.0], ["untrained", "gru", 0, 0.3, 0.35, 0.3, 0.3]]
    rows += [["pooled", "mean-pool", 0, *[np.nan] * 4]]
    return pd.DataFrame(rows, columns=COLUMNS).assign(interchange_chance=0.4)


def test_each_task_has_a_row_with_medians_bars_and_what_controls_have(tmp_path):
    figure = drawn(draw_interchange(table()), tmp_path)
    moved, stands = figure.axes
    assert [label.get_text() for label in moved.get_yticklabels()] == ["three", "untrained"]
    medians = {round(float(x), 3) for bars in moved.containers for x in bars.lines[0].get_xdata()}
    assert medians == {0.95, 0.8, 0.3}
    ends = [segment[:, 0].round(3).tolist() for segment in moved.containers[0].lines[2][0].get_segments()]
    assert ends[0] == [0.9, 1.0]
    assert {0.97, 0.9, 0.35} == {round(float(x), 3) for bars in stands.containers for x in bars.lines[0].get_xdata()}
    assert {"GRU", "LSTM", "random subspaces", "nothing swapped", "a constant answer, at best"} == set(legend_of(figure))


def test_a_study_of_which_nothing_is_known_is_an_empty_picture(tmp_path):
    assert not drawn(draw_interchange(table().iloc[-1:]), tmp_path).axes[0].containers


@pytest.mark.parametrize("known", [True, False])
def test_curves_run_over_components_and_over_places(tmp_path, known):
    moved = np.array([0, 0.5, 1, 1.0]) if known else np.full(4, np.nan)
    curves = Curves(moved, moved[::-1], np.array([0.25, 0.5, 0.75]), moved[1:], moved[1:], 0 * moved[1:])
    left, right = drawn(draw_curves([curves, curves], TITLES, 2), tmp_path).axes
    np.testing.assert_array_equal(left.lines[0].get_ydata(), moved)
    assert left.lines[-1].get_xdata()[0] == 2  # the expected dimension
    assert len(right.lines) == 6
