"""What the texts say about words: counts and log-odds worked out by hand, and the kinds that follow."""

import numpy as np
import pytest

from rnn_geometry.targets import Sigmoids, Softmax
from rnn_geometry.tasks.encoded import Texts, write_vocabulary
from rnn_geometry.tasks.words import count_words, log_odds, most_telling, read_words, word_kinds

TOKENS = np.array([[2, 2, 3], [2, 4, 0], [4, 4, 4]], np.int32)


def texts(labels: list[int]) -> Texts:
    return Texts(TOKENS, np.array([3, 2, 3], np.int32), np.array(labels), np.empty((3, 0), np.float32))


def test_words_are_counted_without_padding():
    assert count_words(texts([0, 0, 1]), 6).tolist() == [0, 0, 3, 1, 4, 0]


def test_log_odds_of_classes_are_those_of_counting_by_hand():
    odds = log_odds(texts([0, 0, 1]), 6, Softmax(2))
    first, second = np.array([1, 1, 4, 2, 2, 1]) / 11, np.array([1, 1, 1, 1, 4, 1]) / 9
    np.testing.assert_allclose(odds[:, 0], (np.log(first) - np.log(second)) / 2)
    np.testing.assert_allclose(odds.sum(axis=1), 0, atol=1e-12)


def test_log_odds_of_a_label_set_its_texts_against_the_others():
    odds = log_odds(texts([0b01, 0b11, 0b10]), 6, Sigmoids(2))
    on, off = np.array([1, 1, 4, 2, 2, 1]) / 11, np.array([1, 1, 1, 1, 4, 1]) / 9
    np.testing.assert_allclose(odds[:, 0], np.log(on) - np.log(off))
    on, off = np.array([1, 1, 2, 1, 5, 1]) / 11, np.array([1, 1, 3, 2, 1, 1]) / 9
    np.testing.assert_allclose(odds[:, 1], np.log(on) - np.log(off))


def test_the_kinds_of_synthetic_words_follow_from_their_scores():
    names = ["<pad>", "the", "good", "bad", "not", "extremely"]
    scores = np.array([[0, 0], [0, 0], [1, 0], [0, -1], [0, 0], [0, 0]], float)
    kinds = word_kinds(names, scores, np.array([0, 9, 9, 0, 9, 9]), np.zeros((6, 2)))
    assert kinds.tolist() == ["", "neutral", "evidence", "", "modifier", "modifier"]


def test_the_kinds_of_real_words_are_the_most_and_the_least_telling_tenth_of_the_common_ones():
    odds = np.concatenate([np.linspace(0, 1, 20), [5.0]])[:, None] * [1, -1]
    counts = np.array([50] * 20 + [3])  # the most telling is too rare to count
    kinds = word_kinds([str(i) for i in range(21)], np.empty((21, 0)), counts, odds)
    assert np.flatnonzero(kinds == "evidence").tolist() == [18, 19]
    assert np.flatnonzero(kinds == "neutral").tolist() == [0, 1]
    assert set(word_kinds(["a"], np.empty((1, 0)), np.array([1]), odds[:1])) == {""}


@pytest.mark.parametrize("seed", range(5))
def test_words_that_tell_as_much_of_different_classes_are_of_one_kind_however_their_evidence_is_rounded(seed):
    rng = np.random.default_rng(seed)
    odds = np.repeat(np.linspace(0, 1, 11), 3)[:, None] * np.tile(np.eye(3), (11, 1)) + rng.uniform(-1e-15, 1e-15, (33, 3))
    kinds = word_kinds([str(i) for i in range(33)], np.empty((33, 0)), np.full(33, 50), odds)
    assert [set(three) for three in np.split(kinds, 11)] == [{"neutral"}] * 2 + [{""}] * 7 + [{"evidence"}] * 2


def test_the_most_telling_words_come_by_output_and_each_once():
    worth = np.array([[9.0, 9.0], [3, 1], [2, 8], [1, 7], [7, 7.5]])
    kinds = np.array(["neutral", "evidence", "evidence", "evidence", "evidence"])
    assert most_telling(worth, kinds, 2).tolist() == [4, 1, 2]
    assert most_telling(worth, kinds, 9).tolist() == [4, 1, 2, 3]
    assert most_telling(worth, np.array([""] * 5), 2).tolist() == []


@pytest.mark.parametrize("scores", [None, np.arange(12.0).reshape(6, 2)])
def test_words_are_read_with_their_scores_where_they_have_some(scores, tmp_path):
    names = ["<pad>", "<unk>", "a", "b, c", 'd"', "é"]
    write_vocabulary(tmp_path / "vocabulary.csv", names, scores)
    words = read_words(tmp_path / "vocabulary.csv", texts([0, 0, 1]), Softmax(2))
    assert (words.names, words.are_synthetic) == (names, scores is not None)
    np.testing.assert_array_equal(words.scores, np.empty((6, 0)) if scores is None else scores)
