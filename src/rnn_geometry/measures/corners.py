"""The corners of the manifold: of a simplex, one per category; of a hypercube, one per set of labels.

A corner is the slow point that reaches furthest in the direction that its label is read along. Nothing makes the network
read that label there, nor the edges between corners equal or at the angles of the ideal body: that is measured.
"""

import numpy as np

from rnn_geometry.measures.readouts import pairwise_angles
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.rounding import first_largest
from rnn_geometry.shapes import Shape

MOST_CORNERS = 256  # of more, there are not as many slow points as could reach them
NAMES = ("corners_expected", "corners_found", "edge_variation", "edge_angle", "edge_angle_theory")


def measure(subject: Subject, options: None, rng: np.random.Generator) -> Measured:
    """The record `corners.json` of a run; draws nothing."""
    points = subject.points
    readouts = subject.visited["readouts"]
    return Measured(measure_corners(points["slow_states"], points["slow_predicted"], readouts, subject.shape))


def measure_corners(points: np.ndarray, predicted: np.ndarray, readouts: np.ndarray, shape: Shape) -> dict[str, float]:
    """The record of slow points [P, S], the labels read there [P] and readouts [N, S].

    corners_expected, corners_found: how many there should be, and at how many the network reads that corner's label;
    edge_variation: standard deviation of the edges' lengths over their mean; edge_angle: the mean angle between two edges
    that meet, in degrees, beside edge_angle_theory. NaN where a shape has no corners or more than MOST_CORNERS, or the
    network has no slow points.
    """
    record = dict.fromkeys(NAMES, float("nan"))
    if not shape.has_faces or shape.target.classes > MOST_CORNERS:
        return record
    directions = shape.corner_directions(readouts)
    record |= {"corners_expected": len(directions), "edge_angle_theory": shape.edge_angle}
    if not len(points):
        return record | {"corners_found": 0}
    chosen = first_largest(points @ directions.T, axis=0)  # [C], the first of points that are one
    record["corners_found"] = int((predicted[chosen] == np.arange(len(directions))).sum())
    if len(set(chosen.tolist())) < len(chosen):
        return record  # two corners are one point: no body to measure
    edges = [points[chosen[others]] - points[chosen[corner]] for corner, others in enumerate(shape.neighbours())]
    lengths = np.linalg.norm(np.concatenate(edges), axis=1)
    record["edge_variation"] = float(lengths.std() / lengths.mean())
    angles = np.concatenate([pairwise_angles(each) for each in edges])  # none where only one edge meets a corner
    return record | {"edge_angle": float(angles.mean()) if len(angles) else float("nan")}
