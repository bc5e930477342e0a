"""The dimension that the ideal observer's evidence predicts, before anything is trained.

An ideal observer of words that count alone adds up what each says: the word's scores in a synthetic family, its log-odds in
real text (of a linear bag of words). If a network keeps this sum, and nothing else, its states are an affine image of it. So
the spectrum of the sum over all prefixes of the texts predicts that of the states: N - 1 equal values for categories, two for
stars told by two scores, fewer where classes share their evidence, whatever the number of words.
"""

import numpy as np

from rnn_geometry.measures.dimension import components_for, participation_ratio
from rnn_geometry.targets import Target
from rnn_geometry.tasks.encoded import PAD, Texts


def worth_of(scores: np.ndarray, log_odds: np.ndarray, target: Target) -> np.ndarray:
    """What each word adds to the evidence: [V, K]. scores [V, K] of a synthetic family's words, or with K = 0 those of real
    text; log_odds [V, N]: of a linear bag of words.

    Where there is a score per class, their mean over the classes is taken away: neither an argmax nor a softmax sees it.
    """
    if not scores.shape[1]:
        return log_odds
    per_class = not target.independent and scores.shape[1] == target.outputs
    return scores - scores.mean(axis=1, keepdims=True) if per_class else scores


def evidence_variances(worth: np.ndarray, texts: Texts) -> np.ndarray:
    """Variances of the accumulated evidence along its principal components, largest first: [K].

    worth: [V, K], what each word adds. The cloud is that of the states a network visits: every prefix of every text counts
    once. Words are taken to count alone; where they change one another (modifiers) this is not the ideal observer.
    """
    real = texts.tokens != PAD
    evidence = (worth[texts.tokens] * real[..., None]).cumsum(axis=1)[real]  # [prefixes, K]
    centred = evidence - evidence.mean(axis=0)
    return np.clip(np.linalg.eigvalsh(centred.T @ centred / len(centred))[::-1], 0, None)


def predict_from_evidence(worth: np.ndarray, texts: Texts) -> dict[str, float]:
    """evidence_components_95 and evidence_participation_ratio, of the evidence that words of worth [V, K] add up to."""
    variances = evidence_variances(worth, texts)
    return {
        "evidence_components_95": components_for(variances, 0.95),
        "evidence_participation_ratio": participation_ratio(variances),
    }
