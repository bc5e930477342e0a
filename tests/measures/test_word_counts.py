"""Word counts: what is planted in them is found, noise and all; and the baseline learns what order cannot tell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression

from rnn_geometry.measures.bag_of_words import fit_bag_of_words, logit_changes, measure_bag_of_words
from rnn_geometry.measures.dimension import components_for, participation_ratio
from rnn_geometry.measures.word_counts import (
    WEIGHTINGS,
    bags_of_words,
    class_variances,
    predict_dimension,
    weigh,
    whiten_within,
)
from rnn_geometry.targets import Sigmoids, Softmax
from rnn_geometry.tasks.encoded import SPECIAL_WORDS, Texts, shuffle_words
from rnn_geometry.tasks.families import categorical, correlated, multilabel, ordered, planar
from rnn_geometry.tasks.synthetic import draw_texts

NAMES = [*WEIGHTINGS, "lsa", "discriminant"]


def draw(frequencies: np.ndarray, count: int, length: int = 30, seed: int = 0) -> tuple[Texts, np.ndarray]:
    """Texts of classes with these word frequencies [N, V], `count` in all, and their labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % len(frequencies)
    draws = rng.random((count, length, 1))
    words = (draws > frequencies.cumsum(axis=1)[labels][:, None, :]).sum(axis=2)
    tokens = (np.minimum(words, frequencies.shape[1] - 1) + len(SPECIAL_WORDS)).astype(np.int32)
    return Texts(tokens, np.full(count, length, np.int32), labels, np.empty((count, 0), np.float32)), labels


def of_rank(classes: int, rank: int, vocabulary: int = 60, seed: int = 0) -> np.ndarray:
    """Word frequencies of classes that differ in exactly `rank` directions, equally strong."""
    rng = np.random.default_rng(seed)
    places = np.linalg.svd(rng.standard_normal((classes, classes)) - 0.0)[0]
    places = np.linalg.qr((places - places.mean(axis=0))[:, :rank])[0]
    directions = np.linalg.qr(rng.standard_normal((vocabulary, vocabulary - 1)) - 0.0)[0]
    directions = np.linalg.qr((directions - directions.mean(axis=0))[:, :rank])[0].T
    change = places @ directions
    return (1 + change * 0.9 / np.abs(change).max()) / vocabulary


def as_words(texts: Texts) -> list[str]:
    return [" ".join(f"w{token}" for token in row[:length]) for row, length in zip(texts.tokens, texts.lengths, strict=True)]


def test_counts_and_tf_idf_are_scikit_learn_s(train_texts):
    vectoriser = CountVectorizer(vocabulary={f"w{token}": token for token in range(6)}, lowercase=False)
    expected = vectoriser.fit_transform(as_words(train_texts))
    counts = bags_of_words(train_texts, 6)
    np.testing.assert_array_equal(counts.toarray(), expected.toarray())
    np.testing.assert_allclose(weigh(counts, "tfidf").toarray(), TfidfTransformer().fit_transform(expected).toarray())
    np.testing.assert_allclose(weigh(counts, "counts").sum(axis=1), 1)


def test_information_is_correspondence_analysis():
    """Summed over classes, the variances are the chi-square statistic of the class by word table over its total."""
    texts, labels = draw(of_rank(3, 2, 8), 300)
    counts = bags_of_words(texts, 10)
    table = np.stack([counts.toarray()[labels == label].sum(axis=0) for label in range(3)])[:, 2:]
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    chi_square = ((table - expected) ** 2 / expected).sum() / table.sum()
    points = weigh(counts, "information").toarray()
    means = np.stack([points[labels == label].mean(axis=0) for label in range(3)])
    assert np.square(means - means.mean(axis=0)).sum() / 3 == pytest.approx(chi_square)


def test_only_information_does_not_depend_on_how_a_word_is_split_into_two_that_say_the_same():
    texts, labels = draw(of_rank(3, 2, 8), 300)
    counts = bags_of_words(texts, 10).toarray()
    split = np.hstack([counts[:, :5], counts[:, 5:6] / 2, counts[:, 5:6] / 2, counts[:, 6:]])
    for weighting in WEIGHTINGS:
        one, two = (class_variances(weigh(sparse.csr_array(each), weighting), labels) for each in (counts, split))
        assert (one == pytest.approx(two)) == (weighting == "information")


@settings(max_examples=20)
@given(seed=st.integers(0, 1000), kinds=st.integers(2, 6))
def test_variances_of_classes_are_those_of_principal_components_less_the_noise(seed, kinds):
    rng = np.random.default_rng(seed)
    points, groups = rng.standard_normal((50, 9)), rng.permutation(np.arange(50) % kinds)
    means = np.stack([points[groups == kind].mean(axis=0) for kind in range(kinds)])
    sizes = np.bincount(groups)
    covariance = np.cov(means.T, fweights=sizes, ddof=0)
    within = sum(np.square(points[groups == kind] - means[kind]).sum() for kind in range(kinds)) / (50 - kinds)
    expected = np.clip(np.linalg.eigvalsh(covariance)[::-1][: kinds - 1] - within / 50, 0, None)
    np.testing.assert_allclose(class_variances(points, groups), expected, atol=1e-12)
    np.testing.assert_allclose(class_variances(sparse.csr_array(points), groups), expected, atol=1e-12)


def test_noise_is_taken_away_without_bias():
    """Of classes that do not differ, the components' summed variance, noise taken away, is nought in the mean."""
    rng = np.random.default_rng(0)
    groups, kinds, total = np.repeat([0, 1, 2, 3], [10, 20, 30, 40]), 4, []
    for _ in range(400):
        points = rng.standard_normal((100, 20))
        means = np.stack([points[groups == kind].mean(axis=0) for kind in range(kinds)])
        raw = (np.bincount(groups)[:, None] / 100 * np.square(means - points.mean(axis=0))).sum()
        total.append(raw)
    assert np.mean(total) == pytest.approx(3 * 20 / 100, rel=0.05)  # K - 1 components of tr S / n each


@pytest.mark.parametrize("rank", [1, 2, 3, 4])
def test_a_planted_rank_is_found_by_every_measure(rank):
    texts, labels = draw(of_rank(5, rank, 30), 5000)
    record = predict_dimension(bags_of_words(texts, 32), labels, seed=0)
    for name in NAMES:
        assert record[f"{name}_components_95"] == rank, name
        assert record[f"{name}_participation_ratio"] == pytest.approx(rank, abs=0.15 * rank), name


def test_without_the_correction_noise_would_pass_for_dimensions():
    texts, labels = draw(of_rank(5, 1), 600)
    points = weigh(bags_of_words(texts, 62), "information").toarray()
    means = np.stack([points[labels == label].mean(axis=0) for label in range(5)])
    raw = np.linalg.svd(means - means.mean(axis=0), compute_uv=False) ** 2
    corrected = class_variances(points, labels)
    assert components_for(raw, 0.95) > components_for(corrected, 0.95) == 1
    assert participation_ratio(raw) > participation_ratio(corrected)


# The components and the participation ratio that Fisher's discriminant predicts.
FAMILIES = {
    "3 categories": (categorical(3), 2, 2),
    "6 categories": (categorical(6), 5, 5),
    "2 of 3 merged": (correlated(3, 1.0), 1, 1),
    "planar": (planar(), 3, 2.3),
    "a scalar": (ordered(3), 1, 1),
    "2 labels": (multilabel(2), 2, 2),
    "3 labels": (multilabel(3), 3, 3),
}


@pytest.mark.parametrize(("family", "components", "ratio"), FAMILIES.values(), ids=FAMILIES)
def test_synthetic_families_predict_their_own_dimension(family, components, ratio):
    texts = draw_texts(family, 6000, (20, 25), np.random.default_rng(0), tilt=0.5)
    counts = bags_of_words(texts, len(SPECIAL_WORDS) + len(family.words))
    record = predict_dimension(counts, texts.labels, seed=0)
    assert record["discriminant_components_95"] == components
    assert record["discriminant_participation_ratio"] == pytest.approx(ratio, rel=0.1)
    model = fit_bag_of_words(counts, texts.labels, family.shape.target)
    baseline = measure_bag_of_words(model, counts, counts, texts.labels, family.shape.target)
    assert baseline["bag_of_words_components_95"] == family.shape.dimension
    assert baseline["bag_of_words_participation_ratio"] == pytest.approx(family.shape.dimension, rel=0.1)


def test_means_alone_overrate_classes_along_a_line():
    """Each star has words that are commonest there, though all of them be evidence along one line."""
    texts = draw_texts(ordered(5), 6000, (20, 25), np.random.default_rng(0), tilt=0.5)
    record = predict_dimension(bags_of_words(texts, 7), texts.labels, seed=0)
    assert record["information_components_95"] == 3
    assert record["discriminant_components_95"] == ordered(5).shape.dimension == 1


@settings(max_examples=10)
@given(seed=st.integers(0, 1000))
def test_within_a_group_whitened_points_scatter_alike_in_every_direction(seed):
    rng = np.random.default_rng(seed)
    points, groups = rng.standard_normal((60, 5)) @ rng.standard_normal((5, 5)), rng.permutation(np.arange(60) % 4)
    points[:, 4] = 7.0  # a direction in which nothing scatters is left out
    white = whiten_within(points, groups)
    rest = white - np.stack([white[groups == group].mean(axis=0) for group in range(4)])[groups]
    np.testing.assert_allclose(rest.T @ rest / (60 - 4), np.eye(4), atol=1e-8)


def test_the_order_of_the_words_changes_nothing(train_texts):
    shuffled = shuffle_words(train_texts, np.random.default_rng(0))
    assert (bags_of_words(shuffled, 6) != bags_of_words(train_texts, 6)).nnz == 0


def test_the_baseline_is_scikit_learn_s_and_its_accuracy_that_of_its_predictions(train_texts, test_texts):
    counts, held_out = bags_of_words(train_texts, 6), bags_of_words(test_texts, 6)
    model = fit_bag_of_words(counts, train_texts.labels, Softmax(3))
    weighing = TfidfTransformer().fit(counts)
    plain = LogisticRegression(max_iter=1000).fit(weighing.transform(counts), train_texts.labels)
    expected = plain.score(weighing.transform(held_out), test_texts.labels)
    record = measure_bag_of_words(model, counts, held_out, test_texts.labels, Softmax(3))
    assert record["bag_of_words_accuracy"] == pytest.approx(expected)
    assert expected > 0.95
    assert record["bag_of_words_components_95"] == 2
    assert record["bag_of_words_participation_ratio"] == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(("family", "labels"), [(categorical(2), 2), (categorical(4), 4), (multilabel(3), 3)])
def test_a_word_s_logit_changes_are_what_it_does_to_a_text_but_for_scale(family, labels):
    texts = draw_texts(family, 2000, (20, 25), np.random.default_rng(0), tilt=0.5)
    size = len(SPECIAL_WORDS) + len(family.words)
    counts = bags_of_words(texts, size)
    model = fit_bag_of_words(counts, texts.labels, family.shape.target)
    changes = logit_changes(model)
    assert changes.shape == (size, labels)
    one = sparse.csr_array(np.eye(size)[2:])  # texts of a single word, which tf-idf gives unit length
    if family.shape.target.independent:
        logits = np.stack([part.decision_function(model["tfidf"].transform(one)) for part in model["linear"].estimators_], 1)
        constant = [part.intercept_[0] for part in model["linear"].estimators_]
    else:
        logits = np.log(model.predict_proba(one))
        constant = model["linear"].intercept_ if labels > 2 else model["linear"].intercept_ * [-0.5, 0.5]
    found = logits - constant
    if not family.shape.target.independent:
        found = found - found.mean(axis=1, keepdims=True)
        constant = constant - np.mean(constant)
    np.testing.assert_allclose(found, changes[2:] / model["tfidf"].idf_[2:, None], atol=1e-6)


def test_sets_of_labels_are_right_only_as_a_whole():
    texts = draw_texts(multilabel(3), 3000, (20, 25), np.random.default_rng(0), tilt=0.5)
    counts = bags_of_words(texts, 9)
    model = fit_bag_of_words(counts, texts.labels, Sigmoids(3))
    wanted = np.stack([texts.labels >> bit & 1 for bit in range(3)], axis=1)
    record = measure_bag_of_words(model, counts, counts, texts.labels, Sigmoids(3))
    assert record["bag_of_words_accuracy"] == pytest.approx((model.predict(counts) == wanted).all(axis=1).mean())
    assert 0.7 < record["bag_of_words_accuracy"] < 1
    assert record["bag_of_words_components_95"] == 3


def test_a_single_label_is_right_where_the_model_says_so():
    texts = draw_texts(multilabel(1), 500, (20, 25), np.random.default_rng(0), tilt=0.5)
    counts = bags_of_words(texts, 5)
    model = fit_bag_of_words(counts, texts.labels, Sigmoids(1))
    record = measure_bag_of_words(model, counts, counts, texts.labels, Sigmoids(1))
    assert record["bag_of_words_accuracy"] == (model.predict(counts) == texts.labels).mean() > 0.7


def test_a_label_that_no_text_has_gets_no_weight():
    texts = draw_texts(multilabel(2), 500, (20, 25), np.random.default_rng(0), tilt=0.5)
    model = fit_bag_of_words(bags_of_words(texts, 7), texts.labels, Sigmoids(3))
    assert logit_changes(model).any(axis=0).tolist() == [True, True, False]
