"""Synthetic families: words, a score vector for each, and the rule that turns a text's summed score into a label.

A family is all that a synthetic task needs to be drawn (`synthetic.py`); a new one is a function here and a row in
`FAMILIES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

TIE = -1  # the label of a text that no class wins; such texts are dropped

NEUTRAL = "the"


@dataclass(frozen=True)
class Family:
    """A synthetic family.

    words: the V words; scores: [V, K] their score vectors; classes: names of the labels;
    label: maps the summed scores [n, K] to labels [n], or TIE.
    """

    words: list[str]
    scores: np.ndarray
    classes: list[str]
    label: Callable[[np.ndarray], np.ndarray]


def categorical(classes: int, strong: bool = False, counter: bool = False) -> Family:
    """N unordered classes: `evid_i` scores +1 for class i, the neutral word nothing; the highest score wins.

    strong adds `strong_i` (+2); counter adds `counter_i` (-1), and `strong_counter_i` (-2) when strong.
    Aitken et al. 2020, section 3.1.
    """
    weights = {"evid": 1}
    if strong:
        weights["strong"] = 2
    if counter:
        weights["counter"] = -1
    if strong and counter:
        weights["strong_counter"] = -2
    words = [NEUTRAL] + [f"{kind}_{i}" for kind in weights for i in range(classes)]
    evidence = [weight * np.eye(classes, dtype=np.int64) for weight in weights.values()]
    scores = np.concatenate([np.zeros((1, classes), np.int64), *evidence])
    return Family(words, scores, [f"class {i}" for i in range(classes)], highest_score)


def highest_score(scores: np.ndarray) -> np.ndarray:
    """The class with the highest summed score, or TIE where two share it."""
    ranked = np.sort(scores, axis=1)
    return np.where(ranked[:, -1] > ranked[:, -2], scores.argmax(axis=1), TIE)


FAMILIES: dict[str, Callable[..., Family]] = {"categorical": categorical}
