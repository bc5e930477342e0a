"""Deflections are those of stepping word by word; of a planted integrator they are its readouts, and nothing where no word
says anything."""

import csv

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.dynamics import deflections as module
from rnn_geometry.dynamics.deflections import (
    deflections,
    evidence,
    mean_deflections,
    measure_deflections,
    spread_out,
    tabulate,
    write_deflections,
)
from rnn_geometry.tasks.words import Words, log_odds


@pytest.fixture
def words(vocabulary, train_texts) -> Words:
    scores = np.concatenate([np.zeros((3, 3)), np.eye(3)])
    kinds = np.array(["", "", "neutral", "evidence", "evidence", "evidence"])
    odds = log_odds(train_texts, len(vocabulary), 3, multilabel=False)
    return Words(vocabulary, scores, np.full(6, 99), odds, kinds)


def test_deflections_are_those_of_stepping_word_by_word(trained):
    network = trained.network
    torch.manual_seed(0)
    states = 0.3 * torch.randn(4, network.cell.state_size)
    moved = deflections(network.cell.step, states, network.embedding.weight)
    for word, x in enumerate(network.embedding.weight):
        for place, h in enumerate(states):
            torch.testing.assert_close(moved[word, place], network.cell.step(x[None], h[None])[0] - h)


def test_means_over_states_do_not_depend_on_how_many_words_are_taken_at_a_time(trained_gru, monkeypatch):
    cell, inputs = trained_gru.network.cell, trained_gru.network.embedding.weight
    torch.manual_seed(0)
    states = torch.randn(5, cell.state_size)
    moved = deflections(cell.step, states, inputs)
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
    found = evidence(mean, readouts, multilabel=False)
    return measure_deflections(mean, size, 2 * size, found, readouts, Words(**(vars(words) | changed)), multilabel=False), found


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
    assert evidence(moved, readouts, multilabel=True).tolist() == [[1, 3]]
    assert evidence(moved, readouts, multilabel=False).tolist() == [[-1, 1]]


def test_labels_agree_where_the_sign_is_right_for_the_label_that_is_counted():
    found, counted = np.array([[1.0, -5.0], [-1.0, 2.0], [3.0, 1.0]]), np.array([[2.0, 0.1], [-3.0, 0.0], [0.1, -2.0]])
    assert module.agreement(found, counted, multilabel=True) == pytest.approx(2 / 3)


@pytest.mark.parametrize("bit", [-1e-16, 0, 1e-16])
def test_a_word_that_is_counted_for_two_classes_alike_agrees_with_either(bit):
    counted = np.array([[0.5 + bit, 0.5, -1.0], [-1.0, 0.5, 0.5 + bit]])
    assert module.agreement(np.array([[0.0, 2.0, 1.0], [0.0, 2.0, 1.0]]), counted, multilabel=False) == 1
    assert module.agreement(np.array([[2.0, 0.0, 1.0], [2.0, 0.0, 1.0]]), counted, multilabel=False) == 0.5
    assert module.agreement(np.array([[3.0, 0.0], [3.0, -2.0]]), np.array([[1.0, -1 - bit]] * 2), multilabel=True) == 1


@pytest.mark.parametrize("seed", range(5))
def test_of_places_equally_far_the_first_is_taken_however_they_are_rounded(seed):
    ring = np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]]) + np.random.default_rng(seed).uniform(-1e-7, 1e-7, (5, 2))
    assert spread_out(ring, 9).tolist() == [0, 1, 2, 3, 4]
    assert spread_out(np.concatenate([ring, ring + 1e-7]), 9).tolist() == [0, 1, 2, 3, 4]


@given(seed=st.integers(0, 99), count=st.integers(1, 12))
def test_places_that_are_spread_out_are_distinct_and_each_is_the_furthest_left(seed, count):
    places = np.random.default_rng(seed).integers(0, 4, (9, 2)).astype(float)
    rows = spread_out(places, count)
    assert len(rows) == min(count, len(np.unique(places, axis=0)))
    for i in range(1, len(rows)):
        distances = np.linalg.norm(places[:, None] - places[rows[:i]], axis=2).min(axis=1)
        assert distances[rows[i]] == distances.max() > 0


def test_the_table_has_a_row_for_each_word_that_occurs(words, tmp_path):
    known = Words(**(vars(words) | {"counts": np.array([0, 0, 7, 8, 9, 0]), "names": ["", "", "the", 'a "b"', "c, d", "e"]}))
    found = np.array([[np.nan] * 3] * 3 + [[2, -1, -1], [-1, -1, 2.0], [0, 0, 0]])
    sizes = {"size": np.array([0, 0, np.nan, 0.5, 1 / 3, 1]), "size_visited": np.ones(6)}
    write_deflections(tmp_path / "deflections.csv", tabulate(known, {"evidence": found, **sizes}, ["x", "y", "z"]))
    with open(tmp_path / "deflections.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["token"], row["word"], row["count"]) for row in rows] == [
        ("2", "the", "7"),
        ("3", 'a "b"', "8"),
        ("4", "c, d", "9"),
    ]
    assert [row["class"] for row in rows] == ["", "x", "z"]
    assert [row["size"] for row in rows] == ["", "0.5", "0.333333"]
    assert [row["evidence_z"] for row in rows] == ["", "-1", "2"]
