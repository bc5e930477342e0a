"""States that a network visits, and the constant input x* at which its dynamics are studied."""

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import PAD, Texts


def visited_states(network: Classifier, texts: Texts, x: Tensor | None = None, batch: int = 256) -> dict[str, np.ndarray]:
    """Every state that the network visits while it reads the texts, as the analysis sees it; padding is left out.

    x: the constant input [I], for cells whose state is read at a query (`Cell.readable`). Returns states [M, S], with the
    text [M] and the position [M] (from 0) of each; for the n texts their label [n], the label predicted [n] by the network
    itself at the last token and their score [n, K]; the readouts [N, S] as directions of the state space (nothing on the part
    of the state that they do not see); and the initial_state [S].
    """
    real = np.arange(texts.tokens.shape[1]) < texts.lengths[:, None]  # [n, T]
    text, position = np.nonzero(real)
    with torch.no_grad():
        seen = network.readable(x)
        tokens = torch.from_numpy(texts.tokens).long()
        lengths = torch.from_numpy(texts.lengths)
        states = torch.cat([seen.states(part) for part in tokens.split(batch)])[torch.from_numpy(real)]
        pairs = zip(tokens.split(batch), lengths.long().split(batch), strict=True)
        predicted = torch.cat([network.predict(network(*pair)) for pair in pairs])
        readouts = torch.zeros(network.readout.out_features, seen.cell.state_size)
        readouts[:, : network.cell.readout_size] = network.readout.weight
    return {
        "states": states.numpy(),
        "text": text,
        "position": position,
        "label": texts.labels,
        "predicted": predicted.numpy(),
        "score": texts.scores,
        "readouts": readouts.numpy(),
        "initial_state": seen.cell.initial_state(1)[0].detach().numpy(),
    }


def last_states(network: Classifier, texts: Texts, batch: int = 256) -> Tensor:
    """The last state [n, S] of each of the texts, as the network reads them."""
    tokens = torch.from_numpy(texts.tokens).long().split(batch)
    lengths = torch.from_numpy(texts.lengths).long().split(batch)
    ends = [network.states(part)[torch.arange(len(part)), count - 1] for part, count in zip(tokens, lengths, strict=True)]
    return torch.cat(ends)


def constant_input(network: Classifier, choice: str, vocabulary: list[str], texts: Texts) -> Tensor:
    """The constant input x* [I]: "zero", "mean" (the mean input over the texts' tokens), or a word of the vocabulary.

    Raises ValueError for a word that the vocabulary lacks.
    """
    table = network.embedding.weight
    if choice == "zero":
        return torch.zeros_like(table[0])
    if choice == "mean":
        counts = np.bincount(texts.tokens[texts.tokens != PAD], minlength=len(table))
        return torch.from_numpy(counts / counts.sum()).to(table) @ table
    if choice not in vocabulary:
        raise ValueError(f"constant input {choice!r} is neither zero, mean nor a word of the task's vocabulary")
    return table[vocabulary.index(choice)].clone()
