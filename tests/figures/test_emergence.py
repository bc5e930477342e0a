"""Emergence: courses with their onsets."""

import numpy as np
import pandas as pd
import pytest
from pictures import drawn, legend_of

from rnn_geometry.figures.emergence import PANELS, draw_emergence


def courses(theory: float) -> pd.DataFrame:
    """Five checkpoints of two cells with two seeds each; their accuracies come at step 10 and 100."""
    runs = pd.DataFrame({"cell": ["gru", "gru", "lstm", "lstm"], "l2": 1e-3, "seed": [0, 1, 0, 1]})
    steps = {"step": [0, 1, 10, 100, 1000], "accuracy": [0.3, 0.3, 0.9, 1, 1], "memory_kept": [np.nan, 0, 0, 1, 1]}
    steps |= {"states_components_95": [4, 4, 3, 2, 2], "stable_labels": [1, 1, 1, 3, 3], "tau_next": [1, 1, 1, 2, 2]}
    rows = runs.merge(pd.DataFrame(steps), how="cross")
    rows.loc[(rows["cell"] == "lstm") & (rows["step"] == 10), "accuracy"] = 0.3
    numbers = {
        "expected_dimension": 2,
        "classes": 3,
        "stable_fixed_points": 1,
        "fixed_points": 7,
        "norm_mean": 1,
        "angle_theory": theory,
    }
    shape = "ordered" if np.isnan(theory) else "simplex"
    return rows.assign(**numbers, shape=shape, in_order=1.0 if np.isnan(theory) else np.nan).assign(
        angle_mean=120.0 - 30 / (1 + rows["step"]),
        tau_integrating=1.0 + rows["step"] / 30,
        states_participation_ratio=1.9 + rows["seed"] / 5,
    )


@pytest.mark.parametrize("theory", [120.0, np.nan])
def test_emergence_has_a_panel_a_measure_with_its_onset_and_that_of_the_accuracy(theory, tmp_path):
    figure = drawn(draw_emergence(courses(theory)), tmp_path)
    assert len(figure.axes) == len(PANELS)
    assert legend_of(figure)[:2] == ["GRU", "LSTM"]
    for axes in figure.axes:
        dotted = [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"]
        assert dotted == [10, 100]
    ratios = figure.axes[2].lines[0]
    assert ratios.get_ydata() == pytest.approx(2.0)  # the median over the seeds
    assert ratios.get_xdata().tolist() == [0, 1, 10, 100, 1000]
    onsets = {name: [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"] for name, axes in panels(figure)}
    assert onsets == {
        "accuracy": [10, 100],
        "components": [100, 100],
        "ratio": [0, 0],
        "memory": [100, 100],
        "points": [100, 100],
    } | {"readouts": [0, 0] if np.isnan(theory) else [1, 1]}


def panels(figure):
    return zip(PANELS, figure.axes, strict=True)


def test_emergence_at_several_penalties_tells_them_apart(tmp_path):
    rows = pd.concat([courses(120.0), courses(120.0).assign(l2=0.01)])
    figure = drawn(draw_emergence(rows), tmp_path)
    assert legend_of(figure)[:4] == ["GRU, L2 0.001", "GRU, L2 0.01", "LSTM, L2 0.001", "LSTM, L2 0.01"]
    lines = [line for line in figure.axes[0].lines if line.get_linestyle() == "-" and len(line.get_xdata()) == 5]
    assert len({line.get_color() for line in lines}) == 4


def test_a_measure_without_an_onset_is_drawn_without_a_dot(tmp_path):
    rows = courses(120.0)
    rows.loc[rows["step"] == 1000, "states_components_95"] = 3  # not the expected number in the end
    figure = drawn(draw_emergence(rows), tmp_path)
    assert [line for line in figure.axes[1].lines if line.get_marker() == "o"] == []
