"""The baseline without order: a linear classifier of word counts, and the dimension of what its words do to the logits."""

import warnings

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline

from rnn_geometry.measures.dimension import components_for, participation_ratio
from rnn_geometry.targets import Target


def fit_bag_of_words(counts: sparse.csr_array, labels: np.ndarray, target: Target) -> Pipeline:
    """A fitted classifier of counts [n, V]: of classes [n] a softmax, of sets of labels [n] a logistic regression per label.

    It sees tf-idf of unit length, with scikit-learn's own penalty (C = 1): raw counts learn no better and converge slowly.
    """
    model = LogisticRegression(max_iter=1000)
    steps = [("tfidf", TfidfTransformer()), ("linear", OneVsRestClassifier(model) if target.independent else model)]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Label .* is present in all training examples")  # or in none
        return Pipeline(steps).fit(counts, target.members(labels).astype(np.int64) if target.independent else labels)


def logit_changes(model: Pipeline) -> np.ndarray:
    """What one more of a word adds to the logits, up to a text's own scale: [V, N].

    The mean over the classes of a softmax is taken away, which the softmax does not see.
    """
    idf = model["tfidf"].idf_
    linear = model["linear"]
    if isinstance(linear, OneVsRestClassifier):
        absent = np.zeros(len(idf))  # a label that all texts or none have leaves a constant without weights
        return idf[:, None] * np.stack([np.ravel(getattr(part, "coef_", absent)) for part in linear.estimators_], axis=1)
    changes = linear.coef_.T if len(linear.classes_) > 2 else linear.coef_.T * [-0.5, 0.5]
    return idf[:, None] * (changes - changes.mean(axis=1, keepdims=True))


def measure_bag_of_words(
    model: Pipeline, train_counts: sparse.csr_array, counts: sparse.csr_array, labels: np.ndarray, target: Target
) -> dict:
    """Accuracy on held-out counts [n, V] and labels [n] (of whole sets, where labels are sets), and the dimension of the
    cloud of the words' logit changes, each word as often as the training texts have it."""
    predicted = model.predict(counts)
    if target.independent:  # the labels of each set: as logits above and below 0; of a single label the model gives one axis
        predicted = target.predict(predicted.reshape(-1, target.outputs) - 0.5)
    changes = logit_changes(model)
    weights = train_counts.sum(axis=0) / train_counts.sum()
    centred = np.sqrt(weights)[:, None] * (changes - weights @ changes)
    variances = np.clip(np.linalg.eigvalsh(centred.T @ centred)[::-1], 0, None)
    return {
        "bag_of_words_accuracy": float((predicted == labels).mean()),
        "bag_of_words_components_95": components_for(variances, 0.95),
        "bag_of_words_participation_ratio": participation_ratio(variances),
    }
