"""Interchange interventions, on networks of which it is known where they keep what they have read."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from conftest import FAMILIES, LENGTHS, VOCABULARY, draw_split, plant, train_small

from rnn_geometry.files import write_arrays, write_json
from rnn_geometry.measures import interchange
from rnn_geometry.measures.interchange import NAMES
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import InterchangeOptions
from rnn_geometry.measures.pairs import Decided, draw_pairs, share
from rnn_geometry.measures.reading import read_on, seen_logits
from rnn_geometry.measures.states import last_states, visited_states
from rnn_geometry.measures.subject import Measured
from rnn_geometry.measures.swaps import swap
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts
from rnn_geometry.tasks.words import Words

TASK = {"family": "categorical", "shape": "simplex", "classes": ["a", "b", "c"], "outputs": 3, "multilabel": False}
TASK |= {"expected_dimension": 2, "length_median": float(np.mean(LENGTHS))}
OPTIONS = InterchangeOptions(pairs=100, places=3, points=8)


@pytest.fixture
def subject_of(words, train_texts, test_texts):
    """A network as the measure sees it, with some of its visited states as slow points."""

    def made(network: Classifier, words: Words = words, texts: Texts = test_texts[:120]) -> NetworkSubject:
        x = network.embedding.weight[2]
        visited = visited_states(network, texts, x)
        subject = NetworkSubject(TASK, trained=network, words=words, texts=texts, train_texts=train_texts, x=x, visited=visited)
        subject.points = {"slow_states": visited["states"][::40], "fixed_states": visited["states"][:0]}
        return subject

    return made


def take(subject: NetworkSubject) -> Measured:
    return interchange.measure(subject, OPTIONS, np.random.default_rng(0))


def with_nuisance(decision: float = 0.05) -> Classifier:
    """The planted counter with its evidence written small, and with two directions beside its plane that vary more, are kept as
    well, and that nothing reads: how many words there were, and how many more of them were neutral than not. Neither says
    anything of the classes, so the leading components are these, and the decision is elsewhere."""
    planted = plant()
    network, cell = planted.network, planted.network.cell
    basis = np.linalg.qr(np.hstack([planted.plane, np.random.default_rng(4).standard_normal((6, 4))]))[0]
    counts = np.ones((2, len(VOCABULARY)))
    counts[1, VOCABULARY.index("evid_0") :] = -1
    cell.inputs.data = decision * cell.inputs.data + torch.from_numpy(basis[:, 2:4] @ counts)
    cell.recurrent.data = torch.from_numpy(basis @ np.diag([1, 1, 1, 1, 0.1, 0.1]) @ basis.T)
    return network


def test_of_an_integrator_the_plane_moves_every_decision_and_its_complement_none(planted, subject_of):
    record = take(subject_of(planted.network)).record
    assert record["interchange_pairs"] >= 20
    assert record["interchange_moved"] == record["interchange_stands"] == record["interchange_read"] == 1
    assert record["interchange_none"] == 0
    assert record["interchange_all"] == record["interchange_own"] == 1
    assert record["interchange_logits_r2"] == record["interchange_logits_change"] == pytest.approx(1)
    assert record["interchange_logits_rest"] == pytest.approx(0, abs=1e-9)
    assert record["interchange_readouts"] == record["interchange_slow_points"] == record["interchange_slow_modes"] == 1
    assert record["interchange_random"] < 0.6
    assert record["interchange_all_none"] < 1


def test_an_integrator_needs_both_components_and_no_more_wherever_texts_are_swapped(planted, subject_of):
    arrays = take(subject_of(planted.network)).arrays
    assert arrays["moved_components"][0] == 0
    assert 0 < arrays["moved_components"][1] < 1
    assert (arrays["moved_components"][2:] == 1).all()
    assert arrays["stands_components"][0] == 0  # all but none: everything is swapped
    assert (arrays["stands_components"][2:] == 1).all()
    np.testing.assert_allclose(arrays["places"], [0.25, 0.5, 0.75])
    assert np.isfinite(arrays["moved"][1:]).all()  # early in a text few pairs tell anything
    assert np.nanmin(arrays["moved"]) == 1


def test_a_push_along_an_integrator_s_modes_is_the_word_itself(planted, subject_of):
    found = take(subject_of(planted.network))
    assert found.record["push_whole"] == pytest.approx(1)
    assert found.record["push_slow"] == pytest.approx(1)
    assert found.arrays["push_modes"][0] < 0.99


def test_a_decision_that_is_carried_outside_of_the_leading_components_does_not_move_with_them(subject_of):
    found = take(subject_of(with_nuisance()))
    record = found.record
    assert record["interchange_read"] == 1
    assert record["interchange_moved"] < 0.1
    assert record["interchange_stands"] < 0.1
    assert abs(record["interchange_logits_change"]) < 0.2
    assert record["interchange_readouts"] == 1  # where it is
    assert found.arrays["moved_components"][4] == 1


def test_a_network_that_reads_wrongly_is_told_from_one_whose_subspace_is_wrong(subject_of):
    record = take(subject_of(plant(kept=0.85).network)).record
    assert record["interchange_moved"] < 0.9
    assert record["interchange_read"] == pytest.approx(record["interchange_moved"])
    assert record["interchange_own"] == 1


def test_a_network_that_has_learnt_nothing_moves_no_more_than_a_constant_answer(subject_of):
    torch.manual_seed(0)
    sizes = {"hidden_size": 24, "vocabulary_size": 6, "target": FAMILIES["categorical"].shape.target}
    untrained = Classifier(cell="gru", embedding="one-hot", readout_bias=False, **sizes).requires_grad_(False)
    record = take(subject_of(untrained)).record
    half_way = (1 + record["interchange_chance"]) / 2
    assert record["interchange_moved"] < half_way
    assert record["interchange_stands"] < half_way


def test_a_trained_network_s_decisions_move_with_two_components_and_stand_without(trained_gru, subject_of):
    record = take(subject_of(trained_gru.network)).record
    assert record["interchange_moved"] > 0.8
    assert record["interchange_stands"] > 0.8
    assert record["interchange_random"] < 0.2
    assert record["push_slow"] > 0.9


def test_of_real_text_the_network_that_reads_the_mixed_text_is_what_is_compared_with(planted, subject_of, words):
    unscored = replace(words, scores=np.empty((len(words.names), 0)))
    record = take(subject_of(with_nuisance(), words=unscored)).record
    assert record["interchange_read"] == 1
    assert record["interchange_moved"] == record["interchange_own"] < 0.1
    assert take(subject_of(planted.network, words=unscored)).record["interchange_moved"] == 1


def test_labels_are_swapped_too(subject_of, multilabel_texts):
    family = FAMILIES["multilabel"]
    scores = np.concatenate([np.zeros((2, 2)), family.scores])
    kinds = np.where(scores.any(axis=1), "evidence", "neutral")
    words = Words(["", "", *family.words], scores, np.ones(len(scores), int), scores, kinds)
    subject = subject_of(train_small("gru", "multilabel").network, words=words, texts=multilabel_texts[:120])
    shape = {"family": "multilabel", "shape": "hypercube", "outputs": 2, "multilabel": True}
    subject.task = TASK | shape | {"classes": family.classes}
    subject.train_texts = draw_split("multilabel", 0, 2048)
    record = take(subject).record
    assert record["interchange_moved"] > record["interchange_chance"] + 0.2
    assert record["interchange_stands"] > 0.8


def test_without_dynamics_or_without_pairs_nothing_is_known(subject_of, test_texts, planted, tmp_path):
    pooled = take(subject_of(train_small("mean_pool").network))
    lone = take(subject_of(planted.network, texts=test_texts[:1]))
    assert set(pooled.record) == set(lone.record) == set(NAMES)
    assert np.isnan(list(pooled.record.values())).all()
    assert np.isnan(lone.record["interchange_moved"])
    assert set(pooled.arrays) == set(lone.arrays)
    write_arrays(tmp_path / "interchange.safetensors", pooled.arrays)
    write_json(tmp_path / "interchange.json", pooled.record)
    assert all(array.ndim == lone.arrays[name].ndim for name, array in pooled.arrays.items())


def test_the_example_is_a_pair_of_held_out_texts_and_ends_where_the_swap_leads(planted, subject_of, test_texts):
    subject = subject_of(planted.network)
    arrays = take(subject).arrays
    own, _ = arrays["example_texts"]
    (words,) = arrays["example_place"]
    assert len(arrays["example_mixed"]) == test_texts.lengths[own] - words + 1
    before, mixed, after = arrays["example_decisions"]
    assert before != mixed == after
    end = torch.from_numpy(arrays["example_mixed"][-1]).double()
    assert int(planted.network.predict(planted.network.logits(end))) == after


def ragged(texts: Texts) -> Texts:
    """The texts, cut to unequal lengths."""
    lengths = np.resize(np.array([2, 5, 3, 12, 7], np.int32), len(texts))
    real = np.arange(texts.tokens.shape[1]) < lengths[:, None]
    return replace(texts, tokens=np.where(real, texts.tokens, 0), lengths=lengths)


def test_texts_that_are_read_on_end_as_if_they_had_been_read_at_once(trained, test_texts):
    network, texts = trained.network, ragged(test_texts[:30])
    pairs = draw_pairs(network, texts, 30, np.random.default_rng(0))
    ends = read_on(network, pairs.first, pairs.words(0.5), torch.stack(pairs.at(0.5)))
    mixed = replace(pairs.first, tokens=pairs.mixed(0.5).astype(np.int32))
    for found, read in zip(ends, (pairs.first, mixed), strict=True):
        np.testing.assert_allclose(seen_logits(network, found), seen_logits(network, last_states(network, read)), atol=1e-4)


@pytest.mark.parametrize("place", [0.01, 0.5, 0.99])
def test_a_place_lies_inside_of_both_texts(planted, test_texts, place):
    pairs = draw_pairs(planted.network, ragged(test_texts[:30]), 30, np.random.default_rng(0))
    words = pairs.words(place)
    assert (words >= 1).all()
    assert (words < np.minimum(pairs.first.lengths, pairs.second.lengths)).all()
    assert (pairs.rows != pairs.other_rows).all()


def test_what_is_swapped_lies_in_the_subspace_and_all_of_it_is_swapped():
    rng = np.random.default_rng(0)
    own, other = torch.from_numpy(rng.standard_normal((2, 4, 6)))
    basis, rest = np.split(np.linalg.qr(rng.standard_normal((6, 6)))[0], [2], axis=1)
    swapped = swap(own, other, basis).numpy()
    np.testing.assert_allclose(swapped @ basis, other.numpy() @ basis)
    np.testing.assert_allclose(swapped @ rest, own.numpy() @ rest)


def test_pairs_that_tie_or_agree_tell_nothing_and_few_pairs_have_no_share():
    decided = Decided(np.array([0, 0, -1, 1]), np.array([0, 1, 1, -1]))
    assert decided.telling.tolist() == [False, True, False, False]
    assert np.isnan(share(np.ones(4, bool), decided.telling))
    many = Decided(np.zeros(20, int), np.repeat([1, 2], 10))
    assert many.chance == 1  # to say 0 always is right of A
