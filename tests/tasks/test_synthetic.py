"""Synthetic texts: labelled by the rule, balanced, within their bounds, as lopsided as asked, the same for the same key."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_geometry.seeds import generator
from rnn_geometry.shapes import Ordered, Shape
from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS
from rnn_geometry.tasks.families import TIE, Family, categorical, ordered, with_context
from rnn_geometry.tasks.synthetic import draw_splits, draw_texts, permute_labels

WORTH = {"the": 0, "evid": 1, "strong": 2, "counter": -1, "strong_counter": -2}
MANY = 8000


def words_of(family, texts):
    """Each text as words, padding left out."""
    vocabulary = SPECIAL_WORDS + family.words
    return [[vocabulary[token] for token in row if token != PAD] for row in texts.tokens.tolist()]


def winners(words, classes):
    """The classes that share the highest score, summed word by word."""
    score = [0] * classes
    for word in words:
        kind, _, number = word.rpartition("_")
        if kind:
            score[int(number)] += WORTH[kind]
    return [i for i in range(classes) if score[i] == max(score)]


def unlabelled(words, classes=1, label=0):
    """A family whose texts all have one label, so that nothing is rejected."""
    scores = np.zeros((words, classes), np.int64)
    names = [f"class {i}" for i in range(classes)]
    words = [f"w{i}" for i in range(words)]
    return Family(words, scores, names, Shape(classes, 1), label=lambda total, lengths, rng: np.full(len(total), label))


@pytest.mark.parametrize("balance", ["classes", "none"])
@pytest.mark.parametrize("classes", range(2, 11))
def test_every_label_is_the_one_class_that_wins_and_a_tied_text_is_dropped(classes, balance):
    family = categorical(classes, strong=classes % 2 == 0, counter=classes % 3 == 0)
    texts = draw_texts(family, 150, (5, 9), generator("labels", classes), balance=balance)
    assert len(texts) == 150
    for words, label in zip(words_of(family, texts), texts.labels.tolist(), strict=True):
        assert winners(words, classes) == [label]


@pytest.mark.parametrize("tilt", [0.5, None])
@pytest.mark.parametrize("classes", range(2, 11))
def test_classes_are_balanced_exactly_and_the_first_get_the_remainder(classes, tilt):
    texts = draw_texts(categorical(classes), 10 * classes + 1, (4, 8), generator("balance", classes), tilt=tilt)
    assert np.bincount(texts.labels).tolist() == [11] + [10] * (classes - 1)


def test_a_rare_class_is_drawn_as_often_as_the_other_only_when_classes_are_balanced():
    names, scores = ["some a", "all b"], np.array([[0], [1]])
    family = Family(["a", "b"], scores, names, Ordered(2, 1), lambda total, lengths, rng: (total[:, 0] == 3).astype(int))

    def share(balance):
        return draw_texts(family, MANY, (3, 3), generator("rare"), tilt=None, balance=balance).labels.mean()

    assert share("classes") == 0.5
    assert share("none") == pytest.approx(1 / 8, abs=0.02)


def in_tenths(texts, low, high):
    """How many texts have their mean first score in each tenth of the range; lengths must keep it off the inner edges."""
    mean = texts.scores[:, 0].astype(float) / texts.lengths
    return np.histogram(mean, bins=np.linspace(low, high, 11))[0].tolist()


@pytest.mark.parametrize("classes", [2, 3])
def test_mean_scores_are_uniform_over_their_range_only_when_scores_are_balanced(classes):
    uniform, drawn = (
        draw_texts(ordered(classes), 205, (11, 11), generator("scores"), balance=balance) for balance in ("scores", "none")
    )
    assert in_tenths(uniform, -2, 2) == [21] * 5 + [20] * 5
    assert max(in_tenths(drawn, -2, 2)) > 2 * min(in_tenths(drawn, -2, 2))


def test_scores_that_modifiers_lead_out_of_the_range_are_not_drawn_when_scores_are_balanced():
    family = with_context(ordered(3), {"extremely": (4.0, 3)})
    texts = draw_texts(family, 200, (11, 11), generator("in range"), balance="scores")
    assert np.abs(texts.scores[:, 0] / texts.lengths).max() <= 2
    beyond = draw_texts(family, 2000, (11, 11), generator("in range"), balance="none")
    assert np.abs(beyond.scores[:, 0] / beyond.lengths).max() > 2


@settings(max_examples=15, deadline=None)
@given(
    count=st.integers(1, 40),
    classes=st.integers(2, 4),
    bounds=st.tuples(st.integers(1, 6), st.integers(0, 6)),
    tilt=st.none() | st.floats(1e-3, 10),
)
def test_padding_begins_where_a_text_ends_and_lengths_stay_within_their_bounds(count, classes, bounds, tilt):
    shortest, longest = bounds[0], sum(bounds)
    texts = draw_texts(categorical(classes), count, (shortest, longest), generator("padding"), tilt=tilt)
    assert texts.tokens.shape == (count, longest)
    assert ((texts.lengths >= shortest) & (texts.lengths <= longest)).all()
    for row, length in zip(texts.tokens, texts.lengths, strict=True):
        assert (row[:length] >= len(SPECIAL_WORDS)).all()
        assert (row[length:] == PAD).all()


def test_every_length_from_the_shortest_to_the_longest_is_equally_likely():
    lengths = draw_texts(unlabelled(3), MANY, (3, 7), generator("lengths")).lengths
    assert set(lengths.tolist()) == {3, 4, 5, 6, 7}
    np.testing.assert_allclose(np.bincount(lengths)[3:] / MANY, 1 / 5, atol=0.02)


@pytest.mark.parametrize("tilt", [None, 10.0, 0.5, 0.05])
def test_counts_of_a_word_spread_as_the_tilt_says(tilt):
    """The variance of a Dirichlet-multinomial count; without tilt, of a multinomial one."""
    words, length = 5, 20
    texts = draw_texts(unlabelled(words), MANY, (length, length), generator("tilt"), tilt=tilt)
    counts = (texts.tokens[:, :, None] == np.arange(len(SPECIAL_WORDS), len(SPECIAL_WORDS) + words)).sum(axis=1)
    lopsided = 1 if tilt is None else (length + words * tilt) / (1 + words * tilt)
    np.testing.assert_allclose(counts.mean(axis=0), length / words, rtol=0.1)
    np.testing.assert_allclose(counts.var(axis=0).mean(), length * 1 / words * (1 - 1 / words) * lopsided, rtol=0.05)


def counts_of_scores(tilt, classes=2, length=4):
    """How many of 24,000 texts of so many words have each score, in order of their number."""
    texts = draw_texts(categorical(classes), 24000, (length, length), generator("scores"), tilt=tilt, balance="none")
    return np.unique(texts.scores.astype(int), axis=0, return_counts=True)[1]


def test_a_tilt_of_1_makes_every_score_of_categories_equally_likely_and_equal_frequencies_do_not():
    counts = counts_of_scores(tilt=1.0)
    assert len(counts) == 12  # (a, b) with a + b <= 4 are 15, of which three are ties
    expected = 24000 / 12
    assert (abs(counts - expected) < 5 * expected**0.5).all()
    assert counts_of_scores(tilt=None).max() > 2 * expected


def test_a_tilt_near_nothing_repeats_one_word_a_text():
    texts = draw_texts(unlabelled(4), 200, (10, 10), generator("one word"), tilt=1e-6)
    assert (texts.tokens == texts.tokens[:, :1]).all()
    assert len(np.unique(texts.tokens)) == 4


def test_texts_are_shuffled_over_classes():
    labels = draw_texts(categorical(2), 1000, (5, 5), generator("shuffled")).labels
    assert labels[:500].mean() == pytest.approx(0.5, abs=0.1)


def test_the_same_key_draws_the_same_texts_and_another_key_others():
    one, same, other = (draw_texts(categorical(3), 50, (5, 9), generator("key", key)) for key in (1, 1, 2))
    for field in ("tokens", "lengths", "labels", "scores"):
        np.testing.assert_array_equal(getattr(one, field), getattr(same, field))
    assert not np.array_equal(one.tokens, other.tokens)


@pytest.mark.parametrize(
    ("label", "balance", "named"), [(0, "classes", "class 1, class 2"), (TIE, "none", "class 0 or class 1 or class 2")]
)
def test_classes_that_no_text_can_have_are_named(label, balance, named):
    with pytest.raises(ValueError, match=rf"^no text of {named} among [\d,]+ drawn: take longer texts or another balance$"):
        draw_texts(unlabelled(1, classes=3, label=label), 6, (1, 1), generator("rare"), tilt=None, balance=balance)


def test_scores_that_no_text_can_have_are_named():
    missing = "a mean score in -1.60 … -1.20, a mean score in -0.80 … -0.40, a mean score in -0.40 … 0.00, "
    with pytest.raises(ValueError, match=rf"^no text of {missing}.* … 1.60 among [\d,]+ drawn: take longer texts"):
        draw_texts(ordered(3), 20, (1, 1), generator("one word"), balance="scores")


def test_permuted_labels_are_as_many_of_each_on_the_same_texts_and_tell_nothing():
    texts = draw_texts(categorical(3), 3000, (8, 8), np.random.default_rng(0))
    dealt = permute_labels(texts, np.random.default_rng(1))
    assert (dealt.tokens == texts.tokens).all()
    assert np.bincount(dealt.labels).tolist() == [1000, 1000, 1000]
    assert 0.28 < (dealt.labels == texts.labels).mean() < 0.39


TASK = {"lengths": [20, 25], "tilt": None, "balance": "classes", "training_labels": "drawn", "context": False}
COUNTS = {"train_texts": 300, "validation_texts": 90, "test_texts": 60}


def splits_of(**options):
    return draw_splits(categorical(3), TASK | COUNTS | options, 5, "task")


def equal(one, other):
    return all(np.array_equal(array, getattr(other, field)) for field, array in vars(one).items())


def test_a_task_has_three_parts_of_the_sizes_asked_for_that_share_no_text():
    splits = splits_of()
    assert [len(texts) for texts in splits] == list(COUNTS.values())
    assert len({bytes(row) for texts in splits for row in texts.tokens}) == sum(COUNTS.values())
    for texts in splits:
        assert len(set(np.bincount(texts.labels))) == 1


@pytest.mark.parametrize("labels", ["drawn", "permuted"])
def test_training_and_test_texts_follow_from_the_key_alone_whatever_is_validated_on(labels):
    few, more = (splits_of(training_labels=labels, validation_texts=count) for count in (3, 90))
    rng = generator(5, "task")
    train, test = (draw_texts(categorical(3), COUNTS[f"{part}_texts"], (20, 25), rng) for part in ("train", "test"))
    train = permute_labels(train, rng) if labels == "permuted" else train
    for splits in (few, more):
        assert equal(splits.train, train)
        assert equal(splits.test, test)
    assert equal(more.validation, splits_of(training_labels=labels).validation)
    assert not equal(more.validation[:3], few.validation)


def test_permuted_labels_are_dealt_out_among_all_texts_but_those_to_test_on():
    drawn, permuted = splits_of(), splits_of(training_labels="permuted")
    assert equal(permuted.test, drawn.test)
    for kept, dealt in ((drawn.train, permuted.train), (drawn.validation, permuted.validation)):
        assert np.array_equal(dealt.tokens, kept.tokens)
        assert np.array_equal(np.bincount(dealt.labels), np.bincount(kept.labels))
        assert 0.2 < (dealt.labels == kept.labels).mean() < 0.5
