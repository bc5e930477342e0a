"""A group of networks judged: one task with one cell and one L2, in every criterion of a claim.

It *passes* when in every criterion the median over its networks meets the claim, *fails* when in one it does not, and is
*undetermined* when no criterion fails and one cannot be told: where values are not known that could turn its median either way.
Missing is not disagreeing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import distance, meets
from rnn_geometry.claims.intervals import interval

PASSES, FAILS, UNDETERMINED = "passes", "fails", "undetermined"


@dataclass(frozen=True)
class Group:
    """A group judged: its status, the rows of its criteria, of how many networks (or series, or pairs), how many meet all."""

    status: str
    rows: list[dict]
    seeds: int
    seeds_passing: int

    @property
    def margin(self) -> float:
        """Where its weakest criterion stands, of those with a say: 1 as expected, 0 on the bound, below 0 beyond it."""
        return min((row["margin"] for row in self.rows if row["has_say"] and row["margin"] == row["margin"]), default=np.nan)


def judge_group(measured: Mapping[str, pd.DataFrame], networks: pd.DataFrame, rng: np.random.Generator) -> Group:
    """A group from its values: for each criterion the columns value, expected, bound, side and has_say (`Criterion.of`), and
    for all rows the networks that they are of, one column or two."""
    rows = [
        {"measure": name} | judge_values(table, networks.loc[table.index].to_numpy(), rng) for name, table in measured.items()
    ]
    say = {name: table for name, table in measured.items() if table["has_say"].iloc[0]}
    found = [row["status"] for row in rows if row["has_say"]]
    status = FAILS if FAILS in found else UNDETERMINED if UNDETERMINED in found or not found else PASSES
    met = [meets(table["value"], table["expected"], table["bound"], table["side"].iloc[0]) for table in say.values()]
    together = pd.concat(met, axis=1).all(axis=1) if met else pd.Series(dtype=bool)
    return Group(status, rows, len(networks), int(together.sum()))


def judge_values(table: pd.DataFrame, networks: np.ndarray, rng: np.random.Generator) -> dict:
    """One criterion of one group: its columns of `claims_detail.csv`."""
    values, side = table["value"].to_numpy(), table["side"].iloc[0]
    expected, bound = table["expected"].median(), table["bound"].median()
    known = values[np.isfinite(values)]
    median = float(np.median(known)) if len(known) else float("nan")
    spread = interval(values, networks, rng)
    off = max(float(distance(median, expected, side)), 0.0) if median == median else np.nan
    status = stand(values, expected, bound, side)
    return {
        "has_say": bool(table["has_say"].iloc[0]),
        "seeds": len(values),
        "seeds_known": len(known),
        "median": median,
        "low": spread.low,
        "high": spread.high,
        "interval": spread.kind,
        "expected": expected,
        "bound": bound,
        "side": side,
        "status": status,
        "margin": 1 - off / abs(bound - expected) if bound != expected else np.nan,
        "seeds_passing": int(meets(table["value"], table["expected"], table["bound"], side).sum()),
        "values": " ".join(f"{value:.4g}" for value in values),
    }


def stand(values: np.ndarray, expected: float, bound: float, side: str) -> str:
    """Whether the median of values [n] meets a claim, whatever those that are not known (NaN) may be; else UNDETERMINED."""
    if not np.isfinite([expected, bound]).all():
        return UNDETERMINED
    # The least and the most that the median could be: if both stand on one side of every bound, so does all between them.
    ends = [float(np.median(np.where(np.isnan(values), unknown, values))) for unknown in (-np.inf, np.inf)]
    met = [bool(meets(end, expected, bound, side)) for end in ends]
    if all(met):
        return PASSES
    return FAILS if not any(met) and np.sign(ends[0] - expected) == np.sign(ends[1] - expected) else UNDETERMINED
