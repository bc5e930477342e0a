"""What a task chooses of a corpus: classes in their order, joined or as they are, sets of labels, fair splits, balance."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.seeds import generator
from rnn_geometry.targets import Sigmoids, Softmax
from rnn_geometry.tasks.choices import (
    UNUSED,
    balanced,
    choose_classes,
    choose_labels,
    rank_within,
    require_texts,
    stratified_split,
)
from rnn_geometry.tasks.corpora import Corpus
from rnn_geometry.tasks.lines import CorpusError

STARS = Corpus(pd.DataFrame({"label": [0, 1, 2, 3, 4, 4]}), ["1", "2", "3", "4", "5"], False, {})
PADDED = Corpus(pd.DataFrame({"label": [0, 1]}), ["007", "010"], False, {})
MOODS = Corpus(pd.DataFrame({"label": [0b000, 0b001, 0b010, 0b100, 0b101, 0b111]}), ["joy", "love", "fear"], True, {})


@pytest.mark.parametrize(
    ("classes", "labels", "names"),
    [
        (["5", "1"], [1, UNUSED, UNUSED, UNUSED, 0, 0], ["5", "1"]),
        ([1, 3, 5], [0, UNUSED, 1, UNUSED, 2, 2], ["1", "3", "5"]),  # five stars to three keeps 1, 3, 5
        ({"bad": [1, 2], "good": ["4", 5]}, [0, 0, UNUSED, 1, 1, 1], ["bad", "good"]),  # to two joins
    ],
)
def test_classes_are_chosen_ordered_and_joined_as_told(classes, labels, names):
    found, found_names = choose_classes(STARS, classes)
    assert (found.tolist(), found_names) == (labels, names)


@pytest.mark.parametrize(
    ("corpus", "classes", "message"),
    [
        (STARS, ["1", "6"], r"^class '6' is none of the corpus; its classes are: 1, 2, 3, 4, 5$"),
        (PADDED, ["7", "010"], r"^class '7' is none of the corpus; .*; in a config 007 needs quotes, '007', to stay as it is$"),
        (STARS, {"bad": [1, 2], "good": [2, 3]}, r"^class '2' is asked for twice$"),
        (STARS, [1, "1"], r"^class '1' is asked for twice$"),
        (MOODS, ["joy", "love"], r"several labels each; a task on them is of the family multilabel$"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(corpus, classes, message):
    with pytest.raises(CorpusError, match=message):
        choose_classes(corpus, classes)


def test_chosen_labels_keep_their_bits_in_the_order_asked_for_and_the_others_vanish():
    found, names = choose_labels(MOODS, ["fear", "joy"], "keep")
    assert (found.tolist(), names) == ([0b00, 0b10, 0b00, 0b01, 0b11, 0b11], ["fear", "joy"])
    assert choose_labels(MOODS, ["fear", "joy"], "drop")[0].tolist() == [UNUSED, 0b10, UNUSED, 0b01, 0b11, 0b11]
    with pytest.raises(CorpusError, match=r"^class 'rage' is none of the corpus; its classes are: joy, love, fear$"):
        choose_labels(MOODS, ["joy", "rage"], "keep")


def test_a_corpus_of_one_label_a_text_can_be_asked_for_sets_too():
    assert choose_labels(STARS, ["2", "5"], "keep")[0].tolist() == [0, 1, 0, 0, 2, 2]


def test_a_class_without_a_text_is_named():
    require_texts(np.array([0, 1, 1]), ["a", "b"], Softmax(2), "to test on")
    with pytest.raises(CorpusError, match=r"^class 'b' has no text to test on$"):
        require_texts(np.array([0, 2, 2]), ["a", "b", "c"], Softmax(3), "to test on")
    with pytest.raises(CorpusError, match=r"^class 'b' has no text to test on$"):
        require_texts(np.array([0b001, 0b101]), ["a", "b", "c"], Sigmoids(3), "to test on")


@given(st.lists(st.integers(2, 30), min_size=2, max_size=4), st.floats(0.01, 0.99))
def test_a_split_holds_out_the_fraction_of_each_class_but_never_none_or_all(counts, fraction):
    labels = np.repeat(np.arange(len(counts)), counts)
    names = [f"class {i}" for i in range(len(counts))]
    held_out = stratified_split(labels, names, Softmax(len(counts)), fraction, "test on", generator("split"))
    for label, count in enumerate(counts):
        out = held_out[labels == label].sum()
        assert 1 <= out <= count - 1
        assert abs(out - fraction * count) <= 1


def test_which_texts_are_held_out_is_drawn():
    labels = np.zeros(50, int)
    seeds = (generator("drawn", seed) for seed in (1, 1, 2))
    one, same, other = (stratified_split(labels, ["all"], Softmax(1), 0.3, "test on", rng).tolist() for rng in seeds)
    assert one == same != other


def test_a_class_of_one_text_cannot_be_split_but_a_rare_set_of_labels_is_trained_on():
    labels = np.array([1, 1, 1, 3])
    with pytest.raises(CorpusError, match=r"^class 'd' has 1 text left; to train on some and test on others takes 2$"):
        stratified_split(labels, list("abcd"), Softmax(4), 0.5, "test on", generator("rare"))
    assert not stratified_split(labels, ["a", "b"], Sigmoids(2), 0.5, "test on", generator("rare"))[3]


@given(st.lists(st.integers(0, 3), max_size=40))
def test_a_rank_counts_the_earlier_members_of_a_row_s_own_group(groups):
    ranks = rank_within(np.array(groups, int))
    assert ranks.tolist() == [groups[:i].count(group) for i, group in enumerate(groups)]


@given(st.lists(st.integers(0, 2), min_size=3).filter(lambda labels: set(labels) == {0, 1, 2}))
def test_balance_keeps_the_first_texts_of_each_class_as_many_as_the_rarest_has(labels):
    labels = np.array(labels)
    kept = balanced(labels, Softmax(3))
    assert np.bincount(labels[kept]).tolist() == [np.bincount(labels).min()] * 3
    for label in range(3):
        assert np.isin(np.flatnonzero(labels == label), kept).tolist() == sorted(
            np.isin(np.flatnonzero(labels == label), kept).tolist(), reverse=True
        )


def test_balance_of_sets_allows_each_as_many_texts_as_the_rarest_label_has():
    labels = np.array([0] * 50 + [0b01] * 20 + [0b10] * 5 + [0b11] * 2)  # label 1 is borne by 7 texts
    assert np.bincount(labels[balanced(labels, Sigmoids(2))]).tolist() == [7, 7, 5, 2]
