"""The ideal counter decides as the texts of its family are labelled."""

import numpy as np
import pytest

from rnn_geometry.tasks.counter import Counter
from rnn_geometry.tasks.encoded import SPECIAL_WORDS
from rnn_geometry.tasks.families import TIE, make_family
from rnn_geometry.tasks.synthetic import draw_texts
from rnn_geometry.tasks.words import Words

KINDS = [
    {"family": "categorical", "classes": 4, "strong": True, "counter": True},
    {"family": "ordered", "classes": 5},
    {"family": "planar"},
    {"family": "planar", "context": True},
    {"family": "multilabel", "labels": 3},
]


def counter_of(options: dict) -> Counter:
    family = make_family(**options)
    scores = np.concatenate([np.zeros((len(SPECIAL_WORDS), family.scores.shape[1])), family.scores])
    rows = len(scores)
    words = Words(SPECIAL_WORDS + family.words, scores, np.ones(rows, int), scores, np.full(rows, ""))
    task = {"family": options["family"], "outputs": family.shape.outputs, "expected_dimension": family.shape.dimension}
    return Counter.of(task | {"classes": family.classes}, words)


@pytest.mark.parametrize("options", KINDS, ids=lambda options: " ".join(map(str, options.values())))
def test_it_labels_texts_as_they_are_labelled(options):
    texts = draw_texts(make_family(**options), 300, (5, 9), np.random.default_rng(0), tilt=0.5, balance="none")
    np.testing.assert_array_equal(counter_of(options).decide(texts.tokens, texts.lengths), texts.labels)


def test_of_correlated_classes_it_takes_the_likelier_and_none_of_two_that_are_one():
    tokens = np.array([[3, 3, 2], [4, 4, 2], [5, 5, 2]])  # evid_0, evid_1, evid_2, beside the neutral word
    lengths = np.full(3, 3)
    assert counter_of({"family": "correlated", "classes": 3, "rho": 0.5}).decide(tokens, lengths).tolist() == [0, 1, 2]
    assert counter_of({"family": "correlated", "classes": 3, "rho": 1.0}).decide(tokens, lengths).tolist() == [TIE, TIE, 2]


def test_real_text_has_no_counter():
    words = Words(["a"], np.empty((1, 0)), np.ones(1, int), np.zeros((1, 2)), np.array([""]))
    assert Counter.of({"family": "categorical"}, words) is None
