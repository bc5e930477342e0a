"""What the linearised network predicts of the real one: all where that is linear, less where it is not."""

import numpy as np
import pytest
import torch

from rnn_geometry.engine.linearisation import linearise
from rnn_geometry.measures.linear_prediction import Steps, measure_steps, measure_texts, middle_point, steps_of
from rnn_geometry.measures.moves import moves_of
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.targets import Softmax


def random_states(count: int, size: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(0.3 * np.random.default_rng(seed).standard_normal((count, size)))


def test_the_steps_of_visited_states_are_those_of_the_network(trained, test_texts):
    network, texts = trained.network, test_texts[:10]
    visited = visited_states(network, texts)
    steps = steps_of(network, moves_of(visited, texts.tokens))
    torch.testing.assert_close(network.cell.step(steps.inputs, steps.before), steps.after, rtol=1e-4, atol=1e-5)
    assert (steps.before[visited["position"] == 0] == network.cell.initial_state(1)).all()


def test_a_linear_network_is_predicted_without_error_from_anywhere(planted, test_texts):
    network, texts = planted.network, test_texts[:50]
    visited = visited_states(network, texts)
    linear = linearise(network.cell, network.embedding.weight[2], random_states(4, 6))
    record = measure_steps(network, linear, steps_of(network, moves_of(visited, texts.tokens)[:300]))
    one = linearise(network.cell, network.embedding.weight[2], random_states(1, 6, seed=1))
    whole, logits = measure_texts(network, linear, one, texts)
    for name in ("next_state_r2", "step_r2", "step_r2_in_state", "next_logits_r2"):
        assert record[name] == pytest.approx(1)
    assert 0 < record["next_state_r2_staying"] < 0.99
    names = [f"{name}{way}" for name in ("final_logits_r2", "linear_agreement") for way in ("", "_in_state", "_one_point")]
    for name in (*names, "real_accuracy", "linear_accuracy"):
        assert whole[name] == pytest.approx(1)
    scores = texts.scores - texts.scores.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(logits["real_logits"], 1.5 * scores, atol=1e-6)


def latches() -> Classifier:
    """Three units h' = tanh(1.5 h + drive), read by a logit each. Without a drive each has stable points near -0.86 and 0.86
    and leaves the one at 0 between them; evidence pushes its own unit up and the others down."""
    sizes = {"hidden_size": 3, "vocabulary_size": 6, "target": Softmax(3)}
    network = Classifier(cell="vanilla", embedding="one-hot", readout_bias=False, **sizes).double().requires_grad_(False)
    rnn = network.cell.rnn
    rnn.weight_hh_l0.copy_(1.5 * torch.eye(3))
    rnn.weight_ih_l0.copy_(torch.cat([torch.zeros(3, 3), torch.eye(3) - 1 / 3], dim=1))
    rnn.bias_hh_l0.zero_()
    rnn.bias_ih_l0.zero_()
    network.readout.weight.copy_(torch.eye(3))
    return network


def test_a_network_of_latches_is_predicted_from_many_points_and_not_from_one(test_texts):
    network, texts = latches(), test_texts[:60]
    x = network.embedding.weight[2]
    line = torch.linspace(-1, 1, 9, dtype=torch.float64)
    many = linearise(network.cell, x, torch.cartesian_prod(line, line, line))
    one = linearise(network.cell, x, middle_point(many.points))
    assert one.points.tolist() == [[0, 0, 0]]
    record, _ = measure_texts(network, many, one, texts)
    assert record["final_logits_r2"] > 0.8
    assert record["final_logits_r2_one_point"] < 0


def test_the_middle_point_is_the_one_nearest_to_the_mean():
    points = torch.tensor([[0.0, 0.0], [4.0, 0.0], [1.0, 1.0], [0.0, 4.0]])
    assert middle_point(points).tolist() == [[1, 1]]


def test_shuffled_texts_are_not_predicted(planted, test_texts):
    network = planted.network
    visited = visited_states(network, test_texts[:50])
    linear = linearise(network.cell, network.embedding.weight[2], random_states(4, 6))
    steps = steps_of(network, moves_of(visited, test_texts[:50].tokens)[:300])
    shuffled = Steps(steps.before, steps.inputs[torch.from_numpy(np.random.default_rng(0).permutation(300))], steps.after)
    assert measure_steps(network, linear, shuffled)["step_r2"] < 0


def test_a_trained_network_is_predicted_better_than_by_staying_put(trained, test_texts):
    network, texts = trained.network, test_texts[:60]
    visited = visited_states(network, texts)
    rng = np.random.default_rng(0)
    rows = rng.permutation(len(visited["states"]))
    linear = linearise(network.cell, network.embedding.weight[2], torch.from_numpy(visited["states"][rows[:64]]))
    record = measure_steps(network, linear, steps_of(network, moves_of(visited, texts.tokens)[rows[64:400]]))
    assert record["next_state_r2"] > record["next_state_r2_staying"]
    assert 0 < record["step_r2"] < record["step_r2_in_state"] < 1


def test_without_points_nothing_is_predicted_but_the_networks_own_accuracy_is_known(trained, test_texts):
    network, texts = trained.network, test_texts[:20]
    linear = linearise(network.cell, torch.zeros(6), torch.empty(0, network.cell.state_size))
    assert len(middle_point(linear.points)) == 0
    record, logits = measure_texts(network, linear, linear, texts)
    assert {name for name, value in record.items() if np.isfinite(value)} == {"real_accuracy"}
    assert np.isnan(logits["linear_logits"]).all()
    steps = measure_steps(network, linear, steps_of(network, moves_of(visited_states(network, texts), texts.tokens)[:30]))
    assert {name for name, value in steps.items() if np.isfinite(value)} == {"next_state_r2_staying", "next_logits_r2_staying"}
