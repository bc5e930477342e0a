"""A checkpoint is measured as the trained network is, and a network as drawn can be measured too."""

import numpy as np
import torch

from rnn_geometry.measures.dimension import measure_dimension
from rnn_geometry.measures.emergence import CheckpointOptions, measure_checkpoint
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import DimensionOptions, MemoryOptions, ModesOptions, PointsOptions
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.classifier import build_network
from rnn_geometry.networks.predictions import measure_predictions

TASK = {"expected_dimension": 2, "length_median": 16.0, "length_p95": 20.0, "shape": "simplex", "outputs": 3}


def measure(network, texts, words, **changes) -> dict[str, float]:
    x = torch.zeros(6)
    parts = {"visited": visited_states(network, texts[:100], x), "texts": texts[:100], "words": words}
    subject = NetworkSubject(TASK, trained=network, x=x, **parts)
    options = CheckpointOptions(PointsOptions(**{"starts": 32} | changes), ModesOptions(points=8), MemoryOptions())
    return measure_checkpoint(subject, texts, options, np.random.default_rng(0))


def test_a_trained_network_has_the_accuracy_and_the_dimension_that_the_other_rules_measure(trained, test_texts, words):
    found = measure(trained.network, test_texts, words)
    assert found["accuracy"] == measure_predictions(trained.network, test_texts)["accuracy"]
    states = visited_states(trained.network, test_texts[:100], torch.zeros(6))["states"]
    whole = measure_dimension(states, DimensionOptions(sample=100, neighbours=5), np.random.default_rng(0))
    for name in ("components_95", "components_90", "participation_ratio"):
        assert found[f"states_{name}"] == whole[name]
    assert found["fixed_points"] == found["stable_fixed_points"] + found["unstable_fixed_points"]


def test_memory_and_corners_tell_a_trained_network_from_one_as_drawn(trained_gru, test_texts, words):
    torch.manual_seed(0)
    drawn, learnt = build_network(trained_gru.architecture), trained_gru.network
    before, after = (measure(network.eval().requires_grad_(False), test_texts, words) for network in (drawn, learnt))
    assert before.keys() == after.keys()
    assert not before["memory_kept"] > 0.3
    assert after["memory_kept"] > 0.3
    assert before["stable_labels"] == 1 < after["stable_labels"]
    assert before["accuracy"] < 0.6 < after["accuracy"]


def test_where_no_point_is_slow_the_modes_are_not_known_and_nothing_fails(trained_gru, test_texts, words):
    found = measure(trained_gru.network, test_texts, words, slow_speed=1e-30, max_iterations=1)
    assert found["slow_points"] == 0
    assert np.isnan([found[name] for name in ("tau_integrating", "exponent_mean", "slow_points_components_95")]).all()
