"""Claims about the shape of the manifold: simplices, planes, hypercubes (the paper's sections 3.1 to 3.3)."""

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, corpora, count, halfway, of_family, synthetic
from rnn_geometry.shapes import Simplex

EQUAL_VARIANCES = (
    "D equal variances need all D components for 95 %, since one fewer carries (D - 1) / D, at most 0.89 here; "
    "a count is met when the median is that number"
)
ORDER = (
    "half-way from even steps (1) to a tie (0), beyond which the readouts are out of order; by chance three on a line pass in "
    "0.18 of all networks, five in a plane in 0.0052"
)
CORNERS = "a corner counts when the network reads its own label there; one missing, and it is another body"


def components(cloud: str) -> Criterion:
    """Principal components for 95 % of the variance of `states` or `slow_points`."""
    return count(f"{cloud}: components for 95 %", f"{cloud}_components_95", "expected_dimension", EQUAL_VARIANCES)


corners = count("corners found", "corners_found", "corners_expected", CORNERS)

readout_angle = Criterion(
    "mean angle between readouts (degrees)",
    "angle_mean",
    "angle_theory",
    halfway("angle_theory", 90.0),
    "half-way to 90 degrees, at which unrelated directions stand",
)

order = Criterion("readouts: smallest step in their order over the mean", "order_margin", 1.0, halfway(1.0, 0.0), ORDER)


def edge_variation_of_a_fallen_corner(rows: pd.DataFrame) -> pd.Series:
    """The edges' standard deviation over mean in a regular simplex of which one corner has fallen into the opposite face:
    with k = N - 1 corners left, k (k - 1) / 2 edges of length 1 and k of the face's circumradius sqrt((k - 1) / (2 k))."""
    k = rows["classes"] - 1
    radius = np.sqrt((k - 1) / (2 * k))
    share = 2 / (k + 1)  # of the edges that end in the fallen corner: k of k (k + 1) / 2
    return np.sqrt(share * (1 - share)) * (1 - radius) / (1 - share * (1 - radius))


def angle_spread_of_a_merged_pair(rows: pd.DataFrame) -> pd.Series:
    """The standard deviation, in degrees, of the angles between N readouts that stand as a regular simplex of N - 1, two of
    them being one: of N (N - 1) / 2 angles one is 0 and the others are arccos(-1 / (N - 2))."""
    classes = rows["classes"].where(rows["classes"] > 2)
    share = 2 / (classes * (classes - 1))
    return np.degrees(np.arccos(-1 / (classes - 2))) * np.sqrt(share * (1 - share))


def several(rows: pd.DataFrame) -> pd.Series:
    """Three classes and more: two corners are a line whatever is learnt, and one edge varies from no other."""
    return rows["classes"] > 2


def right_angle_or_simplex(rows: pd.DataFrame) -> pd.Series:
    """How far M labels' readouts would be from 90 degrees if they stood as a simplex: arccos(-1 / (M - 1)) - 90."""
    labels = rows["expected_dimension"]
    return np.degrees(np.arcsin(1 / (labels - 1)))


right_angles = Criterion(
    "readouts: furthest from 90 degrees",
    "angle_worst_deviation",
    0.0,
    halfway(0.0, right_angle_or_simplex),
    "half-way to the angles of a simplex on M corners, what readouts of M categories would have",
    where=lambda rows: rows["expected_dimension"] > 1,
)


CLAIMS = [
    Claim(
        id="simplex-dimension",
        statement="States and slow points of N categories span N - 1 dimensions, in LSTM, GRU and UGRNN",
        place="categorical tasks, synthetic",
        figures=("dimension", "manifold-{task}"),
        about=synthetic("categorical"),
        beside=of_family("categorical"),
        criteria=(components("states"), components("slow_points")),
    ),
    Claim(
        id="simplex-angles",
        statement="Readouts of N categories stand at arccos(-1 / (N - 1)); the manifold's corners are equidistant",
        place="categorical tasks, synthetic",
        figures=("readouts",),
        about=synthetic("categorical"),
        beside=of_family("categorical"),
        criteria=(
            readout_angle,
            Criterion(
                "spread of the angles (degrees)",
                "angle_sd",
                0.0,
                halfway(0.0, angle_spread_of_a_merged_pair),
                "half-way to a simplex that has lost a dimension, two of its readouts become one",
                where=several,
            ),
            corners,
            Criterion(
                "variation of the edges (sd / mean)",
                "edge_variation",
                0.0,
                halfway(0.0, edge_variation_of_a_fallen_corner),
                "half-way to a simplex that has lost a dimension, one corner fallen into the opposite face",
                where=several,
            ),
        ),
    ),
    Claim(
        id="natural-simplex",
        statement="AG News and DBPedia: a triangle for 3 classes, a tetrahedron for 4",
        place="categorical tasks, natural text",
        figures=("manifold-{task}", "evidence-{task}"),
        about=corpora("categorical", "ag_news", "dbpedia_14"),
        beside=lambda rows: of_family("categorical")(rows) & (rows["source"] != "synthetic"),
        criteria=(components("states"), readout_angle),
    ),
    Claim(
        id="ordered-plane",
        statement="5 ordered classes: a plane, readouts in star order around it; 3 ordered classes of one scalar: a line",
        place="ordered tasks, synthetic",
        figures=("manifold-{task}",),
        about=lambda rows: synthetic("planar")(rows) | (synthetic("ordered")(rows) & (rows["classes"] == 3)),
        beside=of_family("planar", "ordered"),
        criteria=(components("states"), order),
    ),
    Claim(
        id="natural-ordered",
        statement="Yelp and Amazon, 5 stars: a plane, with the readouts in star order around it",
        place="ordered tasks, natural text",
        figures=("manifold-{task}", "evidence-{task}"),
        about=lambda rows: corpora("ordered", "yelp_5", "amazon_5")(rows) & (rows["classes"] == 5),
        beside=lambda rows: of_family("ordered")(rows) & (rows["source"] != "synthetic"),
        criteria=(components("states"), order),
    ),
    Claim(
        id="hypercube",
        statement="M labels: M dimensions, 2^M corners, readouts at 90 degrees",
        place="multi-label tasks, synthetic",
        figures=("manifold-{task}",),
        about=synthetic("multilabel"),
        beside=of_family("multilabel"),
        criteria=(
            components("states"),
            corners,
            right_angles,
            Criterion(
                "mean angle between edges (degrees)",
                "edge_angle",
                "edge_angle_theory",
                halfway("edge_angle_theory", Simplex.edge_angle),
                "half-way to 60 degrees, at which the edges of a simplex meet",
                where=lambda rows: rows["expected_dimension"] > 1,
            ),
        ),
    ),
    Claim(
        id="natural-multilabel",
        statement="GoEmotions: a square for 2 labels, a cube for 3",
        place="multi-label tasks, natural text",
        figures=("manifold-{task}", "evidence-{task}"),
        about=lambda rows: corpora("multilabel", "goemotions")(rows) & (rows["expected_dimension"] <= 3),
        beside=lambda rows: of_family("multilabel")(rows) & (rows["source"] != "synthetic"),
        criteria=(components("states"), corners),
    ),
    Claim(
        id="readout-subspace",
        statement="The states of N categories vary within the span of the readouts, and in little else",
        place="extension, after the authors' notebooks",
        figures=("readout_subspace",),
        about=synthetic("categorical"),
        beside=of_family("categorical"),
        criteria=(
            Criterion(
                "share of the states' variance in the readouts' span",
                "readout_share",
                1.0,
                halfway(1.0, "readout_share_random"),
                "half-way to the share that any subspace of that dimension would have",
            ),
        ),
        # Not "permuted": the penalty alone takes away what is not read, so a network trained on permuted labels may pass.
        must_fail=("untrained",),
        ours=True,
    ),
]
