"""Steps between states are deflections."""

import numpy as np
import pytest

from rnn_geometry.measures.moves import mean_lengths, mean_step, moves_of

TOKENS = np.array([[2, 3, 0], [3, 2, 2]])  # the first text has two words
VISITED = {
    "states": np.array([[1.0, 0], [1, 5], [0, 5], [1, 5], [2, 5]]),
    "text": np.array([0, 0, 1, 1, 1]),
    "position": np.array([0, 1, 0, 1, 2]),
    "initial_state": np.zeros(2),
}


def test_a_step_leads_from_the_state_before_to_the_next_through_a_word():
    moves = moves_of(VISITED, TOKENS)
    assert moves.token.tolist() == [2, 3, 3, 2, 2]
    assert moves.start.tolist() == [[0, 0], [1, 0], [0, 0], [0, 5], [1, 5]]
    assert np.array_equal(moves.by[moves.token == 2], [[1, 0]] * 3)
    assert np.array_equal(moves.by[moves.token == 3], [[0, 5]] * 2)


def test_the_mean_step_counts_every_word_once_and_the_first_from_the_initial_state():
    assert mean_step(VISITED) == pytest.approx((1 + 5 + 5 + 1 + 1) / 5)
    assert mean_step(VISITED | {"initial_state": np.array([1.0, 0])}) == pytest.approx((0 + 5 + 26**0.5 + 1 + 1) / 5)


def test_some_of_the_steps_are_taken_by_their_rows():
    moves = moves_of(VISITED, TOKENS)
    some = moves[np.array([3, 0])]
    assert some.token.tolist() == [2, 2]
    assert np.array_equal(some.by, moves.by[[3, 0]])


def test_a_word_s_moves_are_averaged_and_of_one_that_does_not_occur_nothing_is_known():
    assert mean_lengths(moves_of(VISITED, TOKENS), 5)[2:].tolist() == pytest.approx([1, 5, np.nan], nan_ok=True)
