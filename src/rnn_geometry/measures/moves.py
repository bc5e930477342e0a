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


def moves_of(visited: dict[str, np.ndarray], tokens: np.ndarray) -> Moves:
    """The steps that led to the visited states.

    visited: the arrays of `states.safetensors`, where the states of a text follow one another; tokens [n, T]: of the texts
    that were read.
    """
    start = np.roll(visited["states"], 1, axis=0)
    start[visited["position"] == 0] = visited["initial_state"]
    return Moves(start, visited["states"], tokens[visited["text"], visited["position"]])


def final_states(states: np.ndarray, text: np.ndarray) -> np.ndarray:
    """The last state [n, S] of each text, of states [M, S] that belong to texts [M] in runs."""
    return states[np.flatnonzero(np.diff(text, append=-1))]
