"""What a network's outputs stand for: one class of several (a softmax), or any set of labels (a sigmoid for each).

A set of labels is written as a binary number, label i its bit i. Numpy arrays and torch tensors are taken alike, and torch is
not imported: the losses are in `networks.losses`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from rnn_geometry.rounding import MARGIN, first_largest

NAMED_LABELS = 4  # of more labels, the sets are too many to name
EMPTY = ("none", "no label")  # a set without a label: the first of these that is no label
BETWEEN = ("+", " + ", " & ", " and ")  # labels of a set: the first of these that tells sets from labels

Array = TypeVar("Array")  # a numpy array or a torch tensor


@dataclass(frozen=True)
class Softmax:
    """One of N classes: the one with the highest logit. outputs: N."""

    outputs: int

    independent = False  # whether each output is decided on its own
    all_named = True  # whether each answer has a name of its own

    @property
    def classes(self) -> int:
        """How many answers there are."""
        return self.outputs

    def predict(self, logits: Array) -> Array:
        """The labels [...] that logits [..., N] stand for."""
        return logits.argmax(-1)

    def members(self, labels: Array) -> Array:
        """Which outputs [..., N] belong to labels [...]: the class itself."""
        return labels[..., None] == _numbers(labels, self.outputs)

    def count(self, labels: np.ndarray) -> np.ndarray:
        """How many of the labels [n] are of each class [N]."""
        return np.bincount(labels, minlength=self.outputs)

    def centre(self, logits: Array) -> Array:
        """Logits [..., N] about their mean: a softmax does not see what all of them share."""
        return logits - logits.mean(axis=-1, keepdims=True)

    def log_odds(self, log_shares: Callable[[np.ndarray], np.ndarray], labels: np.ndarray) -> np.ndarray:
        """The evidence [V, N] of V words for each output, of texts with labels [n]: log p(word | class), centred.

        log_shares: from a choice of texts, bool [n], to log p(word) [V] there.
        """
        return self.centre(np.stack([log_shares(chosen) for chosen in self.members(labels).T], axis=1))

    def agree(self, found: np.ndarray, counted: np.ndarray) -> np.ndarray:
        """Whether [W] the most of the evidence found [W, N] is for the class, or one of several, that the most is counted for
        [W, N]."""
        claimed = counted[np.arange(len(found)), found.argmax(axis=1)]
        return claimed >= counted.max(axis=1) - MARGIN

    def class_names(self, outputs: list[str]) -> list[str]:
        """The names of the answers, from those of the outputs."""
        return outputs

    def output_names(self, classes: list[str]) -> list[str]:
        """The names of the outputs, from those of the answers."""
        return classes


@dataclass(frozen=True)
class Sigmoids:
    """Any set of M labels: those with a logit of at least 0. outputs: M."""

    outputs: int

    independent = True

    @property
    def all_named(self) -> bool:
        """Whether each set has a name of its own: not of more than NAMED_LABELS labels."""
        return self.outputs <= NAMED_LABELS

    @property
    def classes(self) -> int:
        """How many sets there are: 2^M."""
        return 2**self.outputs

    def predict(self, logits: Array) -> Array:
        """The sets [...] that logits [..., M] stand for."""
        return ((logits >= 0) * 2 ** _numbers(logits, self.outputs)).sum(-1)

    def members(self, labels: Array) -> Array:
        """Which labels [..., M] are in sets [...]: their bits."""
        return (labels[..., None] >> _numbers(labels, self.outputs) & 1) == 1

    def count(self, labels: np.ndarray) -> np.ndarray:
        """How many of the sets [n] have each label [M]."""
        return np.array([(labels >> i & 1).sum() for i in range(self.outputs)])

    def centre(self, logits: Array) -> Array:
        """The logits [..., M] as they are: each stands on its own."""
        return logits

    def log_odds(self, log_shares: Callable[[np.ndarray], np.ndarray], labels: np.ndarray) -> np.ndarray:
        """The evidence [V, M] of V words for each output, of texts with sets [n]: log p(word | label on) - log p(word | off).

        log_shares: from a choice of texts, bool [n], to log p(word) [V] there.
        """
        members = self.members(labels).T
        inside = np.stack([log_shares(chosen) for chosen in members], axis=1)
        return inside - np.stack([log_shares(~chosen) for chosen in members], axis=1)

    def agree(self, found: np.ndarray, counted: np.ndarray) -> np.ndarray:
        """Whether [W] the evidence found [W, M] has the right sign for the label, the first of several, that the most is
        counted for or against [W, M]."""
        strongest = np.arange(len(found)), first_largest(np.abs(counted))
        return np.sign(found[strongest]) == np.sign(counted[strongest])

    def class_names(self, outputs: list[str]) -> list[str]:
        """What each set stands for, such as `joy+love` or `none`; the labels themselves where they are too many for that."""
        if not self.all_named:
            return outputs
        bits = self.members(np.arange(self.classes))
        sets = [[name for name, is_in in zip(outputs, chosen, strict=True) if is_in] for chosen in bits]
        for between in BETWEEN:
            names = [between.join(of_set) or self.empty_name(outputs) for of_set in sets]
            if len(set(names)) == len(names):
                break
        return names

    def empty_name(self, outputs: list[str]) -> str:
        """What the set without a label is called: what no label is."""
        return next(name for name in (*EMPTY, "-" * (1 + max(map(len, outputs)))) if name not in outputs)

    def output_names(self, classes: list[str]) -> list[str]:
        """The names of the labels, from those of the sets."""
        if len(classes) == self.outputs:
            return classes
        return [classes[1 << i] for i in range(self.outputs)]


Target = Softmax | Sigmoids


def target_of(outputs: int, multilabel: bool) -> Target:
    """The target of that number of outputs, as files write it down: `multilabel` says whether each of them is a label."""
    return Sigmoids(outputs) if multilabel else Softmax(outputs)


def _numbers(like: Array, count: int) -> Array:
    """0 ... count - 1, int64: a numpy array, or a torch tensor on the device of another."""
    if isinstance(like, np.ndarray):
        return np.arange(count)
    return like.new_tensor(range(count)).long()
