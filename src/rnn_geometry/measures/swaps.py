"""What is swapped between the states of two texts, and what follows from it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.measures.pairs import Decided, share

DRAWS = 4  # random subspaces
BASES = ("slow_modes", "readouts", "slow_points")  # subspaces beside the leading components and random ones

Swaps = dict[str, Tensor]  # states [P, S] from which A is read on, by what was done to them


def swap(own: Tensor, other: Tensor, basis: np.ndarray) -> Tensor:
    """States [P, S] with their coordinates in a subspace, orthonormal [S, k], replaced by those of others [P, S]."""
    q = torch.from_numpy(basis.copy()).to(own)
    return own + (other - own) @ q @ q.T


def swap_coordinates(
    states: tuple[Tensor, Tensor], bases: dict, chances: list[np.ndarray], axes: np.ndarray, *, all_k: bool
) -> Swaps:
    """A's states [P, S] with B's coordinates, by name: `none` and `read`, none and all of them; `moved` those in the leading
    subspace, `rest` all others, `random_i` those in subspaces of any direction; if all_k, those in the other bases, in the
    first k axes, `first_k`, and in all but these, `but_k`."""
    own, other = states
    swaps = {
        "none": own,
        "read": other,
        "moved": swap(own, other, bases["leading"]),
        "rest": swap(other, own, bases["leading"]),
    }
    swaps |= {f"random_{i}": swap(own, other, basis) for i, basis in enumerate(chances)}
    if all_k:
        swaps |= {name: swap(own, other, bases[name]) for name in BASES if bases[name] is not None}
        for k in range(axes.shape[1] + 1):
            swaps |= {f"first_{k}": swap(own, other, axes[:, :k]), f"but_{k}": swap(other, own, axes[:, :k])}
    return swaps


@dataclass(frozen=True)
class Outcome:
    """What follows from swaps: decisions [P] and logits [P, N] by name, and what they should be."""

    decisions: dict[str, np.ndarray]
    logits: dict[str, np.ndarray]
    decided: Decided

    def moved(self, name: str) -> float:
        """The share of telling pairs on which the decision is that on B's beginning and A's end."""
        return share(self.decisions[name] == self.decided.mixed, self.decided.telling)

    def stands(self, name: str) -> float:
        """The share of telling pairs on which the decision is that on A."""
        return share(self.decisions[name] == self.decided.own, self.decided.telling)

    def all_moved(self, name: str) -> float:
        """As `moved`, over all pairs."""
        return share(self.decisions[name] == self.decided.mixed, self.decided.known)

    def change(self, name: str) -> float:
        """The share of the change of logits that really reading B's beginning makes which a swap makes too: 1 all of it, 0 what
        doing nothing has; NaN where nothing changes."""
        read, none = self.logits["read"], self.logits["none"]
        changed = np.square(read - none).sum()
        return float(1 - np.square(read - self.logits[name]).sum() / changed) if changed > 0 else float("nan")

    def r2(self, name: str) -> float:
        """R2 of the logits against those after really reading B's beginning."""
        read = self.logits["read"]
        spread = np.square(read - read.mean(axis=0)).sum() if len(read) else 0.0
        return float(1 - np.square(read - self.logits[name]).sum() / spread) if spread > 0 else float("nan")

    def random(self, measured) -> float:
        """The mean of a measure, such as `moved`, over the random subspaces."""
        return float(np.mean([measured(f"random_{i}") for i in range(DRAWS)]))
