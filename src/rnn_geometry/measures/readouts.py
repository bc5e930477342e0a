"""The directions that a network reads its state along: their angles beside theory, and their order."""

import numpy as np

from rnn_geometry.measures.dimension import is_point
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.shapes import Shape


def measure(subject: Subject, options: None, rng: np.random.Generator) -> Measured:
    """The record `readouts.json` of a run; draws nothing."""
    return Measured(measure_readouts(subject.visited["readouts"], subject.visited["states"], subject.shape))


def pairwise_angles(vectors: np.ndarray) -> np.ndarray:
    """Angles between all pairs of the vectors [N, D], in degrees: [N (N - 1) / 2], pair (0, 1) first.

    NaN for a pair with a vector of length zero.
    """
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.divide(vectors, norms, out=np.full(vectors.shape, np.nan), where=norms > 0)
    first, second = np.triu_indices(len(vectors), 1)
    return np.degrees(np.arccos(np.clip((unit[first] * unit[second]).sum(axis=1), -1, 1)))


def in_order(readouts: np.ndarray, states: np.ndarray, dimension: int) -> bool:
    """Whether the readouts [N, S] stand in their order, either way: along the states' first principal component if
    `dimension` is 1, around the plane of the first two if it is 2 or more."""
    axes = np.linalg.svd(states - states.mean(axis=0), full_matrices=False)[2][: min(dimension, 2)]
    places = readouts @ axes.T  # [N, 1 or 2]
    if dimension == 1:
        steps = np.diff(places[:, 0])
        return bool((steps > 0).all() or (steps < 0).all())
    around = np.argsort(np.arctan2(places[:, 1], places[:, 0]))
    turned = np.roll(around, -int(np.flatnonzero(around == 0)[0]))
    forwards = np.arange(len(readouts))
    return bool((turned == forwards).all() or (turned == np.roll(forwards[::-1], 1)).all())


def measure_readouts(readouts: np.ndarray, states: np.ndarray, shape: Shape) -> dict[str, float]:
    """The record of readouts [N, S] among states [M, S]: angles in degrees beside theory, lengths, and order."""
    angles = pairwise_angles(readouts)
    theory = shape.readout_angle
    norms = np.linalg.norm(readouts, axis=1)
    ordered = shape.ordered and not is_point(states)
    known = len(angles) > 0 and np.isfinite(angles).all()
    return {
        "angle_mean": float(angles.mean()) if known else float("nan"),
        "angle_sd": float(angles.std()) if known else float("nan"),
        "angle_theory": theory,
        "angle_worst_deviation": float(np.abs(angles - theory).max()) if known else float("nan"),
        "norm_mean": float(norms.mean()),
        "norm_variation": float(norms.std() / norms.mean()) if norms.any() else float("nan"),
        "in_order": float(in_order(readouts, states, shape.dimension)) if ordered else float("nan"),
    }
