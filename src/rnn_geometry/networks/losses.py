"""What training minimises, by what a network's outputs stand for."""

from torch import Tensor
from torch.nn import functional

from rnn_geometry.targets import Sigmoids, Softmax, Target


def cross_entropy(target: Softmax, logits: Tensor, labels: Tensor) -> Tensor:
    """The mean cross-entropy of logits [B, N] for classes [B]."""
    return functional.cross_entropy(logits, labels)


def binary_cross_entropy(target: Sigmoids, logits: Tensor, labels: Tensor) -> Tensor:
    """The mean over texts of the binary cross-entropy of logits [B, M] for sets [B], summed over the labels."""
    wanted = target.members(labels).to(logits)
    return functional.binary_cross_entropy_with_logits(logits, wanted, reduction="sum") / len(labels)


LOSSES = {Softmax: cross_entropy, Sigmoids: binary_cross_entropy}


def loss_of(target: Target, logits: Tensor, labels: Tensor) -> Tensor:
    """The mean loss of logits [B, N] for labels [B]."""
    return LOSSES[type(target)](target, logits, labels)
