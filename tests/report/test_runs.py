"""A run as its files have it: steps between states are deflections; the words that tell most are found."""

import numpy as np
import pytest

from rnn_geometry.report.runs import LEAST_READ, Moves, moves_of, places, telling_words

TOKENS = np.array([[2, 3, 0], [3, 2, 2]])  # the first text has two words
TEXT, POSITION = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 2])
STATES = np.array([[1.0, 0], [1, 5], [0, 5], [1, 5], [2, 5]])


def test_a_step_leads_from_the_state_before_to_the_next_through_a_word():
    moves = moves_of(STATES, TEXT, POSITION, np.zeros(2), TOKENS)
    assert moves.token.tolist() == [2, 3, 3, 2, 2]
    assert moves.start.tolist() == [[0, 0], [1, 0], [0, 0], [0, 5], [1, 5]]
    assert np.array_equal(moves.by[moves.token == 2], [[1, 0]] * 3)
    assert np.array_equal(moves.by[moves.token == 3], [[0, 5]] * 2)


@pytest.fixture
def many() -> Moves:
    """Thirty words, each read LEAST_READ times but the last; word 10 speaks for output 0, word 20 for 1, the last for both."""
    token = np.append(np.repeat(np.arange(2, 32), LEAST_READ), 32)
    by = np.zeros((len(token), 2))
    by[token == 10] = 1, 0
    by[token == 20] = 0, 1
    by[token == 32] = 9, 9
    return Moves(np.zeros_like(by), by, token)


def test_of_many_words_the_strongest_of_each_output_are_telling_if_they_were_read_often(many):
    assert telling_words(many, np.eye(2), each=1) == [10, 20]


def test_a_small_vocabulary_is_shown_whole_but_for_padding_and_unknown_words():
    token = np.array([0, 1, 4, 2, 4, 3])
    assert telling_words(Moves(np.zeros((6, 2)), np.zeros((6, 2)), token), np.eye(2), each=1) == [2, 3, 4]


def test_places_are_spread_out():
    states = np.array([[0.0], [0.1], [0.2], [5.0], [9.0]])
    assert places(np.arange(5), states, 3).tolist() == [0, 4, 3]
    assert places(np.array([2]), states, 3).tolist() == [2]
