"""Mean-pooled word vectors: the mean that it is, the order of words that it cannot see, and what it learns all the same."""

import numpy as np
import pytest
import torch
from conftest import train_small

from rnn_geometry.measures.bag_of_words import fit_bag_of_words, measure_bag_of_words
from rnn_geometry.measures.word_counts import bags_of_words
from rnn_geometry.networks.cells import MeanPool
from rnn_geometry.networks.predictions import measure_predictions
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.encoded import shuffle_words

INPUTS, UNITS = 5, 7
EITHER = pytest.mark.parametrize("hidden", [False, True])


def build(hidden: bool) -> MeanPool:
    torch.manual_seed(0)
    return MeanPool(INPUTS, UNITS, hidden=hidden).double()


def random(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)


@EITHER
def test_the_readout_sees_the_mean_of_the_vectors_of_the_words_read_so_far(hidden):
    cell, x = build(hidden), random(2, 9, INPUTS)
    vectors = x @ cell.words.weight.T
    for t in range(9):
        seen = vectors[:, : t + 1].mean(1)
        if hidden:
            seen = torch.tanh(seen @ cell.hidden.weight.T + cell.hidden.bias)
        torch.testing.assert_close(cell.unroll_outputs(x)[:, t], seen)
        torch.testing.assert_close(cell.unroll(x)[:, t], seen)


def test_before_the_first_word_the_mean_is_nothing():
    assert not build(hidden=False).initial_state(3).any()
    cell = build(hidden=True)
    torch.testing.assert_close(cell.initial_state(3), torch.tanh(cell.hidden.bias).expand(3, -1))


@EITHER
def test_the_order_of_the_words_changes_nothing(hidden):
    cell, x = build(hidden), random(2, 9, INPUTS)
    order = torch.randperm(9, generator=torch.Generator().manual_seed(2))
    torch.testing.assert_close(cell.unroll_outputs(x[:, order])[:, -1], cell.unroll_outputs(x)[:, -1])


@EITHER
def test_a_word_counts_the_same_wherever_it_stands(hidden):
    cell, x = build(hidden), random(1, 9, INPUTS).requires_grad_()
    (by_word,) = torch.autograd.grad(cell.unroll_outputs(x)[0, -1].sum(), x)
    torch.testing.assert_close(by_word, by_word[:, :1].expand_as(by_word))


@EITHER
def test_the_gradient_reaches_every_weight(hidden):
    cell = build(hidden)
    cell.unroll_outputs(random(2, 9, INPUTS))[:, -1].square().sum().backward()
    assert len(list(cell.parameters())) == (3 if hidden else 1)
    assert all(weights.grad.abs().sum() > 0 for weights in cell.parameters())


@EITHER
def test_it_has_no_step(hidden):
    cell = build(hidden)
    assert not cell.has_dynamics
    with pytest.raises(NotImplementedError):
        cell.step(random(2, INPUTS), random(2, UNITS))


@EITHER
def test_it_learns_as_much_as_a_bag_of_words_and_no_order(hidden, train_texts, test_texts):
    network = train_small("mean_pool", hidden=hidden).network
    train_counts, counts = (bags_of_words(texts, 6) for texts in (train_texts, test_texts))
    bag = fit_bag_of_words(train_counts, train_texts.labels, Softmax(3))
    reached = measure_bag_of_words(bag, train_counts, counts, test_texts.labels, Softmax(3))["bag_of_words_accuracy"]
    found = measure_predictions(network, test_texts)["accuracy"]
    assert found > 0.9
    assert found == pytest.approx(reached, abs=0.02)
    shuffled = measure_predictions(network, shuffle_words(test_texts, np.random.default_rng(0)))["accuracy"]
    assert shuffled == pytest.approx(found, abs=0.005)  # a tie may fall either way
