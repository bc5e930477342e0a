"""Predicted dimensions beside measured ones; and the baselines, drawn from the same tables."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from pictures import drawn, legend_of

from rnn_geometry.figures.baselines import draw_baselines
from rnn_geometry.figures.predicted_dimension import MEASURES, OTHERS, PREDICTIONS, _number, draw_predicted_dimension


def of_tasks() -> pd.DataFrame:
    """A row a run of three tasks, one of them real text, with two cells and two seeds each."""
    tasks = pd.DataFrame(
        {
            "task": ["two", "stars", "news"],
            "source": ["synthetic", "synthetic", "bbc"],
            "family": ["categorical", "ordered", "categorical"],
            "classes": [2, 5, 4],
            "bag_of_words_accuracy": [1.0, 0.5, 0.9],
        }
    )
    runs = tasks.merge(pd.DataFrame({"cell": ["gru", "gru", "lstm"], "l2": 1e-3, "seed": [0, 1, 0]}), how="cross")
    accuracy = {"test_accuracy": 0.8 + 0.1 * runs["seed"], "shuffled_accuracy": 0.7}
    sizes = {f"{name}_{measure}": runs["classes"] - 1 for name in [*PREDICTIONS, "states"] for measure in MEASURES}
    sizes |= {f"{name}_{measure}": 1 + runs["classes"] * (name == "lsa") for name in OTHERS for measure in MEASURES}
    return runs.assign(**accuracy, **sizes)


def test_predicted_dimensions_have_a_panel_per_prediction_and_measure_and_come_true_on_the_diagonal(tmp_path):
    figure = drawn(draw_predicted_dimension(of_tasks()), tmp_path)
    assert len(figure.axes) == len(PREDICTIONS) * len(MEASURES)
    for axes in figure.axes:
        points = np.array([container.lines[0].get_xydata()[0] for container in axes.containers])
        assert points[:, 1].tolist() == [3, 3, 4, 4, 1, 1]
        np.testing.assert_allclose(points[:, 0], points[:, 1], rtol=0.03)
        assert [text.get_text() for text in axes.texts] == ["1"]
    told = ["categorical", "ordered", "GRU", "LSTM", "other statistics of word counts", "classes − 1", "real text:", "1 news"]
    assert legend_of(figure) == told


def test_beside_a_prediction_stand_the_other_statistics_and_what_none_can_surpass():
    figure = draw_predicted_dimension(of_tasks())
    for axes in figure.axes[len(MEASURES) :]:  # the row of word counts
        spans, most = axes.collections[-2:]
        assert [segment.tolist() for segment in spans.get_segments()] == [[[1, 3], [5, 3]], [[1, 4], [6, 4]], [[1, 1], [3, 1]]]
        assert most.get_offsets().tolist() == [[3, 3], [4, 4], [1, 1]]
    plt.close(figure)


def test_places_that_lie_on_one_another_share_a_line_of_numbers():
    figure, axes = plt.subplots()
    _number(axes, [(2, 2), (4, 4), (2.05, 2), (0, 0)])
    assert [text.get_text() for text in axes.texts] == ["1, 3", "2", "4"]
    plt.close(figure)


def test_baselines_have_a_row_a_task_real_text_last_with_the_medians_over_seeds(tmp_path):
    figure = drawn(draw_baselines(of_tasks()), tmp_path)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["two", "stars", "news"]
    joined = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    assert [list(ends) for ends in joined] == [[pytest.approx(end), pytest.approx(0.7)] for end in [0.85, 0.8] * 3]
    marks = axes.collections[0].get_segments()
    assert [segment[0][0] for segment in marks] == [1.0, 0.5, 0.9]
