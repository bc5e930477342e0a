"""The corners of the manifold: of a simplex, one per category; of a hypercube, one per set of labels.

Where a stable fixed point stands for every label, these are the corners: states come to rest there. Else a corner is the slow
point that reaches furthest in the direction that its label is read along, the extreme of a sample. Nothing makes the
network read that label there, nor the edges between corners equal or at the angles of the ideal body: that is measured.
"""

from dataclasses import dataclass

import numpy as np

from rnn_geometry.measures.readouts import pairwise_angles
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.rounding import first_largest
from rnn_geometry.shapes import Shape

MOST_CORNERS = 256  # of more, there are not as many slow points as could reach them
NAMES = ("corners_expected", "corners_found", "corners_stable")
OF_EDGES = ("edge_variation", "edge_angle")


def measure(subject: Subject, options: None, rng: np.random.Generator) -> Measured:
    """The record `corners.json` of a run; draws nothing."""
    points = subject.points
    slow = Points(points["slow_states"], points["slow_predicted"])
    stable = subject.index == 0
    fixed = Points(points["fixed_states"][stable], points["fixed_predicted"][stable])
    return Measured(measure_corners(slow, fixed, subject.visited["readouts"], subject.shape))


@dataclass(frozen=True)
class Points:
    """States [P, S] and the labels [P] that the network reads there."""

    states: np.ndarray
    labels: np.ndarray


def measure_corners(slow: Points, stable: Points, readouts: np.ndarray, shape: Shape) -> dict[str, float]:
    """The record of slow points, of stable fixed points, and readouts [N, S].

    corners_expected: how many there should be; corners_stable: for how many of their labels there is a stable fixed point. If
    for all, these are the corners, else extremes of the slow points. corners_found: at how many the network reads that
    corner's label; edge_variation: standard deviation of the edges' lengths over their mean; edge_angle: the mean angle
    between two edges that meet, in degrees, beside edge_angle_theory. `_slow`: the same of the slow points' extremes in any
    case. NaN where a shape has no corners or more than MOST_CORNERS, or the network has no slow points.
    """
    names = (*NAMES, "corners_found_slow", *OF_EDGES, *(f"{name}_slow" for name in OF_EDGES), "edge_angle_theory")
    record = dict.fromkeys(names, float("nan"))
    if not shape.has_faces or shape.target.classes > MOST_CORNERS:
        return record
    directions = shape.corner_directions(readouts)
    corners = np.arange(len(directions))
    own = (stable.labels[:, None] == corners).any(axis=0)  # [C]
    record |= {"corners_expected": len(corners), "corners_stable": int(own.sum()), "edge_angle_theory": shape.edge_angle}
    record |= {"corners_found": 0, "corners_found_slow": 0}
    if len(slow.states):
        chosen = first_largest(slow.states @ directions.T, axis=0)  # [C], the first of points that are one
        record["corners_found_slow"] = record["corners_found"] = int((slow.labels[chosen] == corners).sum())
        for name, value in zip(OF_EDGES, measure_edges(slow.states[chosen], shape), strict=True):
            record[name] = record[f"{name}_slow"] = value
    if own.all():
        reach = np.where(stable.labels[:, None] == corners, stable.states @ directions.T, -np.inf)
        record["corners_found"] = len(corners)
        record |= zip(OF_EDGES, measure_edges(stable.states[first_largest(reach, axis=0)], shape), strict=True)
    return record


def measure_edges(corners: np.ndarray, shape: Shape) -> tuple[float, float]:
    """The variation of the edges of a body with these corners [C, S], and the mean angle between those that meet; NaN where
    two corners are one point, and no body is left."""
    if len(np.unique(corners, axis=0)) < len(corners):
        return float("nan"), float("nan")
    edges = [corners[others] - corners[corner] for corner, others in enumerate(shape.neighbours())]
    lengths = np.linalg.norm(np.concatenate(edges), axis=1)
    angles = np.concatenate([pairwise_angles(each) for each in edges])  # none where only one edge meets a corner
    return float(lengths.std() / lengths.mean()), float(angles.mean()) if len(angles) else float("nan")
