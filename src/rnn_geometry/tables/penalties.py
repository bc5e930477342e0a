"""The penalty by the one-standard-error rule: the largest L2 whose validation accuracy is within one such of the best.

It is chosen on networks of a sweep over L2 that no reported number uses, and on validation texts. Breiman et al. 1984.
"""

import numpy as np
import pandas as pd

from rnn_geometry.rounding import MARGIN

SERIES = ["sweep", "task", "cell"]
SHOWN = {"states_components_95": "dimension", "memory_kept": "memory_kept"}  # medians that stand beside the accuracy


def choose(rows: pd.DataFrame) -> pd.DataFrame:
    """`penalties.csv`, one row per value of L2 of every task and cell of a sweep.

    rows: one per network: sweep, value, task, cell, seed, validation_accuracy, validation_texts, expected_dimension and SHOWN.
    `validation_accuracy` is the mean over seeds, `standard_error` that of the best value, `within` whether a value is within
    it, `chosen` the largest such value; `chosen_for_cell` and `chosen_for_all` are the largest ones that are within it for
    every task of the sweep with this cell, and with every cell, if there are such.
    """
    medians = {name: (column, "median") for column, name in SHOWN.items()}
    found = rows.groupby([*SERIES, "value"], as_index=False).agg(
        seeds=("seed", "count"),
        validation_accuracy=("validation_accuracy", "mean"),
        texts=("validation_texts", "sum"),
        expected_dimension=("expected_dimension", "first"),
        **medians,
    )
    found["standard_error"] = standard_error(found)
    best = found.groupby(SERIES)["validation_accuracy"].transform("max")
    found["within"] = found["validation_accuracy"] >= best - found["standard_error"] - MARGIN
    largest = found["value"].where(found["within"]).groupby([found[name] for name in SERIES]).transform("max")
    found["chosen"] = found["within"] & (found["value"] == largest)
    for name, alike in {"chosen_for_cell": ["sweep", "cell"], "chosen_for_all": ["sweep"]}.items():
        for_all = found.groupby([*alike, "value"])["within"].transform("all")
        last = found["value"].where(for_all).groupby([found[key] for key in alike]).transform("max")
        found[name] = for_all & (found["value"] == last)
    return found.rename(columns={"value": "l2"}).drop(columns="texts")


def standard_error(found: pd.DataFrame) -> pd.Series:
    """Of the best accuracy of each task and cell, from all validation texts that its networks read and two more, one of them
    right: so it is never 0."""
    best = found.loc[found.groupby(SERIES)["validation_accuracy"].transform("idxmax")].set_index(found.index)
    share = (best["texts"] * best["validation_accuracy"] + 1) / (best["texts"] + 2)
    return np.sqrt(share * (1 - share) / (best["texts"] + 2))
