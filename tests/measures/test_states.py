"""Visited states are what one gets by stepping through a text by hand; the constant input is what its name says."""

import numpy as np
import pytest
import torch
from conftest import train_small

from rnn_geometry.measures.moves import final_states
from rnn_geometry.measures.states import constant_input, visited_states
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.predictions import measure_predictions
from rnn_geometry.targets import Softmax


@pytest.fixture
def visited(trained, test_texts):
    return visited_states(trained.network, test_texts)


@pytest.mark.parametrize("text", [0, 7, 511])
def test_states_are_those_of_stepping_through_a_text_by_hand(trained, visited, test_texts, text):
    network, length = trained.network, test_texts.lengths[text]
    h, by_hand = visited["initial_state"], []
    for token in test_texts.tokens[text, :length]:
        h = network.cell.step(network.embedding(torch.tensor(int(token))), torch.as_tensor(h))
        by_hand.append(h.numpy())
    rows = visited["text"] == text
    np.testing.assert_array_equal(visited["position"][rows], np.arange(length))
    np.testing.assert_allclose(visited["states"][rows], by_hand, atol=1e-5)


def test_there_is_a_state_for_every_real_token_and_none_for_padding(visited, test_texts):
    assert len(visited["states"]) == len(visited["text"]) == len(visited["position"]) == test_texts.lengths.sum()
    np.testing.assert_array_equal(np.bincount(visited["text"]), test_texts.lengths)


def test_predictions_are_the_networks_own(trained, visited, test_texts):
    tokens, lengths = torch.from_numpy(test_texts.tokens).long(), torch.from_numpy(test_texts.lengths).long()
    np.testing.assert_array_equal(visited["predicted"], trained.network(tokens, lengths).argmax(-1))
    np.testing.assert_array_equal(visited["label"], test_texts.labels)
    assert (visited["predicted"] == visited["label"]).mean() == measure_predictions(trained.network, test_texts)["accuracy"]


def test_the_labels_predicted_by_a_multilabel_network_are_those_of_its_positive_logits(trained_multilabel, multilabel_texts):
    visited = visited_states(trained_multilabel.network, multilabel_texts)
    last = visited["states"][np.cumsum(multilabel_texts.lengths) - 1]
    first, second = (last @ visited["readouts"].T >= 0).T
    np.testing.assert_array_equal(visited["predicted"], first + 2 * second)
    accuracy = measure_predictions(trained_multilabel.network, multilabel_texts)["accuracy"]
    assert (visited["predicted"] == visited["label"]).mean() == accuracy


def test_the_scores_of_the_texts_come_with_their_states(visited, test_texts):
    np.testing.assert_array_equal(visited["score"], test_texts.scores)


def test_readouts_are_directions_of_the_state_space_that_give_the_logits(trained, visited):
    units = trained.network.cell.hidden_size
    assert visited["readouts"].shape == (3, trained.network.cell.state_size)
    np.testing.assert_array_equal(visited["readouts"][:, :units], trained.network.readout.weight)
    assert not visited["readouts"][:, units:].any()  # an LSTM's c
    logits = trained.network.logits(torch.from_numpy(visited["states"][:9]))
    np.testing.assert_allclose(visited["states"][:9] @ visited["readouts"].T, logits, rtol=1e-5, atol=1e-5)


def test_the_batch_size_changes_nothing(trained_gru, test_texts):
    one, other = (visited_states(trained_gru.network, test_texts[:50], batch=batch) for batch in (7, 256))
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_allclose(one[name], other[name], atol=1e-6)


def test_of_linear_attention_the_states_are_what_the_held_query_reads_and_the_predictions_its_own(test_texts):
    network, x = train_small("linear_attention").network, torch.eye(6)[2]
    visited = visited_states(network, test_texts[:50], x)
    seen = network.readable(x)
    held = visited_states(seen, test_texts[:50])
    np.testing.assert_array_equal(visited["states"], held["states"])
    assert visited["states"].shape[1] == seen.cell.state_size < network.cell.state_size
    tokens, lengths = torch.from_numpy(test_texts.tokens[:50]).long(), torch.from_numpy(test_texts.lengths[:50]).long()
    np.testing.assert_array_equal(visited["predicted"], network(tokens, lengths).argmax(-1))
    np.testing.assert_array_equal(held["predicted"], seen(tokens, lengths).argmax(-1))
    assert network.state_dict().keys() == train_small("linear_attention").network.state_dict().keys()


def test_linear_attention_is_not_read_without_an_input_to_hold_the_query_at(test_texts):
    with pytest.raises(ValueError, match="constant input"):
        visited_states(train_small("linear_attention").network, test_texts[:5])


@pytest.fixture
def network(vocabulary) -> Classifier:
    """An untrained network, as a user has it before freezing, with an embedding of its own."""
    torch.manual_seed(0)
    return Classifier(
        cell="gru", hidden_size=4, vocabulary_size=len(vocabulary), embedding=5, target=Softmax(3), readout_bias=False
    )


def test_the_zero_input_is_zero(network, vocabulary, test_texts):
    assert torch.equal(constant_input(network, "zero", vocabulary, test_texts), torch.zeros(5))


def test_the_mean_input_is_the_mean_over_real_tokens(network, vocabulary, test_texts):
    tokens = np.concatenate([row[:length] for row, length in zip(test_texts.tokens, test_texts.lengths, strict=True)])
    expected = network.embedding(torch.from_numpy(tokens).long()).mean(0)
    torch.testing.assert_close(constant_input(network, "mean", vocabulary, test_texts), expected)


def test_a_words_input_is_its_embedding(network, vocabulary, test_texts):
    word = constant_input(network, "evid_1", vocabulary, test_texts)
    assert torch.equal(word, network.embedding.weight[vocabulary.index("evid_1")])


def test_a_word_outside_the_vocabulary_is_refused_by_name(network, vocabulary, test_texts):
    with pytest.raises(ValueError, match="'unheard-of'"):
        constant_input(network, "unheard-of", vocabulary, test_texts)


def test_the_final_state_is_each_text_s_last():
    text, states = np.array([0, 0, 0, 1, 2, 2]), np.arange(12.0).reshape(6, 2)
    np.testing.assert_array_equal(final_states(states, text), states[[2, 3, 5]])


def test_final_states_are_those_that_a_network_predicts_from(trained_gru, test_texts):
    visited = visited_states(trained_gru.network, test_texts)
    logits = final_states(visited["states"], visited["text"]) @ visited["readouts"].T
    np.testing.assert_array_equal(logits.argmax(axis=1), visited["predicted"])
