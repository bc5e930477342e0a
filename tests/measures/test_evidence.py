"""The evidence that words add up to: its dimension is that of the task, whatever the number of words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.measures.evidence import evidence_variances, predict_from_evidence, worth_of
from rnn_geometry.seeds import generator
from rnn_geometry.targets import Sigmoids, Softmax
from rnn_geometry.tasks.encoded import SPECIAL_WORDS
from rnn_geometry.tasks.families import categorical, correlated, multilabel, ordered, planar
from rnn_geometry.tasks.synthetic import draw_texts


def predicted(family, **options) -> dict:
    texts = draw_texts(family, 1500, (20, 25), generator("evidence"), **options)
    scores = np.concatenate([np.zeros((len(SPECIAL_WORDS), family.scores.shape[1])), family.scores])
    return predict_from_evidence(worth_of(scores, np.empty((len(scores), 0)), family.shape.target), texts)


@pytest.mark.parametrize(
    ("family", "options", "dimension"),
    [
        (categorical(2), {}, 1),
        (categorical(3), {}, 2),
        (categorical(10), {}, 9),
        (categorical(3, strong=True, counter=True), {}, 2),
        (planar(), {"tilt": 0.5}, 2),
        (ordered(3), {"balance": "scores", "tilt": 0.5}, 1),
        (multilabel(1), {}, 1),
        (multilabel(3), {"tilt": 0.5}, 3),
        (correlated(3, rho=0.0), {}, 2),
        (correlated(3, rho=1.0), {}, 1),
    ],
)
def test_the_evidence_of_a_family_has_the_dimension_of_its_shape(family, options, dimension):
    assert predicted(family, **options)["evidence_components_95"] == dimension


def test_a_class_is_lost_where_its_direction_has_a_twentieth_of_the_variance():
    ratios = [predicted(correlated(3, rho=rho))["evidence_participation_ratio"] for rho in (0.0, 0.4, 0.8, 1.0)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[0] == pytest.approx(2, abs=0.05)
    assert ratios[-1] == pytest.approx(1, abs=0.01)
    # (1 - rho)^2 of one direction against (1 + ...) of the other: lost between 0.6 and 0.75
    assert predicted(correlated(3, rho=0.6))["evidence_components_95"] == 2
    assert predicted(correlated(3, rho=0.8))["evidence_components_95"] == 1


@given(st.integers(1, 3), st.floats(0.1, 10))
def test_neither_a_common_score_nor_the_unit_matters_to_categories(shift, unit):
    family = categorical(3)
    texts = draw_texts(family, 60, (5, 8), generator("shift"))
    scores = np.concatenate([np.zeros((len(SPECIAL_WORDS), 3)), family.scores])
    own, other = (
        predict_from_evidence(worth_of(worth, scores[:, :0], Softmax(3)), texts) for worth in (scores, unit * (scores + shift))
    )
    assert own == pytest.approx(other)


def test_the_variances_are_those_of_the_sums_over_every_prefix():
    texts = draw_texts(multilabel(2), 40, (3, 6), generator("sums"))
    worth = np.random.default_rng(0).standard_normal((len(SPECIAL_WORDS) + 5, 2))
    sums = [
        worth[row[: end + 1]].sum(axis=0) for row, size in zip(texts.tokens, texts.lengths, strict=True) for end in range(size)
    ]
    expected = np.linalg.eigvalsh(np.cov(np.array(sums).T, ddof=0))[::-1]
    np.testing.assert_allclose(evidence_variances(worth, texts), expected)


def test_real_words_are_worth_their_log_odds_and_labels_are_not_centred():
    log_odds = np.array([[1.0, -1.0], [0.5, -0.5]])
    assert worth_of(np.empty((2, 0)), log_odds, Softmax(2)) is log_odds
    scores = np.array([[1.0, 0.0], [0.0, 1.0]])
    np.testing.assert_array_equal(worth_of(scores, log_odds, Sigmoids(2)), scores)
    np.testing.assert_array_equal(worth_of(scores, log_odds, Softmax(2)), [[0.5, -0.5], [-0.5, 0.5]])
    np.testing.assert_array_equal(worth_of(scores, log_odds, Softmax(5)), scores)  # stars of two scores
