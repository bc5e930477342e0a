"""Dimension, readouts and time constants against the number of classes."""

import pandas as pd
import pytest
from pictures import drawn, legend_of

from rnn_geometry.figures.dimension import draw_dimension
from rnn_geometry.figures.readouts import draw_readouts
from rnn_geometry.figures.time_constants import draw_time_constants

OVER_CLASSES = {
    draw_dimension: (
        4,
        ["states_components_95", "slow_points_components_95", "states_participation_ratio", "states_levina_bickel"],
    ),
    draw_readouts: (2, ["angle_mean", "angle_worst_deviation"]),
    draw_time_constants: (2, ["tau_integrating", "tau_next"]),
}


@pytest.mark.parametrize(("draw", "panels", "measures"), [(draw, *rest) for draw, rest in OVER_CLASSES.items()])
def test_a_figure_over_classes_has_its_panels_and_a_line_a_cell_and_kind_of_text(draw, panels, measures, tmp_path):
    tasks = pd.DataFrame(
        {
            "task": ["two", "three", "news"],
            "source": ["synthetic", "synthetic", "bbc"],
            "classes": [2, 3, 5],
            "length_median": [20, 22, 200],
        }
    )
    runs = tasks.merge(pd.DataFrame({"cell": ["gru", "gru", "lstm"], "l2": 1e-3, "seed": [0, 1, 0]}), how="cross")
    figure = drawn(draw(runs.assign(**dict.fromkeys(measures, 3.0)), tasks), tmp_path)
    assert len(figure.axes) == panels
    assert {"GRU", "LSTM", "GRU, real text", "LSTM, real text"} <= set(legend_of(figure))


def test_of_a_cell_that_has_no_time_constants_there_is_nothing_in_their_legend(tmp_path):
    tasks = pd.DataFrame({"task": ["three"], "source": ["synthetic"], "classes": [3], "length_median": [22]})
    runs = tasks.merge(pd.DataFrame({"cell": ["gru", "mean-pool"], "l2": 1e-3, "seed": 0}), how="cross")
    known = runs["cell"] == "gru"
    times = {name: known.map({True: 3.0, False: float("nan")}) for name in ("tau_integrating", "tau_next")}
    assert "GRU" in legend_of(drawn(draw_time_constants(runs.assign(**times), tasks), tmp_path))
    assert "pooled" not in legend_of(drawn(draw_time_constants(runs.assign(**times), tasks), tmp_path))
