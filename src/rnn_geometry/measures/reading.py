"""Texts that are read on from states which something was done to."""

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts


def read_on(network: Classifier, texts: Texts, places: np.ndarray, starts: Tensor) -> Tensor:
    """The last states [V, P, S] of P texts that are read from the word at `places` [P] (from 0) on, from V states of each,
    starts [V, P, S]. All are read together, a word at a time; a text that is over leaves the batch."""
    left = texts.lengths - places
    order = np.argsort(-left, kind="stable")
    at = places[order, None] + np.arange(max(left.max(initial=0), 0))
    rows = np.take_along_axis(texts.tokens[order], np.minimum(at, texts.tokens.shape[1] - 1), axis=1)
    tokens = torch.from_numpy(rows).long()
    variants, _, size = starts.shape
    h = starts[:, torch.from_numpy(order)]
    for step in range(tokens.shape[1]):
        reading = int((left > step).sum())
        x = network.embedding(tokens[:reading, step]).repeat(variants, 1)
        h[:, :reading] = network.cell.step(x, h[:, :reading].reshape(-1, size)).view(variants, reading, size)
    return h[:, torch.from_numpy(np.argsort(order, kind="stable"))]


def seen_logits(network: Classifier, states: Tensor) -> np.ndarray:
    """The logits [..., N] that are read in states [..., S], as the target sees them, in float64."""
    return network.target.centre(network.logits(states)).double().numpy()
