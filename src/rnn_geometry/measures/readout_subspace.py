"""How much of what a network's states vary in is what it reads: the share of their variance within the span of the readouts.

A state that carries nothing but the logits has all its variance there (the authors' public notebooks look at this share). Of
an LSTM's state [h, c] the readouts see h alone, so at most h's part can lie there.
"""

import numpy as np

from rnn_geometry.measures.moves import final_states
from rnn_geometry.measures.subject import Measured, Subject
from rnn_geometry.measures.universality import centred

RANK = 1e-6  # of the largest singular value: readouts that add less to their span add nothing


def measure(subject: Subject, options: None, rng: np.random.Generator) -> Measured:
    """The record `readout_subspace.json` of a run; draws nothing."""
    visited = subject.visited
    axes = span_of(visited["readouts"])
    return Measured(
        {
            "readout_share": share_within(visited["states"], axes),
            "readout_share_final": share_within(final_states(visited["states"], visited["text"]), axes),
            "readout_share_random": axes.shape[1] / len(axes),
        }
    )


def span_of(readouts: np.ndarray) -> np.ndarray:
    """An orthonormal basis [S, R] of the span of the readouts [N, S] about their mean, which a softmax does not see; of a
    single readout, its own direction."""
    differences = readouts - readouts.mean(axis=0) if len(readouts) > 1 else readouts
    _, lengths, directions = np.linalg.svd(differences.astype(float), full_matrices=False)
    return directions[lengths > RANK * lengths.max(initial=0.0)].T


def share_within(states: np.ndarray, axes: np.ndarray) -> float:
    """The share of the variance of states [M, S] in the span of orthonormal axes [S, R]; NaN where they do not vary."""
    offsets = centred(states)
    total = np.square(offsets).sum()
    return float(np.square(offsets @ axes).sum() / total) if total > 0 else float("nan")
