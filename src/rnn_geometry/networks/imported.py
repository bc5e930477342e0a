"""A network that was trained elsewhere: an embedding, one layer of torch's nn.GRU, nn.LSTM or nn.RNN, and a linear readout at
the last word, read from the file of its weights as one of this package's classifiers.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

from rnn_geometry.networks.classifier import Classifier, build_network
from rnn_geometry.targets import Target

GATES = {"vanilla": 1, "gru": 3, "lstm": 4}  # blocks of H rows in torch's weights
NOT_READ = {"_reverse": "reads texts both ways", "weight_hr": "projects its state", "_l1": "has more than one layer"}


class UnfitWeights(ValueError):
    """A file of weights that is none of such a network, or not one of the task's; the message names the file and the tensor."""


def read_weights(path: str | Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, or of a state dict that torch saved; nothing in either is executed.

    Where the dict has its tensors under `state_dict`, as training frameworks write it, those. Raises UnfitWeights.
    """
    try:
        if Path(path).suffix == ".safetensors":
            return load_file(path)
        found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises what its reader meets, in a damaged file and in one with more than tensors
        wanted = "a safetensors file, or what torch.save writes of the network's state_dict(), not of the network"
        raise UnfitWeights(f"{path}: not a readable file of tensors; expected {wanted}") from error
    found = found.get("state_dict", found) if isinstance(found, dict) else found
    if not isinstance(found, dict) or not all(isinstance(tensor, Tensor) for tensor in found.values()):
        there = f"{type(found).__name__}" + (
            f" with {', '.join(map(str, list(found)[:10]))}" if isinstance(found, dict) else ""
        )
        raise UnfitWeights(f"{path}: not a state dict, names with tensors, alone or under state_dict, but a {there}")
    return dict(found)


def import_network(
    path: str | Path, *, cell: str, hidden_size: int, keys: Mapping[str, str], rows: np.ndarray, target: Target
) -> tuple[Classifier, dict]:
    """The network in a file of weights and its architecture, as checkpoints keep it.

    keys: the names of its modules `embedding`, `rnn` and `readout`; rows: the embedding's row of each of the task's tokens
    [V], -1 for one it has none for, whose input is zero; target: of the task, in whose order the readout has its rows.
    Raises UnfitWeights for what is missing, of another shape, or more than such a network has.
    """
    tensors = _Tensors(path, keys)
    table = tensors.take("embedding", "weight", (None, None))
    _, width = table.shape
    wide = GATES[cell] * hidden_size
    tensors.require_one_layer()
    weights = {"embedding.weight": _in_order(table, rows, f"{path}: {tensors.name('embedding', 'weight')}")}
    for name, columns in {"weight_ih_l0": width, "weight_hh_l0": hidden_size}.items():
        weights[f"cell.rnn.{name}"] = tensors.take("rnn", name, (wide, columns), f"{cell}, {hidden_size} units")
    for name in ("bias_ih_l0", "bias_hh_l0"):
        weights[f"cell.rnn.{name}"] = tensors.take("rnn", name, (wide,)) if tensors.has("rnn", name) else torch.zeros(wide)
    what = f"{target.outputs} outputs, {hidden_size} units"
    biased = tensors.has("readout", "bias")
    weights["readout.weight"] = tensors.take("readout", "weight", (target.outputs, hidden_size), what)
    if biased:
        weights["readout.bias"] = tensors.take("readout", "bias", (target.outputs,), what)
    tensors.require_none_left()
    architecture = {"cell": cell, "hidden_size": hidden_size, "vocabulary_size": len(rows), "embedding": width}
    architecture |= {"outputs": target.outputs, "readout_bias": biased, "multilabel": target.independent}
    network = build_network(architecture)
    network.load_state_dict(weights)
    return network.eval().requires_grad_(False), architecture


class _Tensors:
    """The tensors of a file, taken out one by one; keys: the names of the modules that they are of."""

    def __init__(self, path: str | Path, keys: Mapping[str, str]):
        self.path = path
        self.keys = keys
        self.left = {name: tensor.float() for name, tensor in read_weights(path).items()}
        self.there = ", ".join(list(self.left)[:20])

    def name(self, part: str, name: str) -> str:
        """The whole name of a tensor; a key may be that of a module, or of its tensor `weight`."""
        return f"{self.keys[part].removesuffix('.weight').rstrip('.')}.{name}".lstrip(".")

    def has(self, part: str, name: str) -> bool:
        return self.name(part, name) in self.left

    def take(self, part: str, name: str, shape: tuple, what: str = "") -> Tensor:
        """A tensor of this shape, in which None stands for any size."""
        name = self.name(part, name)
        if name not in self.left:
            raise UnfitWeights(f"{self.path}: no tensor {name!r} (keys.{part}: {self.keys[part]!r}); there are: {self.there}")
        tensor = self.left.pop(name)
        wanted = ["any" if size is None else size for size in shape]
        fits = tensor.ndim == len(shape) and all(size in (None, real) for size, real in zip(shape, tensor.shape, strict=True))
        if not fits:
            about = f" ({what})" if what else ""
            single = part == "readout" and tensor.shape[:1] == (1,)
            hint = "; a single output for two classes, w, is two rows, -w/2 and w/2" if single else ""
            raise UnfitWeights(f"{self.path}: {name} has the shape {list(tensor.shape)}, expected {wanted}{about}{hint}")
        if not torch.isfinite(tensor).all():
            raise UnfitWeights(f"{self.path}: {name} holds NaN or infinite numbers")
        return tensor

    def require_one_layer(self) -> None:
        module = self.name("rnn", "")
        for name in filter(lambda name: name.startswith(module), self.left):
            for sign, what in NOT_READ.items():
                if sign in name.removeprefix(module):
                    one = "one layer that reads forward is what can be analysed"
                    raise UnfitWeights(f"{self.path}: {name}: the network {what}; {one}")

    def require_none_left(self) -> None:
        if self.left:
            modules = ", ".join(f"{part}: {key}" for part, key in self.keys.items())
            more = "a network of more parts is not read"
            raise UnfitWeights(f"{self.path}: {min(self.left)} is of none of the modules {modules}; {more}")


def _in_order(table: Tensor, rows: np.ndarray, place: str) -> Tensor:
    """The embedding's rows in the order of the task's tokens."""
    known = int((rows >= 0).sum())
    if len(table) != known:
        raise UnfitWeights(f"{place} has {len(table)} rows, but the task's vocabulary has {known} words for it, a row each")
    ordered = table[torch.from_numpy(np.maximum(rows, 0))].clone()
    ordered[torch.from_numpy(rows < 0)] = 0
    return ordered
