"""Pairs of texts whose states are swapped, and what should be decided then."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.counter import Counter
from rnn_geometry.tasks.encoded import Texts
from rnn_geometry.tasks.families import TIE

LEAST_PAIRS = 10  # of fewer, a share says nothing


@dataclass(frozen=True)
class Pairs:
    """P pairs of texts, A (`first`) and B (`second`), and the states [P, T, S] after each of their words; `rows` and
    `other_rows` [P] are their numbers among the texts that they were drawn from."""

    first: Texts
    second: Texts
    states: Tensor
    other_states: Tensor
    rows: np.ndarray
    other_rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, chosen) -> "Pairs":
        return Pairs(*(part[chosen] for part in vars(self).values()))

    def words(self, place: float) -> np.ndarray:
        """How many words [P] are read at a place, a share of the shorter text: at least one, and not all of either."""
        shorter = np.minimum(self.first.lengths, self.second.lengths)
        return np.clip(np.round(place * shorter).astype(int), 1, shorter - 1)

    def at(self, place: float) -> tuple[Tensor, Tensor]:
        """The states [P, S] of A and of B there."""
        last = torch.from_numpy(self.words(place) - 1)
        rows = torch.arange(len(self))
        return self.states[rows, last], self.other_states[rows, last]

    def mixed(self, place: float) -> np.ndarray:
        """The tokens [P, T] of texts that begin as B and go on as A; they are as long as A."""
        read = np.arange(self.first.tokens.shape[1]) < self.words(place)[:, None]
        return np.where(read, self.second.tokens, self.first.tokens)


def draw_pairs(network: Classifier, texts: Texts, count: int, rng: np.random.Generator) -> Pairs:
    """At most `count` pairs of texts of two words and more, each text once A and once B."""
    long = np.flatnonzero(texts.lengths > 1)
    rows = rng.permutation(long)[:count]
    rows = rows if len(rows) > 1 else rows[:0]  # a text is no pair by itself
    chosen = texts[rows]
    longest = chosen.lengths.max(initial=1)
    tokens = torch.from_numpy(chosen.tokens[:, :longest]).long()
    states = network.states(tokens) if len(rows) else network.readout.weight.new_empty(0, 1, network.cell.state_size)
    follow = np.roll(np.arange(len(rows)), 1)
    return Pairs(chosen, chosen[follow], states, states[torch.from_numpy(follow)], rows, rows[follow])


@dataclass(frozen=True)
class Decided:
    """What should be decided of P pairs: on A, `own` [P], and on a text that begins as B and goes on as A, `mixed` [P]."""

    own: np.ndarray
    mixed: np.ndarray

    @classmethod
    def by(cls, counter: Counter, pairs: Pairs, place: float) -> "Decided":
        """What an ideal counter decides."""
        lengths = pairs.first.lengths
        return cls(counter.decide(pairs.first.tokens, lengths), counter.decide(pairs.mixed(place), lengths))

    @property
    def known(self) -> np.ndarray:
        """Where neither is a tie: bool [P]."""
        return (self.own != TIE) & (self.mixed != TIE)

    @property
    def telling(self) -> np.ndarray:
        """Where the two differ, so that to swap nothing is wrong: bool [P]."""
        return self.known & (self.own != self.mixed)

    @property
    def chance(self) -> float:
        """The largest share of the telling pairs on which one answer is right, for either."""
        shares = [np.unique(label[self.telling], return_counts=True)[1].max(initial=0) for label in (self.own, self.mixed)]
        return float(max(shares) / self.telling.sum()) if self.telling.sum() >= LEAST_PAIRS else float("nan")


def share(right: np.ndarray, chosen: np.ndarray) -> float:
    """The share of the chosen pairs, bool [P], that are right; NaN of fewer than LEAST_PAIRS."""
    return float(right[chosen].mean()) if chosen.sum() >= LEAST_PAIRS else float("nan")
