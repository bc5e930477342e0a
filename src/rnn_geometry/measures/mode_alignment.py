"""Where modes lie: slow right eigenvectors beside the manifold's subspace, slow left ones beside the words' inputs.

A right eigenvector is the direction in which a mode moves the state, a left one the direction that it picks up from an
input. Every measure is the length of a unit vector's projection on a subspace: 1 inside it, 0 at right angles to it.
"""

from math import exp, lgamma

import numpy as np


def cosines_with_subspace(vectors: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """The cosine [...] of the angle between vectors [..., S], real or complex, and the span of `basis` [..., S, D].

    basis: orthonormal columns. NaN for a vector without length.
    """
    inside = np.linalg.norm(vectors[..., None, :].conj() @ basis, axis=-1)[..., 0]
    lengths = np.linalg.norm(vectors, axis=-1)
    return np.divide(inside, lengths, out=np.full(lengths.shape, np.nan), where=lengths > 0)


def principal_cosines(vectors: np.ndarray, axes: np.ndarray) -> np.ndarray:
    """Cosines of the principal angles between the span of vectors [P, K, S] and that of orthonormal axes [S, D], largest
    first: [P, min(K, D)]."""
    return np.linalg.svd(axes.T @ orthonormal(vectors), compute_uv=False)


def orthonormal(vectors: np.ndarray) -> np.ndarray:
    """An orthonormal basis [P, S, K] of the span of vectors [P, K, S], K <= S."""
    return np.linalg.qr(vectors.swapaxes(-2, -1))[0]


def random_cosine(size: int, dimension: int) -> float:
    """The mean cosine of a random direction in `size` dimensions with any subspace of `dimension` of them."""
    halves = [(dimension + 1) / 2, size / 2, dimension / 2, (size + 1) / 2]
    return exp(lgamma(halves[0]) + lgamma(halves[1]) - lgamma(halves[2]) - lgamma(halves[3]))


def measure_alignment(
    right: np.ndarray, left: np.ndarray, axes: np.ndarray, moved: np.ndarray, kinds: np.ndarray
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """The modes at P points beside the manifold and the words: the record, and the arrays that its histograms need.

    right [P, S, S] (columns) and left [P, S, S] (rows), slowest first; axes [S, D]: the subspace of the manifold, whose D
    says how many modes count as slow; moved [P, W, S]: the first-order deflection J_inp (x_w - x*) by each word; kinds [W].
    Without points every number is NaN.
    """
    size, expected = axes.shape
    columns = right.swapaxes(-2, -1)
    with_manifold = cosines_with_subspace(columns, axes)  # [P, S]
    picked_up = orthonormal(left[:, :expected].conj())[:, None]  # [P, 1, S, D], a basis of what slow modes read
    telling = moved[:, kinds == "evidence"]
    neutral = moved[:, kinds == "neutral"]
    arrays = {
        "slow_cosines": with_manifold[:, :expected],
        "other_cosines": with_manifold[:, expected:],
        "input_cosines": cosines_with_subspace(telling, picked_up),
        "neutral_cosines": cosines_with_subspace(neutral, picked_up),
        "evidence_writes": written(left[:, :expected], telling),
        "neutral_writes": written(left[:, :expected], neutral),
    }
    angles = principal_cosines(columns[:, :expected], axes)
    record = {
        "slow_modes_cosine": median(arrays["slow_cosines"]),
        "other_modes_cosine": median(arrays["other_cosines"]),
        "slow_subspace_cosine": median(angles.mean(axis=-1)),
        "input_cosine": median(arrays["input_cosines"]),
        "input_cosine_neutral": median(arrays["neutral_cosines"]),
        "random_cosine": random_cosine(size, expected),
        "evidence_written": median(arrays["evidence_writes"]),
        "neutral_written": median(arrays["neutral_writes"]),
    }
    return record, arrays


def written(left: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """How much deflections [P, W, S] write into modes with left eigenvectors [P, K, S]: the length [P, W] of K amplitudes."""
    return np.linalg.norm(moved @ left.swapaxes(-2, -1), axis=-1)


def median(values: np.ndarray) -> float:
    """The median of all values that are known; NaN where none is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")
