"""Claims about what the network does: modes, deflections, linear prediction, sufficiency (the paper's section 4)."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from rnn_geometry.claims.claim import Claim, Criterion, count, halfway, synthetic
from rnn_geometry.rounding import MARGIN
from rnn_geometry.shapes import Shape

NEARLY = 0.1  # of the advantage over chance: what may be lost where an accuracy is "kept" or "nearly reached"


def has_known_shape(rows: pd.DataFrame) -> pd.Series:
    """Networks of which more than a dimension is expected: these are measured beside the categories that claims speak of."""
    return rows["shape"] != Shape.name


def learnt_share(accuracy: str, own: str = "test_accuracy") -> Callable[[pd.DataFrame], pd.Series]:
    """How much of the network's advantage over chance another accuracy on the same texts has: 1 all of it, 0 none.

    Not known (NaN) where the network has learnt nothing that could be kept.
    """

    def share(rows: pd.DataFrame) -> pd.Series:
        chance = rows["accuracy_chance"]
        return ((rows[accuracy] - chance) / (rows[own] - chance)).where(has_learnt(rows))

    return share


def has_learnt(rows: pd.DataFrame) -> pd.Series:
    """Whether the held-out accuracy is above chance, the most frequent label, by more than two standard errors."""
    chance = rows["accuracy_chance"]
    return rows["test_accuracy"] - chance > 2 * np.sqrt(chance * (1 - chance) / rows["test_texts"]) + MARGIN


def one_in_n(rows: pd.DataFrame) -> pd.Series:
    """What is right by chance of one choice among the outputs."""
    return 1 / rows["outputs"]


CLAIMS = [
    Claim(
        id="integration-modes",
        statement="What a word does outlasts the text, and a gap separates N - 1 slow modes from the rest",
        place="categorical tasks, linearised dynamics",
        figures=("memory", "memory_kernel-{task}", "time_constants", "spectrum-{task}", "points-{task}"),
        about=synthetic("categorical"),
        beside=has_known_shape,
        must_fail=("untrained", "permuted", "pooled"),
        criteria=(
            Criterion(
                "what is left of a word's effect after the median text",
                "memory_kept",
                1.0,
                np.exp(-1),
                "1/e is what a memory as long as the text leaves",
            ),
            Criterion(
                "time constants: the next mode's over the last integration mode's",
                lambda rows: 1 / rows["gap"],
                0.0,
                0.5,
                "half-way from a wide gap (0) to none (1)",
            ),
            replace(
                count(
                    "modes whose time constant outlasts the median text, as published",
                    "integration_modes_median",
                    "expected_dimension",
                    "another number is another manifold; but a time constant takes growth for forgetting, and the last of "
                    "N - 1 scattered values falls with N by itself",
                ),
                has_say=False,
            ),
        ),
    ),
    Claim(
        id="modes-in-plane",
        must_fail=(),  # slow points lie along slow modes, whatever was learnt
        statement="The slow eigenvectors lie in the slow points' principal subspace",
        place="categorical tasks, linearised dynamics",
        figures=("linearisation-{task}",),
        about=synthetic("categorical"),
        beside=has_known_shape,
        criteria=(
            Criterion(
                "cosine of slow modes with the manifold's subspace",
                "slow_modes_cosine",
                1.0,
                halfway(1.0, "random_cosine"),
                "half-way to what a random direction has with a subspace of so many dimensions",
            ),
            Criterion(
                "cosine of the span of slow modes with that subspace",
                "slow_subspace_cosine",
                1.0,
                halfway(1.0, "random_cosine"),
                "half-way to what a random direction has with a subspace of so many dimensions",
            ),
        ),
    ),
    Claim(
        id="deflections",
        statement="Evidence for class i deflects the state along readout i; neutral words barely move it",
        place="categorical tasks, linearised dynamics",
        figures=("deflections-{task}", "flow-{task}"),
        about=synthetic("categorical"),
        beside=has_known_shape,
        criteria=(
            Criterion(
                "cosine of evidence's deflection with its readout",
                "readout_cosine",
                1.0,
                0.5,
                "half-way to 0, a right angle: no evidence",
            ),
            Criterion(
                "evidence that moves its own logit most",
                "evidence_agreement",
                1.0,
                halfway(1.0, one_in_n),
                "half-way to 1 in N, by chance",
            ),
            Criterion(
                "deflection of neutral words over that of evidence, at visited states",
                "neutral_ratio_visited",
                0.0,
                0.5,
                "half-way to 1, where a neutral word moves the state as far as evidence does",
            ),
            Criterion(
                "the same at slow points, as published",
                "neutral_ratio",
                0.0,
                0.5,
                "half-way to 1; but at slow points of the neutral word it is small by construction",
                has_say=False,
            ),
        ),
    ),
    Claim(
        id="linear-prediction",
        statement="The linearised network predicts the states and the final logits of the real one",
        place="linearised dynamics",
        figures=("linearisation-{task}",),
        about=synthetic("categorical"),
        beside=has_known_shape,
        must_fail=(),  # a network that has learnt nothing has small weights, and is close to linear
        criteria=(
            Criterion(
                "share of a step that is predicted (R2)",
                "step_r2",
                1.0,
                0.5,
                "half-way to 0, the prediction that the state stays where it is",
            ),
            Criterion("final logits (R2)", "final_logits_r2", 1.0, 0.5, "half-way to 0, the prediction of their mean"),
            Criterion(
                "texts on which it decides as the network",
                "linear_agreement",
                1.0,
                halfway(1.0, one_in_n),
                "half-way to 1 in N, by chance",
            ),
        ),
    ),
    Claim(
        id="sufficient-subspace",
        statement="States projected on the leading N - 1 dimensions keep the accuracy; without these chance is left",
        place="categorical tasks",
        figures=("sufficiency",),
        about=synthetic("categorical"),
        beside=has_known_shape,
        criteria=(
            Criterion(
                "advantage over chance kept in the subspace",
                learnt_share("accuracy_kept_at_end", own="accuracy_own"),
                1.0,
                1 - NEARLY,
                "a tenth of the advantage may be lost: one class of ten",
                side="at least",
            ),
            Criterion(
                "advantage over chance left without it",
                learnt_share("accuracy_removed_at_end", own="accuracy_own"),
                0.0,
                NEARLY,
                "a tenth of the advantage may be left: one class of ten",
                side="at most",
            ),
        ),
    ),
]
