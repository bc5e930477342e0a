"""What is kept of a study for the pages: its verdicts, one row per network, and where they come from."""

from collections import Counter

import pandas as pd

from rnn_geometry.claims.groups import FAILS

KEYS = ["task", "cell", "l2", "seed", "control", "in_study"]
MEASURES = [  # of a network: those that pages tell
    "expected_dimension",
    "test_accuracy",
    "bag_of_words_accuracy",
    "states_components_95",
    "states_participation_ratio",
    "slow_points_components_95",
    "angle_mean",
    "angle_theory",
    "corners_found",
    "corners_expected",
    "memory_kept",
    "tau_integrating",
    "tau_next",
    "readout_share",
]
VERDICT = ["claim", "verdict", "groups", "groups_passing", "groups_undetermined", "margin", "passed_by"]
NAMED = 3  # groups of a failing measure that are named one by one


def networks_of(runs: pd.DataFrame) -> pd.DataFrame:
    """`networks.csv`: one row per network, with the MEASURES that this study took, to four digits."""
    kept = runs[[*KEYS, *(name for name in MEASURES if name in runs)]]
    return kept.map(lambda value: float(f"{value:.4g}") if isinstance(value, float) else value)


def verdicts_of(claims: pd.DataFrame, detail: pd.DataFrame) -> pd.DataFrame:
    """`claims.csv` of a page: the verdicts, and by which measures which groups `fail`. claims, detail: the study's tables."""
    failing = detail[(detail["role"] == "claim") & detail["has_say"] & (detail["status"] == FAILS)]
    told = {claim: _tell(rows) for claim, rows in failing.groupby("claim")}
    return claims[VERDICT].assign(fails=claims["claim"].map(told).fillna(""))


def _tell(failing: pd.DataFrame) -> str:
    """Each measure that fails, with its groups; with their number per cell where they are many."""
    told = []
    for measure, groups in failing.groupby("measure", sort=False):
        if len(groups) <= NAMED:
            names = [f"{row.cell} on {row.task}" for row in groups.itertuples()]
        else:
            names = [f"{count} of {cell}" for cell, count in Counter(groups["cell"]).most_common()]
        told.append(f"{measure}: {', '.join(names)}")
    return "; ".join(told)


def origin_of(records: list[dict], seeds: pd.Series) -> dict:
    """How many networks, of which seeds, by when, on what and at which commit: of what their `provenance.json` say."""
    trained = [record for record in records if "imported" not in record]
    hosts = Counter(f"{record['host']['processor']}, {record['host']['cores']} cores" for record in trained)
    commits = Counter((record["commit"]["id"] or "none")[:7] for record in trained)
    return {
        "networks": len(records),
        "seeds": f"{seeds.min()} to {seeds.max()}",
        "last": max(record["started"] for record in trained),
        "machine": " and ".join(hosts),
        "commit": " and ".join(commits),
    }
