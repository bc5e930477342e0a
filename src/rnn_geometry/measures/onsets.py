"""When a measure of a training is there: the first checkpoint from which on it stays near where it ends.

A measure that grows or falls is near when it has gone more than a share of its way (a level), from the untrained network's
value to the trained one's; a count, when it is the number that is expected. Where on its way a measure is depends on its
scale, which is a choice: so the onset is taken at several LEVELS, and their spread is told. From tables alone.
"""

import numpy as np
import pandas as pd

from rnn_geometry.rounding import MARGIN
from rnn_geometry.shapes import Simplex

LEVELS = (0.25, 0.5, 0.75)
COLUMNS = {  # what is known where its column of `emergence.csv` is
    "accuracy": "accuracy",
    "readouts": "norm_mean",
    "dimension": "states_components_95",
    "memory": "memory_kept",
    "evenness": "states_participation_ratio",
    "corners": "stable_labels",
}
NAMES = tuple(COLUMNS)


def onset(near: np.ndarray) -> float:
    """The number, from 0, of the first checkpoint from which on a measure is near in all [C]; infinite if it ends elsewhere."""
    near = np.asarray(near, bool)
    if not len(near) or not near[-1]:
        return float("inf")
    return float(len(near) - np.argmin(near[::-1])) if not near.all() else 0.0


def past_level(values: np.ndarray, level: float) -> np.ndarray:
    """Whether values [C] have more than a share `level` of the way from the first to the last behind them; never for NaN, nor
    where the first is the last and there is no way to go. A value that is on the level, as shares of texts can be, is not past
    it, nor is one as far beyond the end."""
    values = np.asarray(values, float)
    return np.abs(values - values[-1]) < np.abs(values[0] - values[-1]) * (1 - level) - MARGIN


def kept_whole(memory: pd.Series) -> pd.Series:
    """The share of a word's effect that is left after a text, from 0 to 1: what grows is kept whole, and where no effect could
    be told from none there is nothing to keep."""
    return memory.fillna(0).clip(0, 1)


def find_onsets(course: pd.DataFrame, level: float = 0.5) -> dict[str, float]:
    """The onset of each of NAMES, a checkpoint's number, in the rows of `emergence.csv` of one training, in their order;
    infinite for what never comes, NaN for what is not known.

    accuracy: `level` of its way. readouts: their mean angle's distance from theory, likewise, or for ordered classes
    that they stand in order; labels' are near 90 degrees from the start, so theirs is not known. dimension: the states'
    components for 95 % are as many as expected. memory: what is left of a word's effect after the median text, `level` of its
    way. evenness: the states' participation ratio is nearer to the expected dimension than half of one. corners:
    stable fixed points for every class or set of labels.
    """
    near = {
        "accuracy": past_level(course["accuracy"], level),
        "memory": past_level(kept_whole(course["memory_kept"]), level),
        "dimension": course["states_components_95"] == course["expected_dimension"],
        "evenness": (course["states_participation_ratio"] - course["expected_dimension"]).abs() < 0.5 - MARGIN,
        "corners": course["stable_labels"] == course["classes"],
    }
    if course["shape"].iloc[0] == Simplex.name:
        near["readouts"] = past_level((course["angle_mean"] - course["angle_theory"]).abs(), level)
    elif course["in_order"].notna().any():
        near["readouts"] = course["in_order"] == 1
    known = {name: name in near and course[column].notna().any() for name, column in COLUMNS.items()}
    return {name: onset(near[name]) if known[name] else float("nan") for name in NAMES}
