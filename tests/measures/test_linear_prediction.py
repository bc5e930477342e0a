"""What the linearised network predicts of the real one: all where that is linear, less where it is not."""

import numpy as np
import pytest
import torch

from rnn_geometry.engine.linearisation import linearise
from rnn_geometry.measures.linear_prediction import Steps, measure_steps, measure_texts, steps_of
from rnn_geometry.measures.moves import moves_of
from rnn_geometry.measures.states import visited_states


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
    whole, logits = measure_texts(network, linear, texts)
    for name in ("next_state_r2", "step_r2", "step_r2_in_state", "next_logits_r2"):
        assert record[name] == pytest.approx(1)
    assert 0 < record["next_state_r2_staying"] < 0.99
    for name in ("final_logits_r2", "final_logits_r2_in_state", "real_accuracy", "linear_accuracy", "linear_agreement"):
        assert whole[name] == pytest.approx(1)
    scores = texts.scores - texts.scores.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(logits["real_logits"], 1.5 * scores, atol=1e-6)


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
    record, logits = measure_texts(network, linear, texts)
    assert {name for name, value in record.items() if np.isfinite(value)} == {"real_accuracy"}
    assert np.isnan(logits["linear_logits"]).all()
    steps = measure_steps(network, linear, steps_of(network, moves_of(visited_states(network, texts), texts.tokens)[:30]))
    assert {name for name, value in steps.items() if np.isfinite(value)} == {"next_state_r2_staying", "next_logits_r2_staying"}
