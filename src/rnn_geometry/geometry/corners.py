"""The corners of the manifold: of a simplex, one a category; of a hypercube, one a combination of labels.

A corner is the slow point that reaches furthest in the direction that its label is read along. Nothing makes the network
read that label there, nor the edges between corners equal or at the angles of the ideal body: that is measured.
"""

import numpy as np

from rnn_geometry.geometry.readouts import pairwise_angles
from rnn_geometry.rounding import first_largest

MOST_LABELS = 8  # of a hypercube: with more it has more corners than there are slow points to reach them
EDGE_ANGLE = {"categorical": 60.0, "multilabel": 90.0}  # between two edges that meet in a corner, in degrees


def corner_directions(readouts: np.ndarray, family: str) -> np.ndarray:
    """The direction [C, S] of each label's corner, of readouts [N, S]: the readout itself for a category, the sum of the
    unit readouts with the signs of its bits for a set of labels."""
    norms = np.linalg.norm(readouts, axis=1, keepdims=True)
    unit = np.divide(readouts, norms, out=np.zeros_like(readouts), where=norms > 0)
    if family == "categorical":
        return unit
    return (2.0 * as_bits(len(readouts)) - 1) @ unit


def as_bits(labels: int) -> np.ndarray:
    """All sets of M labels as 0 and 1: [2^M, M], label i in column i."""
    return np.arange(1 << labels)[:, None] >> np.arange(labels) & 1


def neighbours(corners: int, family: str) -> list[np.ndarray]:
    """The corners that share an edge with each: all others of a simplex, those one label away in a hypercube."""
    if family == "categorical":
        return [np.delete(np.arange(corners), i) for i in range(corners)]
    return [i ^ (1 << np.arange(corners.bit_length() - 1)) for i in range(corners)]


def measure_corners(points: np.ndarray, predicted: np.ndarray, readouts: np.ndarray, family: str) -> dict[str, float]:
    """The record `corners.json` of slow points [P, S], the labels read there [P] and readouts [N, S].

    corners_expected, corners_found: how many there should be, and at how many the network reads that corner's label;
    edge_variation: standard deviation of the edges' lengths over their mean; edge_angle: the mean angle between two edges
    that meet, in degrees, beside edge_angle_theory. NaN where a family has no corners, a hypercube has more than MOST_LABELS
    labels, or the network has no slow points.
    """
    names = ("corners_expected", "corners_found", "edge_variation", "edge_angle", "edge_angle_theory")
    record = dict.fromkeys(names, float("nan"))
    if family not in EDGE_ANGLE or (family == "multilabel" and len(readouts) > MOST_LABELS):
        return record
    directions = corner_directions(readouts, family)
    record |= {"corners_expected": len(directions), "edge_angle_theory": EDGE_ANGLE[family]}
    if not len(points):
        return record | {"corners_found": 0}
    chosen = first_largest(points @ directions.T, axis=0)  # [C], the first of points that are one
    record["corners_found"] = int((predicted[chosen] == np.arange(len(directions))).sum())
    if len(set(chosen.tolist())) < len(chosen):
        return record  # two corners are one point: no body to measure
    around = neighbours(len(directions), family)
    edges = [points[chosen[others]] - points[chosen[corner]] for corner, others in enumerate(around)]
    lengths = np.linalg.norm(np.concatenate(edges), axis=1)
    record["edge_variation"] = float(lengths.std() / lengths.mean())
    angles = np.concatenate([pairwise_angles(each) for each in edges])  # none where only one edge meets a corner
    return record | {"edge_angle": float(angles.mean()) if len(angles) else float("nan")}
