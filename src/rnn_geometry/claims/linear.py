"""Claims beyond the paper: networks without a recurrent nonlinearity integrate in as many dimensions as gated ones.

The measures and bounds are those of the claims about gated cells. Deflections, modes and sufficiency of these networks stand
beside those claims, without a say.
"""

from dataclasses import replace

from rnn_geometry.claims.claim import Claim, Criterion, Predicate, of_family
from rnn_geometry.claims.geometry import components, order, readout_angle, right_angles, several

FAMILIES = ("categorical", "planar", "multilabel")


def of_kind(kind: str) -> Predicate:
    """Networks of one type of cell on synthetic texts of these families whose words do not change one another."""
    return lambda rows: (rows["kind"] == kind) & of_family(*FAMILIES)(rows) & (rows["source"] == "synthetic") & ~rows["context"]


def elsewhere(kind: str) -> Predicate:
    """Networks of that type on any other text."""
    return lambda rows: (rows["kind"] == kind) & ~of_kind(kind)(rows)


def within(family: str, measure: Criterion) -> Criterion:
    """A measure, of one family's networks alone."""
    return replace(measure, where=lambda rows: (rows["family"] == family) & (measure.where is None or measure.where(rows)))


CRITERIA = (
    components("states"),
    within("categorical", replace(readout_angle, where=several)),
    within("multilabel", right_angles),
    within("planar", order),
)


def spans_as_gated(id: str, kind: str, subject: str) -> Claim:
    """That networks of one type of cell have the geometry of gated ones."""
    return Claim(
        id=id,
        statement=f"{subject} spans N - 1 dimensions for N categories, 2 for the stars' "
        "plane, M for M labels, with readouts at the angles and in the order of gated cells",
        place="extension",
        figures=("manifold-{task}", "spectrum-{task}"),
        about=of_kind(kind),
        beside=elsewhere(kind),
        criteria=CRITERIA,
        ours=True,
    )


CLAIMS = [
    spans_as_gated("linear-attention", "linear_attention", "Causal linear attention, read at a held query,"),
    spans_as_gated("linear-recurrence", "mingru", "minGRU, whose recurrence is linear in its state,"),
]
