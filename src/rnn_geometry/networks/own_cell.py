"""A cell that a user wrote: its class read from the file that the config names, made a `Cell`, and tried before it is trained.

Code comes from the config alone. A network's file says of which class and which file's content its cell is, and is refused
where the config says otherwise; it never leads to code by itself.
"""

import importlib.abc
import importlib.util
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.func import jacrev, vmap

from rnn_geometry.networks.cells import Cell
from rnn_geometry.own import digest, split_import

# of the trial: numbers that no cell has by itself
TRIED_INPUTS = 5
TRIED_ROWS = 3
SAME = 1e-9  # in float64: what two ways to compute the same may differ by


class OwnCellError(ValueError):
    """A user's cell that cannot be used; the message names its file, says what is wrong and what would be right."""


class Wrapped(Cell):
    """A module with a method `step(x, h)` as a Cell. Its step is only ever given inputs [B, I] and states [B, S].

    Its state has as many numbers as the module's attribute `state_size` says, or else as it has units; it begins at zero.
    """

    def __init__(self, module: nn.Module, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.module = module
        self.state_size = getattr(module, "state_size", hidden_size)

    def step(self, x: Tensor, h: Tensor) -> Tensor:
        if h.ndim == 2 and x.ndim == 2:
            return self.module.step(x, h)
        places = h.shape[:-1]
        rows = math.prod(places)
        x = x.expand(*places, x.shape[-1]).reshape(rows, x.shape[-1])
        return self.module.step(x, h.reshape(rows, h.shape[-1])).reshape(h.shape)

    def initial_state(self, batch: int) -> Tensor:
        numbers = next(chain(self.parameters(), self.buffers()), torch.zeros(()))
        return numbers.new_zeros(batch, self.state_size)


class _AsRead(importlib.abc.InspectLoader):
    """Runs code as it was read, so that what runs is what its digest is of: no bytecode kept from an earlier content."""

    def __init__(self, source: bytes, path: str):
        self.source = source
        self.path = path

    def get_source(self, name: str) -> str:
        return importlib.util.decode_source(self.source)

    def get_code(self, name: str):
        return self.source_to_code(self.source, self.path)


def load_cell(definition: dict) -> Callable[[int, int], Cell]:
    """What makes the cell, of (input_size, hidden_size), of a definition as the config's `OwnCell.identity` has it: `import`,
    `path/to/file.py:Class`, and `digest`, of the file's content.

    The file is run. Raises OwnCellError where it has changed, fails, or lacks the class.
    """
    path, name = split_import(definition["import"])
    source = Path(path).read_bytes()
    if digest(source) != definition["digest"]:
        raise OwnCellError(f"{path} has changed since this study was started; call it again")
    own = getattr(_run(path, source, f"own_cell_{definition['digest']}"), name, None)
    if not isinstance(own, type) or not issubclass(own, nn.Module):
        raise OwnCellError(f"{path}: {name} is no class of torch modules; expected `class {name}(nn.Module)`")

    def make(input_size: int, hidden_size: int) -> Cell:
        with _told(f"{path}: {name}(input_size={input_size}, hidden_size={hidden_size})"):
            made = own(input_size, hidden_size)
        if not callable(getattr(made, "step", None)):
            raise OwnCellError(f"{path}: {name} has no method step(x, h), from which the next state follows")
        return made if isinstance(made, Cell) else Wrapped(made, input_size, hidden_size)

    return make


def _run(path: str, source: bytes, name: str):
    """The module of a file's code."""
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, _AsRead(source, path), origin=path))
    # dataclasses and the like look their module up
    module.__file__ = path
    sys.modules[name] = module
    with _told(f"{path} (it may import installed packages and this one, but no file beside it)"):
        module.__spec__.loader.exec_module(module)
    return module


@contextmanager
def _told(place: str) -> Iterator[None]:
    """An error in the user's code told as what it is, with the place where it was called."""
    try:
        yield
    except OwnCellError:
        raise
    except Exception as error:  # whatever code that is not ours may raise; its traceback goes with it
        raise OwnCellError(f"{place} fails: {type(error).__name__}: {error}") from error


def require_same_cell(path: str | Path, kept: str | dict, own_cell: dict | None) -> None:
    """Raise OwnCellError where a network's file is not of the cell that the config has. kept: what the file says, the name of
    a built-in cell, or the definition of a user's own; own_cell: the config's, None for a built-in one."""
    own_kept = kept if isinstance(kept, dict) else None
    if own_kept == own_cell:
        return
    if own_cell is None:
        raise OwnCellError(f"{path}: its cell is {_describe(kept)}, and code is run on the config's word alone: give own_cell")
    raise OwnCellError(f"{path}: its cell is {_describe(kept)}, but the config has {_describe(own_cell)}: train it anew")


def _describe(cell: str | dict) -> str:
    if not isinstance(cell, dict):
        return f"the built-in {cell!r}"
    return f"{cell.get('import')!r} (content {cell.get('digest')})"


def try_cell(definition: dict, hidden_size: int) -> dict:
    """Make a user's cell and take a few steps with it; returns a record: `import`, `digest`, `state_size`, `parameters`.

    Raises OwnCellError for a step that fails, returns another shape, changes what it is given, looks at other rows, gives
    another result the second time, or has no derivative: training and analysis rely on all of these.
    """
    cell = load_cell(definition)(TRIED_INPUTS, hidden_size)
    name = definition["import"]
    if not isinstance(cell.state_size, int) or cell.state_size < hidden_size:
        raise OwnCellError(
            f"{name}: state_size is {cell.state_size!r}, but the readout sees the first {hidden_size} numbers, hidden_size"
        )
    parameters = sum(weights.numel() for weights in cell.parameters() if weights.requires_grad)
    called = f"x [{TRIED_ROWS}, {TRIED_INPUTS}] and h [{TRIED_ROWS}, {cell.state_size}]"
    with _told(f"{name}: step, called with {called} (a longer state sets self.state_size),"):
        _require_sound(name, cell.double().eval())
        _require_rows_apart(name, cell.train())
    return {**definition, "state_size": cell.state_size, "parameters": parameters}


def _trial(cell: Cell) -> Iterator[Tensor]:
    """Inputs and states to try a cell with."""
    generator = torch.Generator().manual_seed(0)
    for size in (TRIED_INPUTS, cell.state_size):
        yield torch.randn(TRIED_ROWS, size, generator=generator, dtype=torch.float64) / 4


def _require_rows_apart(name: str, cell: Cell) -> None:
    """That each row is updated by itself and always alike, in the mode that the cell is in: dropout and norms have two."""
    x, h = _trial(cell)
    mode = " while it is trained" if cell.training else ""
    after = cell.step(x, h)
    if not torch.equal(after, cell.step(x, h)):
        raise OwnCellError(
            f"{name}: step gives another result the second time{mode}; it must not draw random numbers or remember"
        )
    if not torch.allclose(after[1:], cell.step(x[1:], h[1:]), rtol=0, atol=SAME):
        raise OwnCellError(f"{name}: step gives a row another result among others{mode}; rows are texts of their own")


def _require_sound(name: str, cell: Cell) -> None:
    x, h = _trial(cell)
    given = (x.clone(), h.clone())
    shapes = f"inputs {list(x.shape)} and states {list(h.shape)}"
    after = cell.step(x, h)
    if not isinstance(after, Tensor):
        raise OwnCellError(f"{name}: step returns a {type(after).__name__}; expected one tensor, the next states")
    if after.shape != h.shape:
        raise OwnCellError(f"{name}: step returns {list(after.shape)} for {shapes}; expected the next states, {list(h.shape)}")
    if after.dtype != h.dtype:
        raise OwnCellError(f"{name}: step returns {after.dtype} for states in {h.dtype}; expected the states' own precision")
    if not torch.isfinite(after).all():
        raise OwnCellError(f"{name}: step returns NaN or infinite numbers for {shapes} as small as 1; are all weights drawn?")
    if not (torch.equal(x, given[0]) and torch.equal(h, given[1])):
        raise OwnCellError(f"{name}: step changes the inputs or states that it is given; it must return new ones")
    _require_rows_apart(name, cell)
    alone = torch.cat([cell.step(x[row : row + 1], h[row : row + 1]) for row in range(TRIED_ROWS)])
    if not torch.allclose(after, alone, rtol=0, atol=SAME):
        raise OwnCellError(f"{name}: step gives a row another result among others than alone; rows are texts of their own")
    if not (vmap(jacrev(cell.step, argnums=1))(x, h).any() or vmap(jacrev(cell.step, argnums=0))(x, h).any()):
        raise OwnCellError(f"{name}: step has no derivative by state or input; autograd must see through it (no detach)")
    first = cell.unroll(x[:, None])[:, 0]
    start = cell.initial_state(TRIED_ROWS)
    if start.shape != h.shape or not torch.allclose(first, cell.step(x, start), rtol=0, atol=SAME):
        raise OwnCellError(f"{name}: unroll begins with another state than one step from initial_state gives")
