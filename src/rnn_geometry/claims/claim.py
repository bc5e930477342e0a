"""What a claim is: the networks it speaks of, and its criteria: numbers of each, with what is expected of them beforehand.

One rule serves every criterion: **a value meets the claim when it is nearer to what is expected than the bound is**, on either
side. The bound is named with its reason; where the reason is an alternative (chance, one dimension fewer), the bound lies
half-way to it, so that to pass is to be nearer to the claim than to its contrary. A value that is not known (NaN) never
passes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from rnn_geometry.claims.tables import POOLED, Tables
from rnn_geometry.rounding import MARGIN

Column = Callable[[pd.DataFrame], pd.Series] | str | float  # a function of the rows, the name of a column, or a number
Predicate = Callable[[pd.DataFrame], pd.Series]  # which of the rows: bool

GATED = ["gru", "lstm", "ugrnn"]  # the cells that the paper's claims speak of


@dataclass(frozen=True)
class Criterion:
    """One number a run. value, expected, bound: of the rows; reason: why the bound lies there; where: the rows that it makes
    sense for (all of them)."""

    name: str
    value: Column
    expected: Column
    bound: Column
    reason: str
    where: Predicate | None = None

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The columns value, expected and bound, on those of the rows that the criterion makes sense for."""
        rows = rows[self.where(rows)] if self.where else rows
        parts = {name: evaluate(getattr(self, name), rows) for name in ("value", "expected", "bound")}
        return pd.DataFrame(parts, index=rows.index, dtype=float)


def evaluate(column: Column, rows: pd.DataFrame) -> pd.Series:
    """A column of the rows."""
    if callable(column):
        return column(rows)
    return rows[column] if isinstance(column, str) else pd.Series(column, index=rows.index)


def meets(value, expected, bound):
    """Whether values are nearer to what is expected than the bounds are: bool of their shape; False for NaN.

    A value on its bound, such as 2 of 3 half-way from 1 to a third, does not meet it, whatever rounding makes of the two.
    """
    return abs(value - expected) < abs(bound - expected) - MARGIN


@dataclass(frozen=True)
class Claim:
    """A claim of the paper, or of an extension.

    id, statement; place: of the paper; about: which rows it speaks of, apart from controls; criteria: all of them must be
    met. rows: what is measured, one row a run by default (columns task, cell, l2, seed, control, in_study are asked for).
    beside: rows that are measured and shown beside the claim's own, without a say. about_learning: whether a network that has
    learnt nothing must fail it. figures: names of those that the report shows with it; `{task}` stands for those of its tasks
    that the report shows, `{l2}` (or another number) for the sweeps over it.
    """

    id: str
    statement: str
    place: str
    about: Predicate
    criteria: tuple[Criterion, ...]
    rows: Callable[[Tables], pd.DataFrame] = lambda tables: tables.runs
    beside: Predicate = lambda rows: pd.Series(False, index=rows.index)
    about_learning: bool = True
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
