"""The claim that the fixed points themselves are the faces of the manifold: ours, not the paper's.

It is all or nothing. The share of the faces that are there, `faces_share`, stands beside it in the table and figures and has
no say.
"""

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
        figures=("skeleton_counts", "skeleton_asymmetry", "skeleton-{task}"),
        about=synthetic("categorical", "multilabel"),
        beside=of_family("categorical", "multilabel"),
        rows=with_a_skeleton,
        ours=True,
        criteria=(
            count(
                "points that an index has too few or too many of",
                "counts_off",
                0.0,
                "an index has as many points as there are faces of that dimension, or it is the skeleton of another body",
            ),
            count(
                "faces with a point of their dimension as its index at which their categories are tied, their labels undecided",
                "faces_tied",
                "faces_expected",
                "a face has its point or it has not; one missing, and it is the skeleton of another body",
            ),
            count(
                "faces with a point of that index that leads to their corners and to no others",
                "faces_led",
                "faces_expected",
                "what connects the points is part of the body; one connection astray, and it is another",
            ),
        ),
    ),
]
