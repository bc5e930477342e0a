"""Synthetic families: what each word is worth, and which class wins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rnn_geometry.tasks.families import FAMILIES, NEUTRAL, TIE, categorical, highest_score

SCORES = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=st.integers(-3, 3))


@pytest.mark.parametrize("classes", range(2, 11))
def test_each_class_has_one_word_of_evidence_and_the_neutral_word_says_nothing(classes):
    family = categorical(classes)
    assert family.words == [NEUTRAL, *(f"evid_{i}" for i in range(classes))]
    np.testing.assert_array_equal(family.scores[0], np.zeros(classes))
    np.testing.assert_array_equal(family.scores[1:], np.eye(classes))
    assert len(family.classes) == len(set(family.classes)) == classes


def test_three_classes_with_all_kinds_of_words_score_as_the_paper_says():
    family = categorical(3, strong=True, counter=True)
    worth = {word: row.tolist() for word, row in zip(family.words, family.scores, strict=True)}
    assert worth == {
        "the": [0, 0, 0],
        "evid_0": [1, 0, 0],
        "evid_1": [0, 1, 0],
        "evid_2": [0, 0, 1],
        "strong_0": [2, 0, 0],
        "strong_1": [0, 2, 0],
        "strong_2": [0, 0, 2],
        "counter_0": [-1, 0, 0],
        "counter_1": [0, -1, 0],
        "counter_2": [0, 0, -1],
        "strong_counter_0": [-2, 0, 0],
        "strong_counter_1": [0, -2, 0],
        "strong_counter_2": [0, 0, -2],
    }


@pytest.mark.parametrize(
    ("strong", "counter", "worth"), [(False, False, {0, 1}), (True, False, {0, 1, 2}), (False, True, {0, 1, -1})]
)
def test_only_the_kinds_of_words_asked_for_are_there(strong, counter, worth):
    family = categorical(4, strong=strong, counter=counter)
    assert set(np.unique(family.scores).tolist()) == worth
    assert len(set(family.words)) == len(family.words) == len(family.scores) == 1 + 4 * (len(worth) - 1)


@given(SCORES)
def test_the_highest_score_wins_and_a_shared_highest_score_is_a_tie(scores):
    for row, label in zip(scores.tolist(), highest_score(scores).tolist(), strict=True):
        winners = [i for i, score in enumerate(row) if score == max(row)]
        assert label == (winners[0] if len(winners) == 1 else TIE)


def test_a_tie_below_the_highest_score_does_not_matter():
    np.testing.assert_array_equal(highest_score(np.array([[1, 1, 2], [-1, -1, -2], [0, 0, 0]])), [2, TIE, TIE])


@pytest.mark.parametrize("make", FAMILIES.values(), ids=FAMILIES)
def test_every_family_labels_each_word_with_a_class_of_its_own_or_a_tie(make):
    family = make(3)
    assert set(family.label(family.scores).tolist()) <= {TIE, *range(len(family.classes))}
