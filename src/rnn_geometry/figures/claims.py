"""All claims at a glance: every group of networks between the bound and what is expected, and the verdict that follows."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.style import FAINT, INK, PAGE, dot, sns

PASSES, PARTLY, FAILS = (sns.color_palette("colorblind")[i] for i in (2, 1, 3))
UNKNOWN = "0.5"
VERDICT_COLOURS = {
    **dict.fromkeys(("reproduced", "mostly"), PASSES),
    "partly": PARTLY,
    **dict.fromkeys(("not reproduced", "refuted"), FAILS),
    **dict.fromkeys(("undetermined", "not run"), UNKNOWN),
}
STATUS_COLOURS = {"fails": FAILS, "undetermined": UNKNOWN, "passes": PASSES}  # the first that a measure has is its group's
MARKERS = {"claim": ("o", 16), "beside": (".", 14), "control": ("x", 18)}
LOWEST = -1.0  # where what lies further off, or is not known, is drawn


def draw(given: Given) -> Figure:
    """All claims of the study."""
    return draw_claims(given.table("claims"), given.table("claims_detail"))


def standing(detail: pd.DataFrame) -> pd.DataFrame:
    """Where every group of every claim stands in its weakest measure, of those with a say: 1 as expected, 0 on the bound, below
    0 beyond it; and its status."""
    detail = detail[detail["has_say"]]
    scored = detail.assign(standing=detail["margin"].fillna(LOWEST).clip(lower=LOWEST))
    groups = scored.groupby(["claim", "role", "control", "task", "cell", "l2"], dropna=False)
    return groups.agg(standing=("standing", "min"), status=("status", weakest)).reset_index()


def weakest(statuses: pd.Series) -> str:
    """The status of a group from those of its measures."""
    return next(status for status in STATUS_COLOURS if (statuses == status).any())


def draw_claims(claims: pd.DataFrame, detail: pd.DataFrame) -> Figure:
    """One row a claim: its groups as dots, those shown beside it and the controls underneath; the verdict at the right.

    claims, detail: the tables `claims.csv` and `claims_detail.csv`.
    """
    figure, axes = plt.subplots(figsize=(PAGE, 0.8 + 0.34 * len(claims)))
    groups = standing(detail)
    for row, claim in enumerate(claims.itertuples()):
        _draw_groups(axes, groups[groups["claim"] == claim.claim], row)
        told = f"{claim.verdict} ({claim.groups_passing} of {claim.groups})" if claim.groups else claim.verdict
        axes.text(1.1, row, told, color=VERDICT_COLOURS[claim.verdict], va="center", fontsize=7, fontweight="bold")
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(claims)), claims["claim"])
    axes.set(xlim=(LOWEST - 0.08, 1.06), ylim=(len(claims) - 0.4, -0.6))
    axes.set_xticks([LOWEST, 0, 1], ["beyond it,\nor not known", "bound", "as expected"])
    axes.grid(axis="y", color=FAINT, linewidth=0.3)
    axes.set_axisbelow(True)
    figure.legend(handles=_legend(), loc="outside lower center", ncols=5)
    return figure


def _draw_groups(axes: Axes, groups: pd.DataFrame, row: int) -> None:
    """The groups of one claim around its row, spread out by a fixed pattern so that equal ones can be told apart."""
    for shift, (role, (marker, size)) in zip((-0.14, 0.1, 0.28), MARKERS.items(), strict=True):
        chosen = groups[groups["role"] == role]
        spread = 0.12 * np.linspace(-1, 1, max(len(chosen), 2))[: len(chosen)] * (role == "claim")
        colours = [STATUS_COLOURS[status] for status in chosen["status"]]
        if role != "claim":
            colours = INK if role == "control" else "0.55"
        axes.scatter(chosen["standing"], row + shift + spread, s=size, marker=marker, c=colours, linewidths=0.8)


def _legend() -> list[Line2D]:
    return [
        dot("task and cell: passes", "o", markersize=4, color=PASSES),
        dot("fails", "o", markersize=4, color=FAILS),
        dot("undetermined", "o", markersize=4, color=UNKNOWN),
        dot("shown beside the claim", ".", markersize=4, color="0.55"),
        dot("control", "x", markersize=4, color=INK),
    ]
