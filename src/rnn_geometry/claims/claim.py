"""What a claim is: the networks it speaks of, and its criteria: numbers of each, with what is expected of them beforehand.

One rule serves every criterion: **a value meets the claim when it is nearer to what is expected than the bound is**, on either
side, or on one alone where the claim says "at least" or "at most". The bound is named with its reason; where the reason is an
alternative (chance, one dimension fewer), the bound lies half-way to it, so that to pass is to be nearer to the claim than to
its contrary. A value that is not known (NaN) meets nothing, and denies nothing (`groups`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from rnn_geometry.claims.tables import POOLED, Tables
from rnn_geometry.rounding import MARGIN

Column = Callable[[pd.DataFrame], pd.Series] | str | float  # a function of the rows, the name of a column, or a number
Predicate = Callable[[pd.DataFrame], pd.Series]  # which of the rows: bool
Side = Literal["both", "at least", "at most"]  # where a value denies a claim: off on either side, below, above

GATED = ["gru", "lstm", "ugrnn"]  # the cells that the paper's claims speak of


@dataclass(frozen=True)
class Criterion:
    """One number per run. value, expected, bound: of the rows; reason: why the bound lies there; where: the rows that it makes
    sense for (all of them).

    side: "at least" where a value above what is expected meets the claim however large it is, "at most" where one below it
    does. has_say: whether the verdict minds it; else it is shown beside the others, as a published measure that gave way.
    """

    name: str
    value: Column
    expected: Column
    bound: Column
    reason: str
    where: Predicate | None = None
    side: Side = "both"
    has_say: bool = True

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The columns value, expected, bound, side and has_say, on those of the rows that the criterion makes sense for."""
        rows = rows[self.where(rows)] if self.where else rows
        parts = {name: evaluate(getattr(self, name), rows) for name in ("value", "expected", "bound")}
        return pd.DataFrame(parts, index=rows.index, dtype=float).assign(side=self.side, has_say=self.has_say)


def evaluate(column: Column, rows: pd.DataFrame) -> pd.Series:
    """A column of the rows."""
    if callable(column):
        return column(rows)
    return rows[column] if isinstance(column, str) else pd.Series(column, index=rows.index)


def distance(value, expected, side: Side = "both"):
    """How far values are from what is expected, on the side that counts; below 0 beyond it on a side that does not."""
    off = value - expected
    if side == "both":
        return abs(off)
    return off if side == "at most" else -off


def meets(value, expected, bound, side: Side = "both"):
    """Whether values are nearer to what is expected than the bounds are: bool of their shape; False for NaN.

    A value on its bound, such as 2 of 3 half-way from 1 to a third, does not meet it, whatever rounding makes of the two.
    """
    return distance(value, expected, side) < abs(bound - expected) - MARGIN


@dataclass(frozen=True)
class Claim:
    """A claim of the paper, or of an extension.

    id, statement; place: of the paper; about: which rows it speaks of, apart from controls; criteria: all of them must be
    met. rows: what is measured, one row per run by default (columns task, cell, l2, seed, control, in_study are asked for).
    beside: rows that are measured and shown beside the claim's own, without a say. must_fail: the kinds of controls that must
    fail it. ours: whether it is a hypothesis of our own, which the data may refute. figures: names of those that the report
    shows with it; `{task}` stands for those of its tasks that the report shows, `{l2}` (or another number) for the sweeps over
    it.
    """

    id: str
    statement: str
    place: str
    about: Predicate
    criteria: tuple[Criterion, ...]
    rows: Callable[[Tables], pd.DataFrame] = lambda tables: tables.runs
    beside: Predicate = lambda rows: pd.Series(False, index=rows.index)
    must_fail: tuple[str, ...] = ("untrained", "permuted")
    ours: bool = False
    figures: tuple[str, ...] = ()


def count(name: str, value: Column, expected: Column, reason: str, where: Predicate | None = None) -> Criterion:
    """A criterion that is a count: the median must be nearer to the expected number than to the next."""
    return Criterion(name, value, expected, lambda rows: evaluate(expected, rows) + 0.5, reason, where)


def halfway(expected: Column, alternative: Column) -> Callable[[pd.DataFrame], pd.Series]:
    """The bound half-way between what is expected and its alternative."""
    return lambda rows: (evaluate(expected, rows) + evaluate(alternative, rows)) / 2


def gated(rows: pd.DataFrame) -> pd.Series:
    """Networks of the paper's cells; and those that pool words, which are a control of theirs (column `control`)."""
    return rows["kind"].isin([*GATED, POOLED])


def synthetic(*families: str) -> Predicate:
    """Networks of the paper's cells on a synthetic family whose words do not change one another."""
    return lambda rows: gated(rows) & rows["family"].isin(families) & (rows["source"] == "synthetic") & ~rows["context"]


def corpora(family: str, *names: str) -> Predicate:
    """Networks of the paper's cells on one of these corpora."""
    return lambda rows: gated(rows) & (rows["family"] == family) & rows["source"].isin(names)


def of_family(*families: str) -> Predicate:
    """Networks of any cell on any text of these families."""
    return lambda rows: rows["family"].isin(families)
