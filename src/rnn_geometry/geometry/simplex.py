"""How far readouts stand from a regular simplex (Aitken et al. 2020, section 3.2)."""

import numpy as np


def simplex_angle(classes: int) -> float:
    """The angle between any two corners of a regular simplex on N >= 2 corners, in degrees: arccos(-1 / (N - 1))."""
    return float(np.degrees(np.arccos(-1 / (classes - 1))))


def pairwise_angles(vectors: np.ndarray) -> np.ndarray:
    """Angles between all pairs of the vectors [N, D], in degrees: [N (N - 1) / 2], pair (0, 1) first."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    first, second = np.triu_indices(len(vectors), 1)
    return np.degrees(np.arccos(np.clip((unit[first] * unit[second]).sum(axis=1), -1, 1)))


def measure_readouts(readouts: np.ndarray) -> dict[str, float]:
    """Angles of the readouts [N, D] beside the simplex's, in degrees, and how unequal their lengths are."""
    angles, theory = pairwise_angles(readouts), simplex_angle(len(readouts))
    norms = np.linalg.norm(readouts, axis=1)
    return {
        "angle_mean": float(angles.mean()),
        "angle_sd": float(angles.std()),
        "angle_theory": theory,
        "angle_worst_deviation": float(np.abs(angles - theory).max()),
        "norm_mean": float(norms.mean()),
        "norm_variation": float(norms.std() / norms.mean()),
    }
