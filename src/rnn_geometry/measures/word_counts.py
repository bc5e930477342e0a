"""The dimension that word counts alone predict, before anything is trained.

A network that adds up evidence ends, in the mean, where the mean bag of words of a text's class takes it. So the classes'
mean bags of words, as points of the space of words, say how many dimensions it needs: N - 1 for categories with words of
their own, fewer where classes lie along a line or a plane. For several labels a text, each set of labels is a class.

Of the statistics below the claim is judged on "information", the principal components of the class by word table in the
chi-square metric (correspondence analysis, which is latent semantic analysis with classes as documents). The others stand
beside it: docs/claims.md says why. None can be larger than the number of classes - 1.
"""

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer

from rnn_geometry.measures.dimension import components_for, participation_ratio
from rnn_geometry.tasks.encoded import PAD, Texts

LATENT = 100  # dimensions that latent semantic analysis keeps of the words
WEIGHTINGS = ("counts", "tfidf", "information")


def bags_of_words(texts: Texts, vocabulary_size: int) -> sparse.csr_array:
    """How often each text has each word: [n, V], float64; padding does not count."""
    text, place = np.nonzero(texts.tokens != PAD)
    ones = np.ones(len(text))
    return sparse.coo_array((ones, (text, texts.tokens[text, place])), shape=(len(texts), vocabulary_size)).tocsr()


def weigh(counts: sparse.csr_array, weighting: str) -> sparse.csr_array:
    """Counts [n, V] as what is compared: each text's word frequencies, so that its length does not matter ("counts");
    tf-idf of unit length ("tfidf"); or frequencies over the root of the word's overall frequency ("information").

    The last makes a squared distance between classes the chi-square distance of correspondence analysis, to second order
    twice the information (in nats, a word) that tells them apart: a word matters as evidence, however common it is, and two
    words that say the same count as one.
    """
    if weighting == "tfidf":
        return sparse.csr_array(TfidfTransformer().fit_transform(counts))
    frequencies = _rows_over(counts, counts.sum(axis=1))
    if weighting == "counts":
        return frequencies
    overall = counts.sum(axis=0) / counts.sum()
    scale = np.divide(1, np.sqrt(overall), out=np.zeros(len(overall)), where=overall > 0)
    return sparse.csr_array(frequencies.multiply(scale[None, :]))


def _rows_over(matrix: sparse.csr_array, divisor: np.ndarray) -> sparse.csr_array:
    return sparse.csr_array(sparse.diags_array(1 / divisor) @ matrix)


def class_variances(points, groups: np.ndarray) -> np.ndarray:
    """Variances of the classes' means along their principal components, largest first: [K - 1] for K groups [n].

    points: [n, V], sparse or not. A class counts by its texts, as it does among the states that a network visits. What the
    finite number of texts adds is taken away: with a within-class covariance S it is tr S / n along every component alike.
    """
    names, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    count = len(groups)
    kinds = len(names)
    member = sparse.csr_array((np.ones(count), (group, np.arange(count))), shape=(kinds, count))
    sums = member @ points
    sums = sums.toarray() if sparse.issparse(sums) else sums
    means = sums / sizes[:, None]
    weighted = np.sqrt(sizes / count)[:, None] * (means - sums.sum(axis=0) / count)
    found = np.linalg.eigvalsh(weighted @ weighted.T)[::-1][: kinds - 1]
    squares = points.multiply(points).sum() if sparse.issparse(points) else np.square(points).sum()
    within = max(squares - (sizes * np.square(means).sum(axis=1)).sum(), 0) / max(count - kinds, 1)
    return np.clip(found - within / count, 0, None)


def whiten_within(points: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Points [n, D] in the coordinates in which those of one group [n] scatter alike in every direction: [n, <= D]."""
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    sums = sparse.csr_array((np.ones(len(group)), (group, np.arange(len(group)))), shape=(len(sizes), len(group))) @ points
    spread, axes = np.linalg.eigh(np.cov((points - (sums / sizes[:, None])[group]).T, ddof=len(sizes)))
    known = spread > 1e-8 * spread.max()
    return points @ (axes[:, known] / np.sqrt(spread[known]))


def predict_dimension(counts: sparse.csr_array, labels: np.ndarray, seed: int) -> dict[str, float]:
    """The predicted dimension of texts with word counts [n, V] and labels [n], several ways.

    {weighting}_components_95 and _participation_ratio: principal components of the classes' mean bags of words; lsa_: of
    their means in the latent semantic space, the first LATENT singular vectors of the tf-idf of all texts; discriminant_: of
    the same in units of the scatter within classes (Fisher's discriminant). Means alone overrate ordered classes: each star
    has words that are commonest there, though all of them be evidence along one line.
    """
    clouds = {weighting: weigh(counts, weighting) for weighting in WEIGHTINGS}
    latent = min(LATENT, *(size - 1 for size in counts.shape))
    clouds["lsa"] = TruncatedSVD(latent, random_state=seed).fit_transform(clouds["tfidf"])
    clouds["discriminant"] = whiten_within(clouds["lsa"], labels)
    record = {}
    for name, points in clouds.items():
        variances = class_variances(points, labels)
        record[f"{name}_components_95"] = components_for(variances, 0.95)
        record[f"{name}_participation_ratio"] = participation_ratio(variances)
    return record
