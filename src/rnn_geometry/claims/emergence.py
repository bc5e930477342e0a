"""The claim on how the geometry arises during training. Here a row is a training that was followed."""

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, count, synthetic
from rnn_geometry.claims.dynamics import has_learnt
from rnn_geometry.claims.tables import KEYS, Tables
from rnn_geometry.measures.onsets import LEVELS, NAMES, find_onsets
from rnn_geometry.shapes import Hypercube

SPREAD = {"": np.median, "_least": np.min, "_most": np.max}
LATER = "a checkpoint later is later; how fine that is, the checkpoints' number says"


def trainings(tables: Tables) -> pd.DataFrame:
    """One row per followed run: its columns of the table of runs, and for each measure by how many checkpoints its onset comes
    after that of the accuracy, `{name}_delay`: the median over LEVELS, beside the least and the most. 0 where it does not come
    after it, NaN where it is not defined, or nothing was learnt."""
    if tables.courses.empty:
        return tables.runs.iloc[:0]
    rows = []
    for key, course in tables.courses.groupby(KEYS):
        rows.append(dict(zip(KEYS, key, strict=True)) | delays_of(course.sort_values("step")))
    rows = tables.runs.merge(pd.DataFrame(rows), on=KEYS)
    delays = [f"{name}_delay{of}" for name in NAMES for of in SPREAD]
    return rows.assign(**{name: rows[name].where(has_learnt(rows)) for name in delays})


def delays_of(course: pd.DataFrame) -> dict[str, float]:
    """By how many checkpoints each measure of a training comes after its accuracy: median, least and most over LEVELS."""
    onsets = [find_onsets(course, level) for level in LEVELS]
    delays = {}
    for name in NAMES:
        # What never comes is later than the last checkpoint, if there was an accuracy to come with.
        late = [max(min(found[name], len(course)) - accuracy(found), 0) for found in onsets]
        delays |= {f"{name}_delay{of}": float(take(late)) for of, take in SPREAD.items()}
    return delays


def accuracy(onsets: dict[str, float]) -> float:
    """The onset of the accuracy; NaN where it never comes, since nothing can be later then."""
    return onsets["accuracy"] if np.isfinite(onsets["accuracy"]) else float("nan")


def delay(what: str, name: str, where=None) -> Criterion:
    """By how many checkpoints a measure comes after the accuracy: none."""
    return count(f"{what}: checkpoints after the accuracy", f"{name}_delay", 0.0, LATER, where)


CLAIMS = [
    Claim(
        id="emergence",
        statement="The geometry arises with the accuracy, not after it: dimension, readouts and memory are there by then",
        place="extension",
        figures=("emergence-{followed}",),
        about=synthetic("categorical", "planar", "ordered", "multilabel"),
        beside=lambda rows: rows["family"] != "",
        rows=trainings,
        ours=True,
        criteria=(
            delay("expected components for 95 % of the states", "dimension"),
            delay("readouts on their way, or in order", "readouts", lambda rows: rows["shape"] != Hypercube.name),
            delay("what is left of a word after a text", "memory"),
        ),
    ),
]
