"""Where words moved the state while texts were read: two states in a row are a deflection F(h, x_w) - h at a visited state, so
this needs no network."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Moves:
    """Steps of texts: from [M, S] one state, to [M, S] the next, through a word token [M]."""

    start: np.ndarray
    end: np.ndarray
    token: np.ndarray

    @property
    def by(self) -> np.ndarray:
        """How far each step went: [M, S]."""
        return self.end - self.start

    def __getitem__(self, rows) -> "Moves":
        return Moves(self.start[rows], self.end[rows], self.token[rows])


def mean_lengths(moves: Moves, words: int) -> np.ndarray:
    """How far each word moved the state, on average over its places: [words]; NaN for one that did not occur."""
    counts = np.bincount(moves.token, minlength=words)
    sums = np.bincount(moves.token, weights=np.linalg.norm(moves.by, axis=1), minlength=words)
    return np.divide(sums, counts, out=np.full(words, np.nan), where=counts > 0)


def moves_of(visited: dict[str, np.ndarray], tokens: np.ndarray) -> Moves:
    """The steps that led to the visited states.

    visited: the arrays of `states.safetensors`, where the states of a text follow one another; tokens [n, T]: of the texts
    that were read.
    """
    return Moves(states_before(visited), visited["states"], tokens[visited["text"], visited["position"]])


def mean_step(visited: dict[str, np.ndarray]) -> float:
    """How far a word moved the state, on average over the visited states."""
    return float(np.linalg.norm(visited["states"] - states_before(visited), axis=1).mean())


def states_before(visited: dict[str, np.ndarray]) -> np.ndarray:
    """The state [M, S] before each of the visited states; before the first word of a text the initial one."""
    before = np.roll(visited["states"], 1, axis=0)
    before[visited["position"] == 0] = visited["initial_state"]
    return before


def final_states(states: np.ndarray, text: np.ndarray) -> np.ndarray:
    """The last state [n, S] of each text, of states [M, S] that belong to texts [M] in runs."""
    return states[np.flatnonzero(np.diff(text, append=-1))]
