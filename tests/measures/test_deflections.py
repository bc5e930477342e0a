"""Deflections are those of stepping word by word; of a planted integrator they are its readouts, and nothing where no word
says anything."""

import numpy as np
import pytest
import torch

from rnn_geometry.engine.derivatives import deflections
from rnn_geometry.measures import deflections as module
from rnn_geometry.measures.deflections import (
    Deflected,
    agreement,
    evidence,
    mean_deflections,
    measure_deflections,
    tabulate,
)
from rnn_geometry.targets import Sigmoids, Softmax
from rnn_geometry.tasks.words import Words, log_odds


@pytest.fixture
def words(vocabulary, train_texts) -> Words:
    scores = np.concatenate([np.zeros((3, 3)), np.eye(3)])
    kinds = np.array(["", "", "neutral", "evidence", "evidence", "evidence"])
    odds = log_odds(train_texts, len(vocabulary), Softmax(3))
    return Words(vocabulary, scores, np.full(6, 99), odds, kinds)


def test_deflections_are_those_of_stepping_word_by_word(trained):
    network = trained.network
    torch.manual_seed(0)
    states = 0.3 * torch.randn(4, network.cell.state_size)
    moved = deflections(network.cell.step, network.embedding.weight, states)
    for word, x in enumerate(network.embedding.weight):
        for place, h in enumerate(states):
            torch.testing.assert_close(moved[word, place], network.cell.step(x[None], h[None])[0] - h)


def test_means_over_states_do_not_depend_on_how_many_words_are_taken_at_a_time(trained_gru, monkeypatch):
    cell, inputs = trained_gru.network.cell, trained_gru.network.embedding.weight
    torch.manual_seed(0)
    states = torch.randn(5, cell.state_size)
    moved = deflections(cell.step, inputs, states)
    monkeypatch.setattr(module, "NUMBERS_AT_A_TIME", 2 * states.numel())
    mean, size = mean_deflections(cell.step, states, inputs)
    np.testing.assert_allclose(mean, moved.mean(1), atol=1e-6)
    np.testing.assert_allclose(size, moved.norm(dim=-1).mean(1), atol=1e-6)


def test_without_states_deflections_are_unknown(trained_gru):
    cell, inputs = trained_gru.network.cell, trained_gru.network.embedding.weight
    mean, size = mean_deflections(cell.step, torch.empty(0, cell.state_size), inputs)
    assert mean.shape == (6, cell.state_size)
    assert np.isnan(mean).all()
    assert np.isnan(size).all()


def measure(planted, words, states, **changed):
    network = planted.network
    mean, size = mean_deflections(network.cell.step, torch.from_numpy(states), network.embedding.weight)
    readouts = network.readout.weight.numpy()
    found = Deflected(mean, evidence(mean, readouts, Softmax(3)), size, 2 * size)
    return measure_deflections(Words(**(vars(words) | changed)), found, readouts, Softmax(3)), found.evidence


def test_words_of_a_planted_integrator_move_along_their_readouts_and_neutral_ones_nowhere(planted, words):
    states = np.random.default_rng(0).standard_normal((20, 2)) @ planted.plane.T
    record, found = measure(planted, words, states)
    np.testing.assert_allclose(found[3:], 1.5 * np.eye(3) - 0.5, atol=1e-12)
    assert record["evidence_size"] == pytest.approx(1)
    assert record["evidence_size_visited"] == pytest.approx(2)
    assert record["neutral_ratio"] == pytest.approx(0, abs=1e-12)
    assert record["readout_cosine"] > 0.999
    assert record["evidence_correlation"] > 0.995
    assert record["evidence_agreement"] == 1


def test_words_that_are_mistaken_for_one_another_do_not_agree(planted, words):
    states = np.random.default_rng(0).standard_normal((20, 2)) @ planted.plane.T
    record, _ = measure(planted, words, states, odds=words.odds[[0, 1, 2, 4, 5, 3]])
    assert record["evidence_agreement"] == 0
    assert record["readout_cosine"] == pytest.approx(-0.5, abs=0.05)
    assert record["evidence_correlation"] == pytest.approx(-0.5, abs=0.05)


def test_unknown_deflections_give_an_unknown_record_without_a_warning(planted, words):
    record, _ = measure(planted, words, np.empty((0, 6)))
    assert all(np.isnan(value) for value in record.values())


def test_evidence_of_labels_is_not_centred():
    moved, readouts = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    assert evidence(moved, readouts, Sigmoids(2)).tolist() == [[1, 3]]
    assert evidence(moved, readouts, Softmax(2)).tolist() == [[-1, 1]]


def test_the_agreement_is_the_share_of_words_that_agree_and_unknown_where_something_is():
    found, counted = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert agreement(found, counted, Softmax(2)) == pytest.approx(2 / 3)
    assert np.isnan([agreement(found[:0], counted[:0], Softmax(2)), agreement(found * np.nan, counted, Softmax(2))]).all()


def test_the_table_has_a_row_for_each_word_that_occurs(words):
    known = Words(**(vars(words) | {"counts": np.array([0, 0, 7, 8, 9, 0]), "names": ["", "", "the", "a", "b", "c"]}))
    found = np.array([[np.nan] * 3] * 3 + [[2, -1, -1], [-1, -1, 2.0], [0, 0, 0]])
    size = np.array([0, 0, np.nan, 0.5, 1 / 3, 1])
    columns = tabulate(known, Deflected(np.zeros((6, 4)), found, size, np.ones(6)), ["x", "y", "z"])
    assert columns["token"].tolist() == [2, 3, 4]
    assert columns["word"].tolist() == ["the", "a", "b"]
    assert columns["count"].tolist() == [7, 8, 9]
    assert columns["class"].tolist() == ["", "x", "z"]
    np.testing.assert_array_equal(columns["size"], size[2:5])
    np.testing.assert_array_equal(columns["evidence_z"], [np.nan, -1, 2])
