"""When a measure of a training is there: the first checkpoint from which on it stays near where it ends.

A measure that grows or falls is near when it has gone more than half of its way, from the untrained network's value to the
trained one's; a count, when it is the number that is expected. From tables alone.
"""

import numpy as np
import pandas as pd

from rnn_geometry.rounding import MARGIN
from rnn_geometry.shapes import Simplex

NAMES = ("accuracy", "readouts", "dimension", "memory", "evenness", "corners")


def onset(near: np.ndarray) -> float:
    """The number, from 0, of the first checkpoint from which on a measure is near in all [C]; NaN where it ends elsewhere."""
    near = np.asarray(near, bool)
    if not len(near) or not near[-1]:
        return float("nan")
    return float(len(near) - np.argmin(near[::-1])) if not near.all() else 0.0


def past_halfway(values: np.ndarray) -> np.ndarray:
    """Whether values [C] are nearer to their last one than half of the way from the first to it; never for NaN, nor where
    the first is the last and there is no way to go. A value that is half-way, as shares of texts can be, is not yet nearer."""
    values = np.asarray(values, float)
    return np.abs(values - values[-1]) < np.abs(values[0] - values[-1]) / 2 - MARGIN


def find_onsets(course: pd.DataFrame) -> dict[str, float]:
    """The onset of each of NAMES, a checkpoint's number, in the rows of `emergence.csv` of one training, in their order.

    accuracy: half of its way. readouts: their mean angle's distance from theory, half of its way, or for ordered classes
    that they stand in order; labels' are near 90 degrees from the start, so theirs is not known. dimension: the states'
    components for 95 % are as many as expected. memory: the share of the median text that the last expected mode holds, half
    of its way. evenness: the states' participation ratio is nearer to the expected dimension than half of one. corners:
    stable fixed points for every class or set of labels.
    """
    near = {
        "accuracy": past_halfway(course["accuracy"]),
        "memory": past_halfway(course["memory"]),
        "dimension": course["states_components_95"] == course["expected_dimension"],
        "evenness": (course["states_participation_ratio"] - course["expected_dimension"]).abs() < 0.5 - MARGIN,
        "corners": course["stable_labels"] == course["classes"],
    }
    if course["shape"].iloc[0] == Simplex.name:
        near["readouts"] = past_halfway((course["angle_mean"] - course["angle_theory"]).abs())
    elif course["in_order"].notna().any():
        near["readouts"] = course["in_order"] == 1
    return {name: onset(near[name]) if name in near else float("nan") for name in NAMES}
