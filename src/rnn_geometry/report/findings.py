"""Findings: each claim with its verdict, its numbers, its figures and the commands that make these anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from string import Formatter

import pandas as pd

from rnn_geometry.claims.claim import Claim
from rnn_geometry.claims.groups import PASSES

ROLES = {"claim": "the claim's own networks", "control": "controls", "beside": "shown beside the claim"}


@dataclass(frozen=True)
class Shown:
    """A figure where it is shown: its name; the finding that shows it already, or "" where this is the first."""

    name: str
    elsewhere: str


@dataclass(frozen=True)
class Finding:
    """A claim judged: its row of `claims.csv`, one line a measure, the rows of `claims_detail.csv` by role, its figures."""

    id: str
    verdict: dict
    measures: list[dict]
    detail: dict[str, list[dict]]
    figures: list[Shown]


def list_findings(
    claims: Iterable[Claim], verdicts: pd.DataFrame, detail: pd.DataFrame, drawn: Iterable[str], fields: dict[str, list[str]]
) -> list[Finding]:
    """A finding a claim, in their order.

    verdicts, detail: `claims.csv` and `claims_detail.csv`; drawn: names of the figures that there are. fields: what claims'
    patterns for figures stand for, `task` for the tasks that the report shows and others for sweeps by what they are over.
    A figure is shown once, by the first finding that names it.
    """
    drawn = set(drawn)
    findings = []
    owners = {}
    verdicts = verdicts.set_index("claim")
    for claim in claims:
        rows = detail[detail["claim"] == claim.id]
        wanted = [name for name in expand(claim.figures, rows, fields) if name in drawn]
        figures = [Shown(name, owners.get(name, "")) for name in wanted]
        owners |= {shown.name: claim.id for shown in figures if not shown.elsewhere}
        by_role = {role: rows[rows["role"] == role].to_dict("records") for role in ROLES}
        findings.append(Finding(claim.id, verdicts.loc[claim.id].to_dict(), summarise(rows), by_role, figures))
    return findings


def expand(patterns: Iterable[str], rows: pd.DataFrame, fields: dict[str, list[str]]) -> list[str]:
    """Names of figures from patterns; `{task}` is those of the shown tasks that the claim is about, or else stands beside."""
    own = set(rows.loc[rows["role"] == "claim", "task"]) or set(rows.loc[rows["role"] == "beside", "task"])
    fields = fields | {"task": [task for task in fields["task"] if task in own]}
    names = []
    for pattern in patterns:
        keys = [key for _, key, _, _ in Formatter().parse(pattern) if key]
        choices = product(*(fields.get(key, []) for key in keys))
        names += [pattern.format_map(dict(zip(keys, chosen, strict=True))) for chosen in choices]
    return list(dict.fromkeys(names))


def summarise(rows: pd.DataFrame) -> list[dict]:
    """One line a measure: how many groups of the claim's own, and of controls, meet it, and between what their medians lie;
    those beside the claim where it has none of its own."""
    lines = []
    own_role = "claim" if (rows["role"] == "claim").any() else "beside"
    for measure, group in rows.groupby("measure", sort=False):
        own = group[group["role"] == own_role]
        controls = group[group["role"] == "control"]
        lines.append(
            {
                "measure": measure,
                "reason": group["reason"].iloc[0],
                "groups": len(own),
                "met": int((own["status"] == PASSES).sum()),
                "has_say": bool(group["has_say"].iloc[0]),
                "discriminates": group["discriminates"].iloc[0] != "no",
                "median": span(own["median"]),
                "expected": span(own["expected"]),
                "controls": len(controls),
                "controls_met": int((controls["status"] == PASSES).sum()),
                "controls_median": span(controls["median"]),
            }
        )
    return lines


def span(values: pd.Series) -> str:
    """From the least to the largest of values: "2 … 9", "2" where they are one, "–" where none is known."""
    low, high = number(values.min()), number(values.max())
    return low if low == high else f"{low} … {high}"


def number(value: float) -> str:
    """A number in at most four digits, "–" for one that is not known."""
    return "–" if pd.isna(value) else f"{value:.4g}"


def interval(row: dict) -> str:
    """The interval of a row of `claims_detail.csv` and its kind, "–" where a single network has none."""
    return "–" if pd.isna(row["low"]) else f"{number(row['low'])} … {number(row['high'])} ({row['interval']})"
