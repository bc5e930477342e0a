"""The ideal counter of a synthetic task: it sums up the scores of any words and decides by the rule of the task's family.

What a text made of two others should be called is known from it exactly, without a network and without a drawn label.
"""

from dataclasses import dataclass
from inspect import signature

import numpy as np

from rnn_geometry.shapes import Shape
from rnn_geometry.tasks.families import FAMILIES, MODIFIERS, Family
from rnn_geometry.tasks.synthetic import context_weights
from rnn_geometry.tasks.words import Words

# The labels of correlated classes are drawn; the likeliest is that of the highest score.
DECIDED_AS = {"correlated": "categorical"}
DIGITS = 9  # to which sums of scores are compared: equal ones are a tie, whatever rounding makes of them


@dataclass(frozen=True)
class Counter:
    """A family whose words are the tokens of a task, those that stand for no word included."""

    family: Family

    @classmethod
    def of(cls, task: dict, words: Words) -> "Counter | None":
        """The counter of a task, by its record and its words; None for real text, whose words have no scores."""
        if not words.are_synthetic:
            return None
        make = FAMILIES[DECIDED_AS.get(task["family"], task["family"])]
        sizes = {"classes", "labels"} & set(signature(make).parameters)
        rule = make(**dict.fromkeys(sizes, task["outputs"])).label
        modifiers = {word: about for word, about in MODIFIERS.items() if word in words.names}
        shape = Shape(task["outputs"], task["expected_dimension"])
        return cls(Family(words.names, words.scores, task["classes"], shape, rule, modifiers))

    def decide(self, tokens: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """The labels [n] of texts, tokens [n, T] of lengths [n]; TIE where no class wins."""
        real = np.arange(tokens.shape[1]) < lengths[:, None]
        weights = context_weights(self.family, tokens) * real  # [n, T]
        totals = (self.family.scores[tokens] * weights[..., None]).sum(axis=1).round(DIGITS)
        return np.asarray(self.family.label(totals, lengths, np.random.default_rng(0)), int)
