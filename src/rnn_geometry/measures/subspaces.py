"""Subspaces of a network's states that could hold what it has read so far, each an orthonormal basis [S, k]."""

import numpy as np
import torch

from rnn_geometry.engine.modes import Modes
from rnn_geometry.measures.effects import manifold_of
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.projection import Projection
from rnn_geometry.rounding import MARGIN_SINGLE
from rnn_geometry.targets import Target
from rnn_geometry.tasks.encoded import Texts

FITTED = 128  # training texts whose states the principal components are of


def principal_axes(subject: NetworkSubject, most: int) -> np.ndarray:
    """The first components [S, K] of states of training texts, at most `most` of them: texts whose states are not swapped."""
    return Projection(states_of(subject, subject.train_texts[:FITTED]).astype(float), most).axes


def states_of(subject: NetworkSubject, texts: Texts) -> np.ndarray:
    """All states [M, S] that the network visits in texts."""
    real = torch.arange(texts.tokens.shape[1]) < torch.from_numpy(texts.lengths)[:, None]
    return subject.network.states(torch.from_numpy(texts.tokens).long())[real].numpy()


def slow_mode_span(modes: Modes) -> np.ndarray:
    """The k-dimensional subspace [S, k] nearest to the spans of the k slow right eigenvectors at each of Q points: the leading
    eigenvectors of the mean of the projections on these spans. A complex eigenvector spans a plane, of which a pair has one."""
    right = modes.right.numpy()  # [Q, S, k]
    bases, sizes, _ = np.linalg.svd(np.concatenate([right.real, right.imag], axis=2), full_matrices=False)
    count = right.shape[2]
    leading = bases[..., :count] * (sizes[:, None, :count] > MARGIN_SINGLE)
    return np.linalg.eigh((leading @ leading.swapaxes(1, 2)).mean(axis=0))[1][:, ::-1][:, :count]


def readout_span(readouts: np.ndarray, target: Target) -> np.ndarray:
    """The row space [S, r] of readouts [N, S], as far as the target sees them."""
    rows, sizes, _ = np.linalg.svd(target.centre(readouts.T.astype(float)), full_matrices=False)
    return rows[:, sizes > MARGIN_SINGLE * max(sizes.max(), MARGIN_SINGLE)]


def slow_point_axes(subject: NetworkSubject, count: int) -> np.ndarray | None:
    """The first components [S, count] of the slow points; None where they do not span as many."""
    points = manifold_of(subject).numpy()
    return Projection(points.astype(float), count).axes if len(points) > count else None


def random_spans(size: int, count: int, draws: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Subspaces [S, count] of any direction."""
    return list(np.linalg.qr(rng.standard_normal((draws, size, count)))[0])
