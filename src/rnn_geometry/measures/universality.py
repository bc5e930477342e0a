"""Whether two networks have the same geometry: their states aligned with one another, beside what chance would align.

Procrustes: rotation, reflection and one scale, whatever the numbers of units (Schönemann 1966). CKA, linear: the likeness of
the two matrices of inner products, which asks for no alignment (Kornblith et al. 2019). Both are 1 for one shape twice.
"""

from collections.abc import Callable

import numpy as np

from rnn_geometry.rounding import MARGIN

DRAWS = 20  # of which a chance level is the mean

Likeness = Callable[[np.ndarray, np.ndarray], float]


def centred(cloud: np.ndarray) -> np.ndarray:
    """Points [n, S] about their mean, in float64; exactly 0 where all are one point, which the mean's rounding would miss."""
    offsets = cloud.astype(float) - cloud.mean(axis=0, dtype=float)
    return offsets * (np.abs(offsets).max(initial=0) > MARGIN)


def procrustes(a: np.ndarray, b: np.ndarray) -> float:
    """The share of the variance of points a [n, S] that b [n, R] explain once turned, mirrored and scaled onto them.

    Point i belongs to point i. Symmetric: (sum of the singular values of A^T B)^2 / (|A|^2 |B|^2), of A, B about their
    means. NaN where one of the two is a single point.
    """
    a, b = centred(a), centred(b)
    return _share(np.linalg.svd(a.T @ b, compute_uv=False).sum() ** 2, np.square(a).sum() * np.square(b).sum())


def linear_cka(a: np.ndarray, b: np.ndarray) -> float:
    """Linear centred kernel alignment of points a [n, S] and b [n, R]: |A^T B|^2 / (|A^T A| |B^T B|), Frobenius norms."""
    a, b = centred(a), centred(b)
    return _share(np.square(a.T @ b).sum(), np.linalg.norm(a.T @ a) * np.linalg.norm(b.T @ b))


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")


def class_means(points: np.ndarray, labels: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The mean [K, S] of the points [n, S] that bear the label [n] of each of the classes [K]; NaN for one without a point."""
    members = labels == classes[:, None]  # [K, n]
    sizes = members.sum(axis=1, keepdims=True)
    unknown = np.full((len(classes), points.shape[1]), np.nan)
    return np.divide(members @ points.astype(float), sizes, out=unknown, where=sizes > 0)


def likeness_of_means(a: np.ndarray, b: np.ndarray) -> float:
    """`procrustes` of class means [K, S] and [K, R]; NaN where a class has none, or where two points leave no shape."""
    if len(a) < 3 or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("nan")
    return procrustes(a, b)


def by_permutation(likeness: Likeness, a: np.ndarray, b: np.ndarray, rng: np.random.Generator) -> float:
    """The mean likeness over random pairings of the points a [n, S] with the points b [n, R]."""
    return float(np.mean([likeness(a, b[rng.permutation(len(b))]) for _ in range(DRAWS)]))


def by_random_shapes(a: np.ndarray, dimension: int, rng: np.random.Generator) -> float:
    """The mean likeness of class means [K, S] with K points drawn at random (normal) in `dimension` dimensions.

    The chance level for class means: to permute the classes is a symmetry of a simplex, and leaves all as it was.
    """
    return float(np.mean([likeness_of_means(a, rng.standard_normal((len(a), dimension))) for _ in range(DRAWS)]))


def compare(a: dict[str, np.ndarray], b: dict[str, np.ndarray], dimension: int, rng: np.random.Generator) -> dict[str, float]:
    """Two networks compared: final [n, S] and [n, R], their last states on the same texts; means, slow_means [K, S] and
    [K, R], the classes' means of these and of slow points. Beside each measure its chance level.
    """
    record = {}
    for name, likeness in (("cka", linear_cka), ("procrustes", procrustes)):
        record[name] = likeness(a["final"], b["final"])
        record[f"{name}_permuted"] = by_permutation(likeness, a["final"], b["final"], rng)
    for name in ("means", "slow_means"):
        record[f"procrustes_{name}"] = likeness_of_means(a[name], b[name])
        record[f"procrustes_{name}_permuted"] = by_permutation(likeness_of_means, a[name], b[name], rng)
        record[f"procrustes_{name}_random"] = by_random_shapes(a[name], dimension, rng)
    return record
