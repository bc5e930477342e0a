"""Synthetic families: words, a score vector for each, and the rule that turns a text's summed score into a label.

A family is all that a synthetic task needs to be drawn (`synthetic.py`). A new one is a function here and a row in `FAMILIES`:
the function's parameters, with their bounds and meanings, are the options that a task of this family has in the config. Among
its words must be NEUTRAL, which scores nothing: fixed points of synthetic tasks are found at it unless the config names another
input. What else is expected of its networks follows from its shape (`shapes.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex

TIE = -1  # the label of a text that no class wins; such texts are dropped

NEUTRAL = "the"

Label = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Family:
    """A synthetic family.

    words: the V words; scores: [V, K] their score vectors; outputs: names of the classes, or of the labels; shape: of the
    manifold that Aitken et al. expect, which also says whether outputs are classes or labels; label: from the summed scores
    [n, K], the lengths [n] and a generator to labels [n], or TIE.
    modifiers: words that multiply the scores of words after them, each with its factor and with how many words it reaches.
    A word that several reach is multiplied by the nearest alone.
    """

    words: list[str]
    scores: np.ndarray
    outputs: list[str]
    shape: Shape
    label: Label
    modifiers: dict[str, tuple[float, int]] = field(default_factory=dict)

    @property
    def classes(self) -> list[str]:
        """The names of the answers: the classes, or the sets of labels."""
        return self.shape.target.class_names(self.outputs)


def categorical(
    classes: Annotated[int, Field(ge=2, le=10, description="Number of classes.")],
    strong: Annotated[bool, Field(description="Whether there are words that count twice for a class.")] = False,
    counter: Annotated[bool, Field(description="Whether there are words that count against a class.")] = False,
) -> Family:
    """N unordered classes: `evid_i` scores +1 for class i, the neutral word nothing; the highest score wins.

    strong adds `strong_i` (+2); counter adds `counter_i` (-1), and `strong_counter_i` (-2) when strong.
    Aitken et al. 2020.
    """
    weights = {"evid": 1}
    if strong:
        weights["strong"] = 2
    if counter:
        weights["counter"] = -1
    if strong and counter:
        weights["strong_counter"] = -2
    words = [NEUTRAL] + [f"{kind}_{i}" for kind in weights for i in range(classes)]
    evidence = [weight * np.eye(classes) for weight in weights.values()]
    scores = np.concatenate([np.zeros((1, classes)), *evidence])
    names = [f"class {i}" for i in range(classes)]
    return Family(words, scores, names, Simplex.of(classes), lambda total, lengths, rng: highest_score(total))


def highest_score(scores: np.ndarray) -> np.ndarray:
    """The class with the highest summed score, or TIE where two share it."""
    ranked = np.sort(scores, axis=1)
    return np.where(ranked[:, -1] > ranked[:, -2], scores.argmax(axis=1), TIE)


ORDERED_BOUNDS = {2: [0], 3: [-1 / 3, 1 / 3], 5: [-1, -1 / 3, 1 / 3, 1]}


def ordered(classes: Annotated[Literal[tuple(ORDERED_BOUNDS)], Field(description="Number of classes.")]) -> Family:
    """2, 3 or 5 ordered classes of one scalar: the mean score a word, cut at ORDERED_BOUNDS; on a bound no class wins."""
    words = {"awful": -2, "bad": -1, NEUTRAL: 0, "good": 1, "awesome": 2}
    bounds = np.array(ORDERED_BOUNDS[classes])

    def label(total: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        mean = total[:, 0] / lengths
        on_a_bound = np.isclose(mean[:, None], bounds).any(axis=1)
        return np.where(on_a_bound, TIE, np.searchsorted(bounds, mean))

    scores = np.array([[score] for score in words.values()], float)
    return Family(list(words), scores, _stars(classes), Ordered(classes, 1), label)


def planar() -> Family:
    """5 ordered classes of two numbers, sentiment and neutrality, as stars: 3 where neutrality is positive and outweighs
    sentiment; else 4 or 5 (2 or 1) for positive (negative) sentiment with or without neutrality. Aitken et al. 2020.
    """
    words = {
        "awesome": (2, -1),
        "good": (1, 0.5),
        "bad": (-1, 0.5),
        "awful": (-2, -1),
        "okay": (0, 2),
        NEUTRAL: (0, 0),
    }

    def label(total: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        sentiment, neutrality = total.T
        mild = neutrality > 0
        star = np.where(sentiment > 0, np.where(mild, 4, 5), np.where(mild, 2, 1))
        star = np.where(mild & (neutrality >= np.abs(sentiment)), 3, star)
        return np.where((sentiment == 0) & ~mild, TIE, star - 1)

    return Family(list(words), np.array(list(words.values()), float), _stars(5), Ordered(5, 2), label)


def _stars(count: int) -> list[str]:
    return [f"{i} star{'s' if i > 1 else ''}" for i in range(1, count + 1)]


def multilabel(labels: Annotated[int, Field(ge=1, le=4, description="Number of labels.")]) -> Family:
    """M independent labels: `good_i` and `bad_i` score +1 and -1 for label i, which is on where its score is >= 0."""
    words = [NEUTRAL] + [f"{kind}_{i}" for kind in ("good", "bad") for i in range(labels)]
    scores = np.concatenate([np.zeros((1, labels)), np.eye(labels), -np.eye(labels)])

    def label(total: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return (total >= 0) @ (1 << np.arange(labels))

    return Family(words, scores, list("ABCDEFGH"[:labels]), Hypercube.of(labels), label)


def correlated(
    classes: Annotated[int, Field(ge=3, le=10, description="Number of classes.")],
    rho: Annotated[float, Field(ge=0, le=1, description="How far the first two classes share their evidence.")] = 0.0,
) -> Family:
    """Categories of which the first two share evidence: a word for either also scores rho for the other.

    The class is the highest score after a unit normal draw a class, so that the two grow indistinguishable as rho goes to
    1, where the manifold has lost a dimension; without the draw the sign of their difference would decide at any rho < 1.
    """
    plain = categorical(classes)
    mixing = np.eye(classes)
    mixing[0, 1] = mixing[1, 0] = rho

    def label(total: np.ndarray, lengths: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return (total + rng.standard_normal(total.shape)).argmax(axis=1)

    shape = Shape(classes, classes - (1 if rho < 1 else 2))
    return replace(plain, scores=plain.scores @ mixing, shape=shape, label=label)


MODIFIERS = {"not": (-1.0, 3), "extremely": (2.0, 1)}


def with_context(family: Family, modifiers: dict[str, tuple[float, int]] = MODIFIERS) -> Family:
    """The family with modifiers as words: by default `not` flips three words, `extremely` doubles one. Aitken et al. 2020."""
    scores = np.concatenate([family.scores, np.zeros((len(modifiers), family.scores.shape[1]))])
    return replace(family, words=family.words + list(modifiers), scores=scores, modifiers=modifiers)


FAMILIES: dict[str, Callable[..., Family]] = {
    "categorical": categorical,
    "ordered": ordered,
    "planar": planar,
    "multilabel": multilabel,
    "correlated": correlated,
}


def make_family(family: str, context: bool = False, **options) -> Family:
    """The family of this name with its own options, with modifiers where `context` says so."""
    made = FAMILIES[family](**options)
    return with_context(made) if context else made
