"""The claim that the coordinates on the manifold are the cause of a decision: swapped between two texts, they swap what was
read of them, and nothing else does (ours)."""

import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, halfway, synthetic
from rnn_geometry.claims.dynamics import has_known_shape


def advantage_over_random(rows: pd.DataFrame) -> pd.Series:
    """How many more decisions move by the leading coordinates than by as many in any direction."""
    return rows["interchange_moved"] - rows["interchange_random"]


CLAIMS = [
    Claim(
        id="interchange",
        statement="Swapped between two texts, the N - 1 leading coordinates swap what was read; all others swap nothing",
        place="extension: interchange interventions",
        figures=("interchange", "interchange_curves-{task}"),
        about=synthetic("categorical"),
        beside=has_known_shape,
        ours=True,
        criteria=(
            Criterion(
                "decisions that move with the leading coordinates to that of an ideal counter",
                "interchange_moved",
                1.0,
                halfway(1.0, "interchange_chance"),
                "half-way to the best that a constant answer has; to swap nothing has none",
            ),
            Criterion(
                "decisions that stand as an ideal counter's with all other coordinates swapped",
                "interchange_stands",
                1.0,
                halfway(1.0, "interchange_chance"),
                "half-way to the best that a constant answer has; a subspace that misses what was read has none",
            ),
            Criterion(
                "decisions that move, less those that move with random subspaces of N - 1 dimensions",
                advantage_over_random,
                1.0,
                0.5,
                "half-way to 0: any subspace of so many dimensions would do, or none does",
            ),
            Criterion(
                "decisions that move as those of the network that reads such a text",
                "interchange_own",
                1.0,
                0.5,
                "half-way to 0, where nothing is swapped; but a network that has learnt nothing may keep its past in few "
                "dimensions too",
                has_say=False,
            ),
            Criterion(
                "share of the change of logits that such a text makes (R2)",
                "interchange_logits_change",
                1.0,
                0.5,
                "half-way to 0, where nothing is swapped; but a network that has learnt nothing may keep its past in few "
                "dimensions too",
                has_say=False,
            ),
        ),
    ),
]
