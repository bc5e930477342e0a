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


def order_margin(readouts: np.ndarray, states: np.ndarray, dimension: int) -> float:
    """How evenly the readouts [N, S] stand in their order, either way: the smallest step from one to the next over the mean
    length of a step. 1 for even steps, 0 for a tie, below 0 out of order.

    Steps go along the states' [M, S] first principal component if `dimension` is 1, where one against the order is negative;
    around the plane of the first two if it is 2 or more, from the first readout on and back to it, as angles that sum to a
    full turn. By chance, of readouts drawn from a Gaussian, three on a line are above 0 in 0.33 of all draws and above a half
    in 0.18; five in a plane in 0.083 and in 0.0052.
    """
    axes = np.linalg.svd(states - states.mean(axis=0), full_matrices=False)[2][: min(dimension, 2)]
    places = readouts @ axes.T  # [N, 1 or 2]
    if dimension == 1:
        forwards = np.diff(places[:, 0])
        ways = forwards, -forwards
    else:
        angles = np.arctan2(places[:, 1], places[:, 0])
        ways = _steps_around(angles), _steps_around(-angles)
    lengths = [np.abs(steps).mean() for steps in ways]
    return float(max(steps.min() / mean if mean > 0 else 0.0 for steps, mean in zip(ways, lengths, strict=True)))


def _steps_around(angles: np.ndarray) -> np.ndarray:
    """Steps [N] from each of the angles [N] to the next and from the last to the first, in radians, with all of them placed
    within one turn from the first on: so they sum to a full turn."""
    gone = np.mod(angles - angles[0], 2 * np.pi)
    return np.diff(gone, append=2 * np.pi)


def measure_readouts(readouts: np.ndarray, states: np.ndarray, shape: Shape) -> dict[str, float]:
    """The record of readouts [N, S] among states [M, S]: angles in degrees beside theory, lengths, and order."""
    angles = pairwise_angles(readouts)
    theory = shape.readout_angle
    norms = np.linalg.norm(readouts, axis=1)
    ordered = shape.ordered and not is_point(states)
    margin = order_margin(readouts, states, shape.dimension) if ordered else float("nan")
    known = len(angles) > 0 and np.isfinite(angles).all()
    return {
        "angle_mean": float(angles.mean()) if known else float("nan"),
        "angle_sd": float(angles.std()) if known else float("nan"),
        "angle_theory": theory,
        "angle_worst_deviation": float(np.abs(angles - theory).max()) if known else float("nan"),
        "norm_mean": float(norms.mean()),
        "norm_variation": float(norms.std() / norms.mean()) if norms.any() else float("nan"),
        "in_order": float(margin > 0) if ordered else float("nan"),
        "order_margin": margin,
    }
