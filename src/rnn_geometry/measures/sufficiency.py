"""Whether the leading principal components of its states are all that a network uses: its accuracy on states projected on
them, and with them removed, when the last states are changed, and when every state is while the text is read."""

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.linearisation import unroll
from rnn_geometry.measures.projection import Projection
from rnn_geometry.measures.states import last_states
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.rounding import MARGIN
from rnn_geometry.tasks.encoded import Texts

RANDOM_SUBSPACES = 10


def keep(states: Tensor, mean: Tensor, axes: Tensor) -> Tensor:
    """States [..., S] about `mean` [S], projected on the span of orthonormal axes [S, D]."""
    return mean + (states - mean) @ axes @ axes.T


def remove(states: Tensor, mean: Tensor, axes: Tensor) -> Tensor:
    """States [..., S] about `mean` [S] without their part in the span of orthonormal axes [S, D]."""
    return states - (states - mean) @ axes @ axes.T


def accuracy(network: Classifier, states: Tensor, labels: Tensor) -> float:
    """How often the label that is read in states [n, S] is the true one [n]."""
    return float((network.predict(network.logits(states)) == labels).double().mean())


def accuracy_at_end(
    network: Classifier, texts: Texts, mean: Tensor, axes: Tensor, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Accuracies over the first k = 0 ... D of the orthonormal axes [S, D], [D + 1] each, where the last states alone are
    changed: kept_at_end, removed_at_end; random_at_end: kept in random subspaces of k dimensions, the mean of some."""
    labels = torch.from_numpy(texts.labels)
    ends = last_states(network, texts)
    found = {name: [] for name in ("kept_at_end", "removed_at_end", "random_at_end")}
    for k in range(axes.shape[1] + 1):
        for name, change in (("kept", keep), ("removed", remove)):
            found[f"{name}_at_end"].append(accuracy(network, change(ends, mean, axes[:, :k]), labels))
        draws = torch.from_numpy(rng.standard_normal((RANDOM_SUBSPACES, len(mean), k))).to(mean)
        bases = torch.linalg.qr(draws)[0] if k else draws
        found["random_at_end"].append(np.mean([accuracy(network, keep(ends, mean, basis), labels) for basis in bases]))
    return {name: np.array(values) for name, values in found.items()}


def accuracy_throughout(network: Classifier, texts: Texts, mean: Tensor, axes: Tensor) -> dict[str, np.ndarray]:
    """Accuracies [D + 1] likewise, where every state is changed before the next word is read: kept_throughout,
    removed_throughout; NaN of a network without dynamics, where no next state follows from a changed one."""
    if not network.cell.has_dynamics:
        return {name: np.full(axes.shape[1] + 1, np.nan) for name in ("kept_throughout", "removed_throughout")}
    inputs = network.embedding(torch.from_numpy(texts.tokens).long())
    lengths, labels = torch.from_numpy(texts.lengths), torch.from_numpy(texts.labels)
    start = network.cell.initial_state(1)[0]
    found = {"kept_throughout": [], "removed_throughout": []}
    for k in range(axes.shape[1] + 1):
        for name, change in (("kept", keep), ("removed", remove)):

            def step(x, h, change=change, leading=axes[:, :k]):
                return change(network.cell.step(x, h), mean, leading)

            found[f"{name}_throughout"].append(accuracy(network, unroll(step, inputs, lengths, start), labels))
    return {name: np.array(values) for name, values in found.items()}


def measure_sufficiency(
    network: Classifier, texts: tuple[Texts, int], visited: np.ndarray, expected: int, rng: np.random.Generator
) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """The record and the accuracies over k = 0 ... 2 expected + 2 principal components of the visited states [M, S].

    texts: all that are held out, for the last states; and how many of them are read with every state changed, which takes
    longer. The record has the accuracies at the expected number of components; beside them the network's own on all texts and
    that of the most frequent label; and `sufficient_components`, the fewest that keep the last states' accuracy within 0.01 of
    the network's own.
    """
    texts, few = texts
    projection = Projection(visited.astype(float), min(2 * expected + 2, visited.shape[1]))
    mean, axes = (torch.from_numpy(array.copy()).to(network.readout.weight) for array in (projection.mean, projection.axes))
    accuracies = accuracy_at_end(network, texts, mean, axes, rng) | accuracy_throughout(network, texts[:few], mean, axes)
    own = float(accuracies["removed_at_end"][0])
    enough = np.flatnonzero(accuracies["kept_at_end"] >= own - 0.01 - MARGIN)
    return {
        **{f"accuracy_{name}": float(values[expected]) for name, values in accuracies.items()},
        "accuracy_own": own,
        "accuracy_chance": float(np.bincount(texts.labels).max() / len(texts)),
        "sufficient_components": float(enough[0]) if len(enough) else float("nan"),
    }, accuracies
