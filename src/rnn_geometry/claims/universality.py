"""The claim that the geometry, not only its dimension, agrees across cells. Here a row is a pair of networks.

Final states alone would not do: those of untrained networks, a fading memory of the same words, are alike too.
"""

import pandas as pd

from rnn_geometry.claims.claim import GATED, Claim, Criterion, halfway
from rnn_geometry.claims.tables import POOLED, Tables

KEYS = ("cell", "l2", "seed")  # of a network, among those of its task


def pairs_of(tables: Tables) -> pd.DataFrame:
    """One row for every two networks of a task; `cell` names both cells, `l2` both penalties, where they differ.

    A pair with a network that pools words is a control.
    """
    pairs = tables.pairs
    if pairs.empty:
        return tables.runs.iloc[:0]
    kinds = tables.runs.drop_duplicates("cell").set_index("cell")["kind"]
    both = {key: pairs[f"{key}_a"].astype(str) + "/" + pairs[f"{key}_b"].astype(str) for key in ("cell", "seed")}
    of_ends = pd.DataFrame({end: pairs[f"cell_{end}"].map(kinds) for end in "ab"})
    pooled = of_ends.eq(POOLED).any(axis=1) & (pairs["control"] == "none")
    same = pairs["l2_a"] == pairs["l2_b"]
    ends = {
        f"network_{end}": pairs[["task", *(f"{key}_{end}" for key in KEYS)]].astype(str).agg(" ".join, axis=1) for end in "ab"
    }
    return pairs.assign(
        **both,
        **ends,
        l2=pairs["l2_a"].astype(str).where(same, pairs["l2_a"].astype(str) + "/" + pairs["l2_b"].astype(str)),
        in_study=True,
        gated=of_ends.isin([*GATED, POOLED]).all(axis=1),
        control=pairs["control"].mask(pooled, "pooled"),
    )


CLAIMS = [
    Claim(
        id="universality",
        statement="The geometry agrees across LSTM, GRU and UGRNN, and across seeds: aligned by Procrustes and by CKA",
        place="architectures",
        figures=("universality",),
        about=lambda rows: rows["gated"] & (rows["source"] == "synthetic") & ~rows["context"],
        beside=lambda rows: rows["family"] != "",
        rows=pairs_of,
        must_fail=("untrained", "permuted", "pooled"),
        criteria=(
            Criterion(
                "final states: CKA",
                "cka",
                1.0,
                halfway(1.0, "cka_permuted"),
                "half-way to the same states, their texts permuted",
            ),
            Criterion(
                "final states: aligned by Procrustes (R2)",
                "procrustes",
                1.0,
                halfway(1.0, "procrustes_permuted"),
                "half-way to the same states, their texts permuted",
            ),
            Criterion(
                "slow points' class means: aligned by Procrustes (R2)",
                "procrustes_slow_means",
                1.0,
                halfway(1.0, "procrustes_slow_means_random"),
                "half-way to as many random points in as many dimensions (to permute classes is a symmetry of a simplex)",
                where=lambda rows: rows["classes"] > 2,  # two points always align
            ),
        ),
    ),
]
