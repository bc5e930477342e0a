"""From the tables to verdicts: groups of networks, and what follows for a claim.

A claim is *reproduced* when all its groups pass, *mostly* when at least nine of ten do, *partly* when some do, *undetermined*
when more than half of its groups are and none passes, and *not run* when no network of the study has a say. When none passes it
is *not reproduced*, or, where it is a hypothesis of our own, *refuted*. Controls and what is shown beside a claim are judged
likewise and have no say in its verdict. A criterion that a control passes does not discriminate, and says so.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim
from rnn_geometry.claims.groups import PASSES, UNDETERMINED, Group, judge_group
from rnn_geometry.claims.tables import Tables
from rnn_geometry.seeds import generator

MOSTLY = 0.9  # of the groups
KEYS = ["role", "control", "task", "cell", "l2"]
FOUND = [
    "measure",
    "has_say",
    "seeds",
    "seeds_known",
    "median",
    "low",
    "high",
    "interval",
    "expected",
    "bound",
    "side",
    "status",
]
FOUND += ["margin", "seeds_passing", "values"]
DETAIL = ["claim", *KEYS, *FOUND]
VERDICTS = ("reproduced", "mostly", "partly", "not reproduced", "refuted", "undetermined", "not run")


@dataclass(frozen=True)
class Judged:
    """A group with its names."""

    role: str
    control: str
    names: dict
    found: Group


@dataclass(frozen=True)
class Judgement:
    """A claim judged: its row of `claims.csv`, and its rows of `claims_detail.csv`, one per group and criterion."""

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
    groups = judge_groups(claim, rows, generator(seed, "claims", claim.id)) if len(rows) else []
    detail = [group.names | row for group in groups for row in group.found.rows]
    return Judgement(summarise(claim, groups), detail)


def judge_groups(claim: Claim, rows: pd.DataFrame, rng: np.random.Generator) -> list[Judged]:
    """All groups that are something to the claim."""
    rows = rows.assign(role=roles(claim, rows), l2=rows["l2"].astype(str))
    rows = rows[rows["role"] != ""]
    networks = networks_of(rows)
    measured = {criterion.name: criterion.of(rows) for criterion in claim.criteria}
    groups = []
    for key, members in rows.groupby(KEYS, sort=False):
        own = {name: table.loc[table.index.intersection(members.index)] for name, table in measured.items()}
        own = {name: table for name, table in own.items() if len(table)}
        if own:
            names = {"claim": claim.id, **dict(zip(KEYS, key, strict=True))}
            found = judge_group(own, networks.loc[members.index], rng)
            groups.append(Judged(names["role"], names["control"], names, found))
    return groups


def networks_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Which network each row is of, or which two, by number."""
    if "network_a" not in rows:
        return pd.DataFrame({"network": np.arange(len(rows))}, index=rows.index)
    both = rows[["network_a", "network_b"]]
    numbers = pd.factorize(both.to_numpy().ravel())[0].reshape(both.shape)
    return pd.DataFrame(numbers, index=rows.index, columns=both.columns)


def summarise(claim: Claim, groups: list[Judged]) -> dict:
    """The claim's row of `claims.csv`."""
    own, controls = ([group for group in groups if group.role == role] for role in ("claim", "control"))
    passing, undetermined = (sum(group.found.status == status for group in own) for status in (PASSES, UNDETERMINED))
    margins = [group.found.margin for group in own if group.found.margin == group.found.margin]
    return {
        "claim": claim.id,
        "verdict": verdict(len(own), passing, undetermined, ours=claim.ours),
        "statement": claim.statement,
        "place": claim.place,
        "groups": len(own),
        "groups_passing": passing,
        "groups_undetermined": undetermined,
        "share_passing": passing / len(own) if own else np.nan,
        "margin": float(np.median(margins)) if margins else np.nan,
        "runs": sum(group.found.seeds for group in own),
        "runs_passing": sum(group.found.seeds_passing for group in own),
        "measures": "; ".join(tell(criterion.name, own) for criterion in claim.criteria if criterion.has_say) if own else "",
        "unknown": "; ".join(dict.fromkeys(why for group in own for why in reasons(group))),
        "must_fail": ", ".join(claim.must_fail),
        "controls": len(controls),
        "controls_passing": sum(group.found.status == PASSES for group in controls),
        "passed_by": ", ".join(dict.fromkeys(group.control for group in controls if group.found.status == PASSES)),
        "not_discriminating": "; ".join(passed_by_controls(controls)),
    }


def verdict(groups: int, passing: int, undetermined: int = 0, *, ours: bool = False) -> str:
    """What follows for a claim from how many of its groups pass, and how many cannot be told."""
    if not groups:
        return "not run"
    if passing:
        return "reproduced" if passing == groups else "mostly" if passing >= MOSTLY * groups else "partly"
    if undetermined > groups / 2:
        return "undetermined"
    return "refuted" if ours else "not reproduced"


def tell(measure: str, groups: list[Judged]) -> str:
    """In how many groups a criterion is met, of those that it is known of."""
    met = [row["status"] for group in groups for row in group.found.rows if row["measure"] == measure]
    return f"{measure}: {met.count(PASSES)} of {len(met)}"


def reasons(group: Judged) -> list[str]:
    """Why a group is undetermined: its criteria that cannot be told."""
    if group.found.status != UNDETERMINED:
        return []
    where = " ".join(str(group.names[key]) for key in ("task", "cell"))
    rows = [row for row in group.found.rows if row["has_say"] and row["status"] == UNDETERMINED]
    return [f"{where}: {row['measure']} known of {row['seeds_known']} of {row['seeds']}" for row in rows]


def passed_by_controls(controls: list[Judged]) -> list[str]:
    """The criteria with a say that some control passes: they do not tell a network from one that must fail."""
    rows = [row for group in controls for row in group.found.rows]
    return list(dict.fromkeys(row["measure"] for row in rows if row["has_say"] and row["status"] == PASSES))


def judge_all(claims: list[Claim], tables: Tables, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`claims.csv`, one row per claim, and `claims_detail.csv`, one row per claim, criterion, task and cell."""
    judgements = [judge(claim, tables, seed) for claim in claims]
    reasons = [
        {"claim": claim.id, "measure": criterion.name, "reason": criterion.reason}
        for claim in claims
        for criterion in claim.criteria
    ]
    detail = pd.DataFrame([row for judgement in judgements for row in judgement.detail], columns=DETAIL)
    detail = detail.merge(pd.DataFrame(reasons), on=["claim", "measure"])
    controls = detail[(detail["role"] == "control")].assign(passed=lambda rows: rows["status"] == PASSES)
    passed = controls.groupby(["claim", "measure"])["passed"].any().map({True: "no", False: "yes"}).rename("discriminates")
    detail = detail.merge(passed, on=["claim", "measure"], how="left")
    return pd.DataFrame([judgement.verdict for judgement in judgements]), detail
