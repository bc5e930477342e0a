"""Synthetic families: what each word is worth, and which class wins, recomputed text by text from the words."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.stats import norm

from rnn_geometry.seeds import generator
from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS
from rnn_geometry.tasks.families import (
    FAMILIES,
    MODIFIERS,
    NEUTRAL,
    TIE,
    categorical,
    correlated,
    highest_score,
    make_family,
    multilabel,
    ordered,
    planar,
    with_context,
)
from rnn_geometry.tasks.synthetic import context_weights, draw_texts

SCORES = arrays(np.int64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=st.integers(-3, 3))

# The rules once more, one text at a time, in words and exact fractions; None is a tie.

SCALAR = {"awful": [-2], "bad": [-1], "the": [0], "good": [1], "awesome": [2]}
PLANE = {"awesome": [2, -1], "good": [1, 0.5], "bad": [-1, 0.5], "awful": [-2, -1], "okay": [0, 2], "the": [0, 0]}
BOUNDS = {2: [0], 3: [Fraction(-1, 3), Fraction(1, 3)], 5: [-1, Fraction(-1, 3), Fraction(1, 3), 1]}


def numbered(count, **kinds):
    """Words as `evid_2`, each worth a number for the score that it names."""
    words = {f"{kind}_{i}": [worth * (i == k) for k in range(count)] for kind, worth in kinds.items() for i in range(count)}
    return words | {"the": [0] * count}


def winner(score, length):
    best = [i for i, value in enumerate(score) if value == max(score)]
    return best[0] if len(best) == 1 else None


def star_of_mean(classes):
    def rule(score, length):
        mean = Fraction(score[0]) / length
        return None if mean in BOUNDS[classes] else sum(mean > bound for bound in BOUNDS[classes])

    return rule


def star_of_plane(score, length):
    sentiment, neutrality = score
    if neutrality > 0 and abs(neutrality) >= abs(sentiment):
        return 2
    if sentiment == 0:
        return None
    if sentiment > 0:
        return 3 if neutrality > 0 else 4
    return 1 if neutrality > 0 else 0


def labels_on(score, length):
    return sum(2**i for i, value in enumerate(score) if value >= 0)


RULES = {
    "categorical-3": ({"family": "categorical", "classes": 3}, numbered(3, evid=1), winner),
    "categorical-4": (
        {"family": "categorical", "classes": 4, "strong": True, "counter": True},
        numbered(4, evid=1, strong=2, counter=-1, strong_counter=-2),
        winner,
    ),
    **{f"ordered-{n}": ({"family": "ordered", "classes": n}, SCALAR, star_of_mean(n)) for n in (2, 3, 5)},
    "planar": ({"family": "planar"}, PLANE, star_of_plane),
    **{
        f"multilabel-{m}": ({"family": "multilabel", "labels": m}, numbered(m, good=1, bad=-1), labels_on) for m in (1, 2, 3, 4)
    },
}


def words_of(family, texts):
    vocabulary = SPECIAL_WORDS + family.words
    return [[vocabulary[token] for token in row if token != PAD] for row in texts.tokens.tolist()]


def summed(words, worth, modifiers=MODIFIERS):
    """A text's scores, word by word, each multiplied by the nearest modifier that reaches it."""
    total = [0] * len(worth["the"])
    for place, word in enumerate(words):
        reaching = [at for at in range(place) if place - at <= modifiers.get(words[at], (1, 0))[1]]
        factor = modifiers[words[reaching[-1]]][0] if reaching else 1
        total = [score + factor * own for score, own in zip(total, worth.get(word, [0] * len(total)), strict=True)]
    return total


@pytest.mark.parametrize("context", [False, True])
@pytest.mark.parametrize(("options", "worth", "rule"), RULES.values(), ids=RULES)
def test_scores_and_label_of_a_text_are_what_its_words_say_and_ties_are_dropped(options, worth, rule, context):
    family = make_family(**options, context=context)
    texts = draw_texts(family, 400, (5, 12), generator("rules"), balance="none")
    for words, label, scores in zip(words_of(family, texts), texts.labels.tolist(), texts.scores.tolist(), strict=True):
        assert scores == summed(words, worth)
        assert label == rule(scores, len(words))


@pytest.mark.parametrize(("options", "worth", "rule"), RULES.values(), ids=RULES)
def test_a_rare_class_is_labelled_by_the_same_rule_when_classes_are_balanced(options, worth, rule):
    family = make_family(**options)
    texts = draw_texts(family, 20 * len(family.classes), (10, 12), generator("balanced rules"))
    assert np.bincount(texts.labels).tolist() == [20] * len(family.classes)
    for words, label in zip(words_of(family, texts), texts.labels.tolist(), strict=True):
        assert label == rule(summed(words, worth), len(words))


@pytest.mark.parametrize(("options", "worth", "rule"), RULES.values(), ids=RULES)
def test_every_word_is_in_the_family_with_its_worth_and_no_other(options, worth, rule):
    family = make_family(**options)
    assert dict(zip(family.words, family.scores.tolist(), strict=True)) == worth


# One family after the other


def test_the_first_word_of_a_categorical_family_is_the_neutral_one():
    assert categorical(3).words == [NEUTRAL, "evid_0", "evid_1", "evid_2"]


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
        assert label == (TIE if winner(row, None) is None else winner(row, None))


def label_of(family, score, length=1):
    """The label of one summed score."""
    (label,) = family.label(np.array([score], float), np.array([length]), np.random.default_rng(0)).tolist()
    return None if label == TIE else label


@pytest.mark.parametrize("classes", [2, 3, 5])
@given(score=st.integers(-90, 90), length=st.integers(1, 45))
def test_an_ordered_label_is_the_mean_score_cut_at_its_bounds_and_on_a_bound_a_tie(classes, score, length):
    assert label_of(ordered(classes), [score], length) == star_of_mean(classes)([score], length)


@given(st.integers(-20, 20), st.integers(-20, 20))
def test_a_planar_label_is_the_star_that_sentiment_and_neutrality_say(sentiment, neutrality):
    score = [sentiment / 2, neutrality / 2]
    assert label_of(planar(), score) == star_of_plane(score, 1)


@pytest.mark.parametrize("labels", [1, 2, 3, 4])
def test_every_set_of_labels_is_a_class_named_by_the_labels_that_are_on(labels):
    family = multilabel(labels)
    assert len(family.classes) == 2**labels
    for code, name in enumerate(family.classes):
        letters = {"ABCD"[i] for i in range(labels) if code & 2**i}
        assert (set(name.split("+")) if name != "none" else set()) == letters


@pytest.mark.parametrize("classes", [3, 5])
def test_without_correlation_a_word_scores_as_in_the_categorical_family(classes):
    family, plain = correlated(classes, rho=0), categorical(classes)
    assert family.words == plain.words
    np.testing.assert_array_equal(family.scores, plain.scores)


@pytest.mark.parametrize("rho", [0.25, 1.0])
def test_a_correlated_text_scores_rho_for_the_other_of_the_first_two_classes(rho):
    family = correlated(4, rho)
    texts = draw_texts(family, 200, (5, 9), generator("correlated"), balance="none")
    for words, scores in zip(words_of(family, texts), texts.scores.tolist(), strict=True):
        count = [words.count(f"evid_{i}") for i in range(4)]
        assert scores == [count[0] + rho * count[1], count[1] + rho * count[0], count[2], count[3]]
    assert (rho == 1) == bool((texts.scores[:, 0] == texts.scores[:, 1]).all())


@pytest.mark.parametrize("difference", [0.0, 1.0, 2.5])
def test_a_correlated_label_is_the_highest_score_after_a_unit_normal_draw_a_class(difference):
    scores = np.tile([9 + difference, 9, 0], (20_000, 1))
    labels = correlated(3, rho=0.5).label(scores, np.full(len(scores), 20), np.random.default_rng(0))
    assert (labels == 0).mean() == pytest.approx(norm.cdf(difference / 2**0.5), abs=0.015)
    assert set(labels.tolist()) == {0, 1}


def test_at_full_correlation_the_words_do_not_tell_the_first_class_from_the_second():
    family = correlated(3, rho=1)
    texts = draw_texts(family, 6000, (20, 25), generator("indistinguishable"), balance="none")
    more = np.array([words.count("evid_0") - words.count("evid_1") for words in words_of(family, texts)])
    for lean in (more > 3, more < -3):
        of_either = texts.labels[lean & (texts.labels < 2)]
        assert len(of_either) > 500
        assert of_either.mean() == pytest.approx(0.5, abs=0.08)


@pytest.mark.parametrize("reach", [1, 3, 50])
def test_modifiers_reach_as_many_words_as_they_say_and_the_nearest_alone_counts(reach):
    modifiers = {"not": (-1.0, reach), "extremely": (2.0, 2)}
    family = with_context(ordered(3), modifiers)
    texts = draw_texts(family, 400, (8, 12), generator("reach"), balance="none")
    met = 0
    for words, scores in zip(words_of(family, texts), texts.scores.tolist(), strict=True):
        assert scores == summed(words, SCALAR, modifiers)
        met += any(words[i] in modifiers for i in range(len(words) - 2) if words[i + 1] == "extremely")
    assert met > 10


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("not good good good good", -2),
        ("extremely good good", 3),
        ("not extremely good good", 1),
        ("extremely not good", -1),
        ("not not good", -1),
        ("not the good the good", 0),
    ],
)
def test_not_flips_three_words_and_extremely_doubles_one(text, score):
    family = with_context(ordered(3))
    words = np.array([[family.words.index(word) for word in text.split()]])
    assert (family.scores[words] * context_weights(family, words)[..., None]).sum() == score


def test_modifiers_are_two_words_more_of_no_worth_and_change_nothing_else():
    plain, family = planar(), make_family("planar", context=True)
    assert family.words == [*plain.words, "not", "extremely"]
    np.testing.assert_array_equal(family.scores, np.vstack([plain.scores, np.zeros((2, 2))]))
    assert (family.outputs, family.shape) == (plain.outputs, plain.shape)


# All of them

SHAPES = {  # classes, readouts, dimension of the manifold
    **{f"categorical-{n}": ({"family": "categorical", "classes": n}, n, n, n - 1) for n in (2, 5, 10)},
    **{f"ordered-{n}": ({"family": "ordered", "classes": n}, n, n, 1) for n in (2, 3, 5)},
    "planar": ({"family": "planar"}, 5, 5, 2),
    **{f"multilabel-{m}": ({"family": "multilabel", "labels": m}, 2**m, m, m) for m in (1, 2, 3, 4)},
    "half-correlated": ({"family": "correlated", "classes": 4, "rho": 0.5}, 4, 4, 3),
    "correlated": ({"family": "correlated", "classes": 4, "rho": 1}, 4, 4, 2),
}


@pytest.mark.parametrize(("options", "classes", "outputs", "dimension"), SHAPES.values(), ids=SHAPES)
def test_a_family_has_the_classes_readouts_and_dimension_of_its_manifold(options, classes, outputs, dimension):
    family = make_family(**options)
    assert len(set(family.classes)) == len(family.classes) == classes
    assert len(family.outputs) == family.shape.outputs == outputs
    assert family.shape.dimension == dimension
    labels = family.label(family.scores, np.ones(len(family.words)), np.random.default_rng(0))
    assert set(labels.tolist()) <= {TIE, *range(classes)}


@pytest.mark.parametrize(("options", "classes", "outputs", "dimension"), SHAPES.values(), ids=SHAPES)
def test_every_family_has_the_neutral_word_and_it_scores_nothing(options, classes, outputs, dimension):
    family = make_family(**options)
    assert not family.scores[family.words.index(NEUTRAL)].any()


def test_no_family_is_left_untested():
    assert {options["family"] for options, *_ in SHAPES.values()} == FAMILIES.keys()
