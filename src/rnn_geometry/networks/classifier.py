"""The classifier around a cell: embedding, recurrence, and a readout at the last real token; and its checkpoint."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from rnn_geometry.files import DamagedArtefact, read_arrays, read_metadata, write_arrays
from rnn_geometry.networks.cells import CELLS, Cell
from rnn_geometry.networks.losses import loss_of
from rnn_geometry.networks.own_cell import load_cell, require_same_cell
from rnn_geometry.targets import Target, target_of
from rnn_geometry.tasks.encoded import PAD


class Classifier(nn.Module):
    """tokens -> embedding -> cell -> y = W h_T + b, read at each text's last real token.

    cell: a name in CELLS, or what makes a cell of (input_size, hidden_size); embedding: a size, or "one-hot" (fixed, one input
    a word); target: what its N logits stand for; cell_options: what the cell takes beside the sizes.
    """

    def __init__(
        self,
        *,
        cell: str | Callable[[int, int], Cell],
        hidden_size: int,
        vocabulary_size: int,
        embedding: int | str,
        target: Target,
        readout_bias: bool,
        cell_options: dict | None = None,
    ):
        super().__init__()
        self.target = target
        if embedding == "one-hot":
            table = torch.eye(vocabulary_size)
            table[PAD] = 0
            self.embedding = nn.Embedding.from_pretrained(table, freeze=True, padding_idx=PAD)
        else:
            self.embedding = nn.Embedding(vocabulary_size, embedding, padding_idx=PAD)
        make = CELLS[cell] if isinstance(cell, str) else cell
        self.cell = make(self.embedding.embedding_dim, hidden_size, **(cell_options or {}))
        self.readout = nn.Linear(self.cell.readout_size, target.outputs, bias=readout_bias)
        # 1/R instead of torch's 1/sqrt(R): logits start near zero, and with them what the softmax never corrects,
        # the part common to all readouts, which only the penalty would take away.
        bound = 1 / self.cell.readout_size
        nn.init.uniform_(self.readout.weight, -bound, bound)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Logits [B, N] of texts [B, T] of the given lengths [B]."""
        outputs = self.cell.unroll_outputs(self.embedding(tokens))
        last = (lengths - 1).view(-1, 1, 1).expand(-1, 1, outputs.shape[-1])
        return self.readout(outputs.gather(1, last).squeeze(1))

    def readable(self, x: Tensor | None) -> "Classifier":
        """The network as the analysis sees it at the constant input x [I]: itself, or a copy with the cell's readable dynamics,
        whose logits are those that the query of x* reads."""
        cell = self.cell.readable(x)
        if cell is self.cell:
            return self
        seen = deepcopy(self)
        seen.cell = cell
        return seen

    def states(self, tokens: Tensor) -> Tensor:
        """The states [B, T, S] after each token of texts [B, T]."""
        return self.cell.unroll(self.embedding(tokens))

    def logits(self, states: Tensor) -> Tensor:
        """The logits [..., N] that the readout sees in states [..., S]."""
        return self.readout(states[..., : self.cell.readout_size])

    def loss(self, logits: Tensor, labels: Tensor) -> Tensor:
        """The mean loss of logits [B, N] for labels [B]."""
        return loss_of(self.target, logits, labels)

    def predict(self, logits: Tensor) -> Tensor:
        """The labels [...] that logits [..., N] stand for."""
        return self.target.predict(logits)


def save_network(path: str | Path, network: Classifier, architecture: dict, run: dict) -> None:
    """Write the trained weights, with all that is needed to rebuild the network beside them."""
    write_arrays(path, weights_of(network, architecture), {"architecture": architecture, "run": run})


def weights_of(network: Classifier, architecture: dict) -> dict[str, np.ndarray]:
    """A copy of the weights, but for the identity table of a one-hot embedding: it is known from the architecture."""
    known = {"embedding.weight"} if architecture["embedding"] == "one-hot" else set()
    return {name: array.detach().cpu().numpy().copy() for name, array in network.state_dict().items() if name not in known}


def build_network(architecture: dict) -> Classifier:
    """An untrained network of an architecture, whose `cell` is a name in CELLS or the definition of a user's own, which is
    run: so this is for what the config says, not for what a file does."""
    options = dict(architecture)
    cell = options.pop("cell")
    target = target_of(options.pop("outputs"), options.pop("multilabel", False))
    return Classifier(cell=load_cell(cell) if isinstance(cell, dict) else cell, target=target, **options)


def load_network(path: str | Path, own_cell: dict | None = None) -> Classifier:
    """Rebuild the network of a checkpoint, frozen and in evaluation mode; raises DamagedArtefact where its file is unfit.

    own_cell: the config's definition of the user's own cell (`OwnCell.identity`), None for a built-in one. Code comes from it
    alone; raises OwnCellError where the checkpoint is of another cell.
    """
    architecture = read_metadata(path).get("architecture")
    if architecture is None:
        raise DamagedArtefact(path, "no architecture in its metadata")
    return restore_network(path, architecture, read_arrays(path), own_cell)


def restore_network(
    path: str | Path, architecture: dict, weights: dict[str, np.ndarray], own_cell: dict | None = None
) -> Classifier:
    """A network of an architecture with weights that were read from `path`, as `load_network` has it."""
    require_same_cell(path, architecture.get("cell"), own_cell)
    weights = {name: torch.from_numpy(array) for name, array in weights.items()}
    try:
        network = build_network(architecture | ({"cell": own_cell} if own_cell else {}))
        missing, unexpected = network.load_state_dict(weights, strict=False)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:  # an unknown cell, other options, other shapes
        raise DamagedArtefact(path, f"its weights do not fit {architecture} ({error})") from error
    trained = {name for name, parameter in network.named_parameters() if parameter.requires_grad}
    if trained & set(missing) or unexpected:
        raise DamagedArtefact(path, f"its weights are not those of {architecture}")
    return network.eval().requires_grad_(False)
