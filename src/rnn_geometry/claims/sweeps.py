"""Claims about what becomes of the manifold along a sweep: of regularisation, of the correlation of two classes.

Here a row is a series: one task, cell and seed along the values of a sweep.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, count, synthetic
from rnn_geometry.claims.tables import Tables
from rnn_geometry.rounding import MARGIN

SHARED = ["family", "source", "context", "control", "kind", "classes", "length_median"]  # by the tasks of a series


def series_of(tables: Tables, over: str, measure: Callable[[pd.DataFrame], dict]) -> pd.DataFrame:
    """One row for every sweep, task, cell and seed over `over`: what `measure` makes of its runs in the order of values."""
    swept = tables.swept[tables.swept["over"] == over]
    names = swept["task"].str.replace(rf"\.{over}-[0-9.e+-]+$", "", regex=True)  # the task that the sweep's own vary
    swept = swept.assign(task=names, l2="swept" if over == "l2" else swept["l2"])
    rows = []
    for key, runs in swept.sort_values("value").groupby(["sweep", "task", "cell", "l2", "seed"]):
        names = dict(zip(("sweep", "task", "cell", "l2", "seed"), key, strict=True))
        rows.append(names | {"in_study": True} | runs.iloc[0][SHARED].to_dict() | measure(runs))
    return pd.DataFrame(rows, columns=None if rows else list(tables.runs.columns))


def _course(dimension: pd.Series) -> dict[str, int]:
    """Where a dimension begins and ends along a sweep, and how often it rises on the way."""
    return {
        "first_dimension": dimension.iloc[0],
        "last_dimension": dimension.iloc[-1],
        "rises": int((dimension.diff() > 0).sum()),
    }


def collapse(runs: pd.DataFrame) -> dict[str, float]:
    """What regularisation, rising from run to run, does to the dimension, the accuracy and the slowest mode."""
    dimension = runs["states_components_95"]
    levels = runs.groupby(dimension)["test_accuracy"].mean().sort_index(ascending=False)  # from the most dimensions on
    error = np.sqrt(2 * 0.25 / runs["test_texts"].iloc[0])  # of a difference of two accuracies, at most
    return {
        **_course(dimension),
        "expected_first": runs["expected_dimension"].iloc[0],
        "missed": len(set(range(runs["expected_dimension"].iloc[0] + 1)) - set(dimension)),
        "level_falls": int((levels.diff() < -2 * error - MARGIN).sum()),
        "radius_of_a_point": runs.loc[dimension == 0, "spectral_radius"].max(),
    }


def correlation(runs: pd.DataFrame) -> dict[str, float]:
    """What the correlation of two classes, rising from run to run, does to the dimension."""
    dimension = runs["states_components_95"]
    return {
        **_course(dimension),
        "from_none_to_all": runs["value"].iloc[0] == 0 and runs["value"].iloc[-1] == 1,
    }


COUNTED = "a number of dimensions; a median of another number is another claim"

CLAIMS = [
    Claim(
        id="l2-collapse",
        statement="Raising L2 collapses the plane to a line to a point; accuracy falls in steps; in the end no mode is slow",
        place="ordered tasks, regularisation, figure 27",
        figures=("sweep-{l2}", "collapsed-{l2}"),
        about=synthetic("planar"),
        beside=lambda rows: rows["family"] != "planar",
        rows=lambda tables: series_of(tables, "l2", collapse),
        criteria=(
            count("dimension at the least L2", "first_dimension", "expected_first", COUNTED),
            count("dimensions from there to 0 that are skipped", "missed", 0.0, COUNTED),
            count("rises of the dimension along the way", "rises", 0.0, "a collapse does not go back"),
            count(
                "falls of the accuracy from one dimension to the next",
                "level_falls",
                "expected_first",
                "a step is a fall by more than two standard errors of a difference between two accuracies",
            ),
            Criterion(
                "largest |λ| where a point is left",
                "radius_of_a_point",
                0.0,
                lambda rows: np.exp(-1 / rows["length_median"]),
                "exp(-1 / length of the median text), above which a mode outlasts the text",
            ),
        ),
    ),
    Claim(
        id="correlation-collapse",
        statement="To correlate two classes removes a dimension",
        place="correlated classes",
        figures=("sweep-{rho}",),
        about=lambda rows: synthetic("correlated")(rows) & rows["from_none_to_all"],
        rows=lambda tables: series_of(tables, "rho", correlation),
        criteria=(
            count("dimension at ρ = 0", "first_dimension", lambda rows: rows["classes"] - 1, COUNTED),
            count("dimension at ρ = 1", "last_dimension", lambda rows: rows["classes"] - 2, COUNTED),
            count("rises of the dimension along the way", "rises", 0.0, "a collapse does not go back"),
        ),
    ),
]
