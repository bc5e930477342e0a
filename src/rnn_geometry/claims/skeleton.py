"""The claim that the fixed points themselves are the faces of the manifold: ours, not the paper's."""

import pandas as pd

from rnn_geometry.claims.claim import Claim, count, of_family, synthetic
from rnn_geometry.claims.tables import Tables


def with_a_skeleton(tables: Tables) -> pd.DataFrame:
    """The networks whose skeleton was sought, of a family whose faces are known."""
    runs = tables.runs
    return runs[runs["faces_expected"].notna()] if "faces_expected" in runs else runs.iloc[:0]


CLAIMS = [
    Claim(
        id="skeleton",
        statement="The fixed points are the manifold's faces: C(N, k) tie k categories and have k - 1 unstable directions; "
        "C(M, i) 2^(M - i) leave i labels undecided and have i",
        place="extension, ours",
        figures=("skeleton_counts", "skeleton-{task}"),
        about=synthetic("categorical", "multilabel"),
        beside=of_family("categorical", "multilabel"),
        rows=with_a_skeleton,
        measures=(
            count(
                "faces with a fixed point of their own ties and index",
                "faces_found",
                "faces_expected",
                "a face has its point or it has not; one missing, and it is the skeleton of another body",
            ),
            count(
                "fixed points that are none of these",
                "surplus_points",
                0.0,
                "one more than the faces, and it is the skeleton of another body",
            ),
            count(
                "saddles that do not lead to the corners of their face, or lead to others",
                lambda rows: rows["saddles"] - rows["saddles_led"],
                0.0,
                "what connects the points is part of the body; one connection astray, and it is another",
                where=lambda rows: rows["saddles"] > 0,
            ),
        ),
    ),
]
