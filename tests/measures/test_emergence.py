"""A checkpoint is measured as the trained network is, and a network as drawn can be measured too."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.measures.dimension import measure_dimension
from rnn_geometry.measures.emergence import measure_checkpoint, remembered
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import DimensionOptions, ModesOptions, PointsOptions
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.classifier import build_network
from rnn_geometry.networks.predictions import measure_predictions

TASK = {"expected_dimension": 2, "length_median": 16.0, "length_p95": 20.0, "shape": "simplex", "outputs": 3}


def measure(network, texts, **changes) -> dict[str, float]:
    x = torch.zeros(6)
    subject = NetworkSubject(TASK, trained=network, x=x, visited=visited_states(network, texts[:100], x))
    options = PointsOptions(**{"starts": 32} | changes), ModesOptions(points=8)
    return measure_checkpoint(subject, texts, *options, np.random.default_rng(0))


def test_a_trained_network_has_the_accuracy_and_the_dimension_that_the_other_rules_measure(trained, test_texts):
    found = measure(trained.network, test_texts)
    assert found["accuracy"] == measure_predictions(trained.network, test_texts)["accuracy"]
    states = visited_states(trained.network, test_texts[:100], torch.zeros(6))["states"]
    whole = measure_dimension(states, DimensionOptions(sample=100, neighbours=5), np.random.default_rng(0))
    for name in ("components_95", "components_90", "participation_ratio"):
        assert found[f"states_{name}"] == whole[name]
    assert found["fixed_points"] == found["stable_fixed_points"] + found["unstable_fixed_points"]


def test_memory_and_corners_tell_a_trained_network_from_one_as_drawn(trained_gru, test_texts):
    torch.manual_seed(0)
    drawn, learnt = build_network(trained_gru.architecture), trained_gru.network
    before, after = measure(drawn.eval().requires_grad_(False), test_texts), measure(learnt, test_texts)
    assert before.keys() == after.keys()
    assert before["memory"] < 0.3 < after["memory"]
    assert before["stable_labels"] == 1 < after["stable_labels"]
    assert before["accuracy"] < 0.6 < after["accuracy"]


def test_where_no_point_is_slow_the_modes_are_not_known_and_nothing_fails(trained_gru, test_texts):
    found = measure(trained_gru.network, test_texts, slow_speed=1e-30, max_iterations=1)
    assert found["slow_points"] == 0
    assert np.isnan([found[name] for name in ("tau_integrating", "memory", "slow_points_components_95")]).all()


@given(tau=st.floats(0.01, 1e6), length=st.floats(1, 1000))
def test_what_is_remembered_is_the_mean_weight_of_a_text_s_words(tau, length):
    ages = (np.arange(20_000) + 0.5) / 20_000 * length
    assert remembered(tau, length) == pytest.approx(np.exp(-ages / tau).mean(), abs=2e-3)


def test_nothing_is_remembered_for_no_time_and_all_for_ever():
    assert remembered(0.0, 20.0) == 0
    assert remembered(np.inf, 20.0) == 1
    assert np.isnan(remembered(np.nan, 20.0))
