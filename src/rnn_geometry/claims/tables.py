"""What claims are judged on: every table of the study, put together into one row a run, a run of a sweep, or a pair."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce

import pandas as pd

from rnn_geometry.tables.columns import ABOUT_A_TASK, KEYS

POOLED = "mean_pool"  # the type of the cells that are a control on any task: they learn it without dynamics
OF_THE_TASK = ["source", *ABOUT_A_TASK]  # what tables repeat from that of tasks


@dataclass(frozen=True)
class Tables:
    """The tables of a study.

    runs: one row per network, with every measure of it, the columns of its task (`tasks.csv`; `control` is "pooled" for a cell
    that is a control itself), the type of its cell as `kind`, and whether it is one of the study's own blocks (`in_study`)
    rather than of a sweep alone. swept: one row per network of a sweep, with the `sweep`, what it is `over`, and the `value`
    along it. pairs: one row per pair of networks of one task, the columns of `universality.csv` and of the task. courses: one
    row per checkpoint of a followed training, the columns of `emergence.csv`.
    """

    runs: pd.DataFrame
    swept: pd.DataFrame
    pairs: pd.DataFrame
    courses: pd.DataFrame = field(default_factory=pd.DataFrame)


def join(
    tasks: pd.DataFrame,
    collected: Mapping[str, list[pd.DataFrame]],
    cells: dict[str, dict],
    blocks: list[list],
    sweeps: dict[str, dict],
) -> Tables:
    """Put the table of tasks and the collected tables together, the latter by what they have one row per: "run", "task",
    "pair" or "checkpoint".

    cells: for each its type and hidden_size; blocks: the (task, cell, l2, seed) of the study's own runs; sweeps: for each what
    it is `over` and its `runs` (value, task, cell, l2, seed). Raises ValueError where two tables have a column of one name.
    """
    about_tasks = reduce(_merge_on_task, collected["task"], tasks)
    runs = _join_runs(collected["run"], about_tasks, cells, blocks)
    pairs, courses = (pd.concat([pd.DataFrame(), *collected[row]]) for row in ("pair", "checkpoint"))
    if not pairs.empty:
        pairs = _merge_on_task(pairs.drop(columns=OF_THE_TASK, errors="ignore"), about_tasks)
    swept = [
        _runs(sweep["runs"], ["value", *KEYS]).assign(sweep=name, over=sweep["over"]).merge(runs, on=KEYS)
        for name, sweep in sweeps.items()
    ]
    swept = pd.concat(swept) if swept else pd.DataFrame(columns=["value", "sweep", "over", *runs.columns])
    return Tables(runs, swept, pairs, courses)


def _join_runs(
    of_runs: list[pd.DataFrame], about_tasks: pd.DataFrame, cells: dict[str, dict], blocks: list[list]
) -> pd.DataFrame:
    """One row per network: the columns of all tables of networks, of its task and of its cell, and whether it is `in_study`."""
    of_runs = [table.drop(columns=OF_THE_TASK, errors="ignore") for table in of_runs]
    runs = _merge_on_task(reduce(_merge_on_run, of_runs), about_tasks).copy()  # in one piece: there are many columns
    kinds = {cell: options["type"] for cell, options in cells.items()}
    sizes = {cell: options["hidden_size"] for cell, options in cells.items()}
    runs = runs.assign(kind=runs["cell"].map(kinds), hidden_size=runs["cell"].map(sizes))
    runs["control"] = runs["control"].mask((runs["kind"] == POOLED) & (runs["control"] == "none"), "pooled")
    own = _runs(blocks, KEYS).assign(in_study=True)
    runs = runs.merge(own, on=KEYS, how="left").astype({"in_study": "boolean"})
    runs["in_study"] = runs["in_study"].fillna(False).astype(bool)
    return runs


def _runs(rows: list[list], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns).astype({"l2": float, "seed": int})


def _merge_on_run(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    _refuse_twins(left, right, KEYS)
    return left.merge(right, on=KEYS, how="outer", validate="one_to_one")  # a table may have the study's own runs alone


def _merge_on_task(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    right = right.drop(columns=[name for name in OF_THE_TASK if name in left], errors="ignore")
    _refuse_twins(left, right, ["task"])
    return left.merge(right, on="task", how="left", validate="many_to_one")  # a table may lack the tasks of a sweep


def _refuse_twins(left: pd.DataFrame, right: pd.DataFrame, keys: list[str]) -> None:
    if twins := set(left) & set(right) - set(keys):
        raise ValueError(f"two tables have the column {sorted(twins)[0]!r}; measures of a run need names of their own")
