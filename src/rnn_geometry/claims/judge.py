"""From the tables to verdicts: groups of seeds, their medians with bootstrap intervals, and what follows for a claim.

A group is one task with one cell (and one L2). It passes when in every measure the median over its seeds meets the claim. A
claim is *reproduced* when all its groups pass, *partly* so when some do, *not reproduced* when none does, and *not run* when
no network of the study has a say. Controls and what is shown beside a claim are judged likewise and have no say in its verdict.

Intervals: 95 %, percentile bootstrap; the seeds of each group are drawn anew with replacement, 2,000 times. With a single
seed there is no interval; with three it can only tell their spread.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim, meets
from rnn_geometry.claims.tables import Tables
from rnn_geometry.seeds import generator

RESAMPLES = 2000
LEVEL = 0.95
GROUP = ["role", "control", "task", "cell", "l2"]
FOUND = ["measure", "seeds", "median", "ci_low", "ci_high", "expected", "bound", "passes", "seeds_passing", "values"]
DETAIL = ["claim", *GROUP, *FOUND]
VERDICTS = ("reproduced", "partly", "not reproduced", "not run")


@dataclass(frozen=True)
class Judgement:
    """A claim judged: its row of `claims.csv`, and its rows of `claims_detail.csv`, one a group and measure."""

    verdict: dict
    detail: list[dict]


def roles(claim: Claim, rows: pd.DataFrame) -> pd.Series:
    """What each row is to the claim: "claim", "control", "beside" or "" for nothing."""
    about = claim.about(rows)
    controls = rows["control"] != "none"
    chosen = [about & controls, about, claim.beside(rows) & ~controls]
    return pd.Series(np.select(chosen, ["control", "claim", "beside"], ""), index=rows.index).where(rows["in_study"], "")


def judge(claim: Claim, tables: Tables, seed: int) -> Judgement:
    """The verdict on one claim; seed: the study's, for the bootstrap."""
    rows = claim.rows(tables)
    detail = []
    passing = []
    if len(rows):
        rows = rows.assign(role=roles(claim, rows), l2=rows["l2"].astype(str))
        measured = {measure.name: measure.of(rows[rows["role"] != ""]) for measure in claim.criteria}
        rng = generator(seed, "claims", claim.id)
        for key, members in rows[rows["role"] != ""].groupby(GROUP, sort=False):
            of_group = {name: table.loc[table.index.intersection(members.index)] for name, table in measured.items()}
            of_group = {name: table for name, table in of_group.items() if len(table)}
            if not of_group:
                continue
            names = {"claim": claim.id, **dict(zip(GROUP, key, strict=True))}
            found, drawn = judge_group(of_group, rng)
            detail += [names | row for row in found]
            passing.append(names | {"passes": all(row["passes"] for row in found), "drawn": drawn, **count_seeds(of_group)})
    return Judgement(summarise(claim, passing, detail), detail)


def judge_group(measured: dict[str, pd.DataFrame], rng: np.random.Generator) -> tuple[list[dict], np.ndarray]:
    """The rows of one group, a measure each, from its seeds' values; and whether the group passes in each resample [B]."""
    seeds = len(next(iter(measured.values())))
    draws = rng.integers(seeds, size=(RESAMPLES, seeds))
    rows = []
    passes = np.ones(RESAMPLES, bool)
    for name, table in measured.items():
        expected = table["expected"].median()
        bound = table["bound"].median()
        side = table["side"].iloc[0]
        values = table["value"].to_numpy()
        median = np.median(values)
        medians = np.median(values[draws], axis=1)
        passes &= meets(medians, expected, bound, side)
        tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
        low, high = np.quantile(medians, tails) if seeds > 1 else (np.nan, np.nan)
        rows.append(
            {
                "measure": name,
                "seeds": seeds,
                "median": median,
                "ci_low": low,
                "ci_high": high,
                "expected": expected,
                "bound": bound,
                "passes": bool(meets(median, expected, bound, side)),
                "seeds_passing": int(meets(table["value"], table["expected"], table["bound"], side).sum()),
                "values": " ".join(f"{value:.4g}" for value in values),
            }
        )
    return rows, passes


def count_seeds(measured: dict[str, pd.DataFrame]) -> dict[str, int]:
    """How many seeds a group has, and how many of them pass every measure."""
    met = [meets(table["value"], table["expected"], table["bound"], table["side"].iloc[0]) for table in measured.values()]
    together = pd.concat(met, axis=1).all(axis=1)
    return {"seeds": len(together), "seeds_passing": int(together.sum())}


def summarise(claim: Claim, groups: list[dict], detail: list[dict]) -> dict:
    """The claim's row of `claims.csv`."""
    own, controls = ([group for group in groups if group["role"] == role] for role in ("claim", "control"))
    passing = sum(group["passes"] for group in own)
    shares = np.mean([group["drawn"] for group in own], axis=0) if own else np.array([np.nan])
    certain = any(group["seeds"] > 1 for group in own)
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if certain else (np.nan, np.nan)
    return {
        "claim": claim.id,
        "verdict": verdict(len(own), passing),
        "statement": claim.statement,
        "place": claim.place,
        "groups": len(own),
        "groups_passing": passing,
        "share_passing": passing / len(own) if own else np.nan,
        "share_low": low,
        "share_high": high,
        "runs": sum(group["seeds"] for group in own),
        "runs_passing": sum(group["seeds_passing"] for group in own),
        "measures": "; ".join(tell(measure.name, detail) for measure in claim.criteria) if own else "",
        "about_learning": claim.about_learning,
        "controls": len(controls),
        "controls_passing": sum(group["passes"] for group in controls),
        "control_passes": ("yes" if any(group["passes"] for group in controls) else "no") if controls else "",
    }


def verdict(groups: int, passing: int) -> str:
    """What follows for a claim from how many of its groups pass."""
    reproduced, partly, failed, not_run = VERDICTS
    if not groups:
        return not_run
    return reproduced if passing == groups else partly if passing else failed


def tell(measure: str, detail: list[dict]) -> str:
    """In how many of the claim's own groups a measure is met."""
    met = [row["passes"] for row in detail if row["measure"] == measure and row["role"] == "claim"]
    return f"{measure}: {sum(met)} of {len(met)}"


def judge_all(claims: list[Claim], tables: Tables, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`claims.csv`, a row a claim, and `claims_detail.csv`, a row a claim, measure, task and cell."""
    judgements = [judge(claim, tables, seed) for claim in claims]
    reasons = [
        {"claim": claim.id, "measure": measure.name, "side": measure.side, "reason": measure.reason}
        for claim in claims
        for measure in claim.criteria
    ]
    detail = pd.DataFrame([row for judgement in judgements for row in judgement.detail], columns=DETAIL)
    detail = detail.merge(pd.DataFrame(reasons), on=["claim", "measure"])
    return pd.DataFrame([judgement.verdict for judgement in judgements]), detail
