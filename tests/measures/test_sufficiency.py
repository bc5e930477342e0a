"""Accuracy on projected states, of a planted integrator that needs two components, no more and no others."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rnn_geometry.measures import sufficiency
from rnn_geometry.measures.states import visited_states
from rnn_geometry.measures.sufficiency import accuracy_at_end, accuracy_throughout, keep, measure_sufficiency, remove


def accuracy_over_components(network, texts, mean, axes, rng):
    """All curves, on the same texts."""
    return accuracy_at_end(network, texts, mean, axes, rng) | accuracy_throughout(network, texts, mean, axes)


def test_what_is_kept_and_what_is_removed_add_up_and_do_not_mix():
    rng = np.random.default_rng(0)
    states, mean = (torch.from_numpy(rng.standard_normal(shape)) for shape in ((7, 5), (5,)))
    axes = torch.linalg.qr(torch.from_numpy(rng.standard_normal((5, 2))))[0]
    kept, removed = keep(states, mean, axes), remove(states, mean, axes)
    torch.testing.assert_close(kept - mean + removed, states)
    torch.testing.assert_close((removed - mean) @ axes, torch.zeros(7, 2, dtype=torch.float64), rtol=0, atol=1e-12)
    torch.testing.assert_close(keep(kept, mean, axes), kept)
    torch.testing.assert_close(keep(states, mean, axes[:, :0]), mean.expand(7, -1))


def test_a_planted_plane_is_necessary_and_sufficient(planted, test_texts):
    texts = test_texts[:200]
    states = visited_states(planted.network, texts)["states"]
    record, curves = measure_sufficiency(planted.network, (texts, 200), states, 2, np.random.default_rng(0))
    for when in ("at_end", "throughout"):
        kept, removed = curves[f"kept_{when}"], curves[f"removed_{when}"]
        assert (kept[2:] == 1).all()
        assert kept[0] < 0.5 < kept[1] < 0.9
        assert removed[0] == 1
        assert (removed[2:] < 0.5).all()
    assert record["sufficient_components"] == 2
    assert record["accuracy_kept_at_end"] == record["accuracy_kept_throughout"] == 1
    assert record["accuracy_random_at_end"] < 0.9
    assert record["accuracy_chance"] == np.bincount(texts.labels).max() / 200


def test_other_axes_than_the_planted_ones_are_neither(planted, test_texts):
    others = torch.from_numpy(np.linalg.svd(planted.plane.T)[2][2:].T.copy())  # [6, 4], at right angles to the plane
    mean = torch.zeros(6, dtype=torch.float64)
    curves = accuracy_over_components(planted.network, test_texts[:100], mean, others, np.random.default_rng(0))
    for when in ("at_end", "throughout"):
        assert (curves[f"kept_{when}"] < 0.8).all()  # nothing but rounding is read
        assert (curves[f"removed_{when}"] == 1).all()


@pytest.mark.parametrize("k", [1, 2])
def test_states_projected_throughout_are_those_of_stepping_by_hand(trained, test_texts, k):
    network, texts = trained.network, test_texts[:30]
    rng = np.random.default_rng(0)
    size = network.cell.state_size
    axes = torch.from_numpy(np.linalg.qr(rng.standard_normal((size, 2)))[0]).float()
    mean = torch.from_numpy(0.1 * rng.standard_normal(size)).float()
    right = []
    for tokens, length, label in zip(texts.tokens, texts.lengths, texts.labels, strict=True):
        h = network.cell.initial_state(1)
        for token in tokens[:length]:
            h = network.cell.step(network.embedding.weight[int(token)][None], h)
            h = mean + (h - mean) @ axes[:, :k] @ axes[:, :k].T
        right.append(int(network.logits(h).argmax()) == label)
    curves = accuracy_over_components(network, texts, mean, axes, rng)
    assert curves["kept_throughout"][k] == pytest.approx(np.mean(right))


def test_components_are_enough_where_a_hundredth_exactly_is_lost(planted, test_texts, monkeypatch):
    kept = np.array([0.0, 0.05, 0.06, 0.07])  # 0.07 - 0.01 rounds to more than 0.06
    curves = {"kept_at_end": kept, "random_at_end": kept, "removed_at_end": np.full(4, 0.07)}
    monkeypatch.setattr(sufficiency, "accuracy_at_end", lambda *_: curves)
    record, _ = measure_sufficiency(planted.network, (test_texts[:20], 20), np.ones((9, 6)), 2, np.random.default_rng(0))
    assert record["sufficient_components"] == 2


def test_states_that_never_move_have_no_components_to_lose(planted, test_texts):
    record, curves = measure_sufficiency(planted.network, (test_texts[:20], 20), np.ones((9, 6)), 2, np.random.default_rng(0))
    assert np.isfinite(list(record.values())[:-1]).all()
    assert len(curves["kept_at_end"]) == 7


def test_last_states_are_those_of_all_texts_and_only_some_are_read_with_every_state_changed(planted, test_texts):
    states = visited_states(planted.network, test_texts[:100])["states"]
    wrong = replace(test_texts[:100], labels=(test_texts[:100].labels + (np.arange(100) >= 20)) % 3)  # 20 of 100 are right
    record, _ = measure_sufficiency(planted.network, (wrong, 20), states, 2, np.random.default_rng(0))
    assert record["accuracy_own"] == record["accuracy_kept_at_end"] == 0.2
    assert record["accuracy_kept_throughout"] == 1
