"""Modes of the dynamics linearised at slow and fixed points, J_rec = R diag(lambda) L, and what they say."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.dynamics.time_constants import time_constants, unstable_directions
from rnn_geometry.networks.cells import Cell


@dataclass
class Modes:
    """The K slowest modes at P points: eigenvalues [P, K], right eigenvectors [P, S, K] as columns, left [P, K, S] as rows.

    Complex; slowest first, by the time constant |1 / ln |lambda||. A conjugate pair stands together, its positive
    imaginary part first, unless the K-th place cuts it. Right eigenvectors have length 1, and left @ right = 1.
    """

    eigenvalues: Tensor
    right: Tensor
    left: Tensor

    def __len__(self) -> int:
        return len(self.eigenvalues)

    def __getitem__(self, rows) -> "Modes":
        return Modes(self.eigenvalues[rows], self.right[rows], self.left[rows])


def modes(jacobians: Tensor, count: int | None = None) -> Modes:
    """The modes of recurrent Jacobians [P, S, S]: all of them, or the `count` slowest.

    A defective Jacobian has no full set of eigenvectors: near one, left ones grow without bound, and at one they are NaN.
    Raises ValueError for Jacobians that are not square and finite, and for a count that is not within 1 ... S.
    """
    size = jacobians.shape[-1]
    if jacobians.ndim != 3 or jacobians.shape[1] != size:
        raise ValueError(f"Jacobians have the shape {tuple(jacobians.shape)}; expected [P, S, S]")
    if not torch.isfinite(jacobians).all():
        raise ValueError("Jacobians hold NaN or infinite values; expected finite ones")
    count = size if count is None else count
    if not 1 <= count <= size:
        raise ValueError(f"count is {count}; expected 1 to {size}, the size of the state")
    return all_modes(jacobians, count)


def all_modes(jacobians: Tensor, count: int) -> Modes:
    """The `count` slowest modes by the full eigendecomposition."""
    eigenvalues, right = torch.linalg.eig(jacobians.detach())
    left, failed = torch.linalg.inv_ex(right)
    left[failed != 0] = torch.nan
    return slowest(Modes(eigenvalues, right, left), count)


def slowest(found: Modes, count: int) -> Modes:
    """The `count` slowest of modes, in order."""
    order = found.eigenvalues.abs().log().abs().argsort(dim=-1, stable=True)[:, :count]
    right = found.right.gather(-1, order.unsqueeze(-2).expand(-1, found.right.shape[-2], -1))
    left = found.left.gather(-2, order.unsqueeze(-1).expand(-1, -1, found.left.shape[-1]))
    return Modes(found.eigenvalues.gather(-1, order), right, left)


def spectra(cell: Cell, x: Tensor, states: Tensor, chunk: int = 256) -> np.ndarray:
    """Eigenvalues of J_rec at states [P, S] and the constant input x [I]: complex [P, S], largest modulus first."""
    with torch.no_grad():
        chunks = states.split(chunk) if len(states) else ()
        blocks = [torch.linalg.eigvals(cell.recurrent_jacobian(x.expand(len(h), -1), h)) for h in chunks]
    values = torch.cat(blocks).numpy() if blocks else np.empty((0, cell.state_size), complex)
    return np.take_along_axis(values, np.argsort(-np.abs(values), axis=1, kind="stable"), axis=1)


def measure_modes(
    slow: np.ndarray, fixed: np.ndarray, fixed_predicted: np.ndarray, expected: int, lengths: dict[str, float]
) -> dict[str, float]:
    """The record `modes.json`: medians over slow points' eigenvalues [P, S], and the stability of fixed points' [Q, S].

    fixed_predicted: the label [Q] read at each fixed point; `stable_labels` counts those that a stable one stands for:
    the corners of the manifold.

    expected: the number of integration modes expected; `tau_integrating` is the time constant of the last of them,
    `tau_next` that of the mode after it, in tokens. lengths: the text lengths that modes are counted against.
    """
    taus = np.sort(time_constants(slow), axis=1)[:, ::-1]  # slowest first; unlike the moduli, tau is large on both sides of 1
    index = unstable_directions(fixed)

    def median(values: np.ndarray) -> float:
        return float(np.median(values)) if len(values) else float("nan")

    integrating, following = median(taus[:, expected - 1]), median(taus[:, expected])
    return {
        **{f"integration_modes_{name}": median((taus > length).sum(axis=1)) for name, length in lengths.items()},
        "tau_slowest": median(taus[:, 0]),
        "tau_integrating": integrating,
        "tau_next": following,
        "gap": integrating / following if following else float("nan"),  # tau is 0 where every weight is
        "spectral_radius": median(np.abs(slow).max(axis=1)),
        "stable_fixed_points": int((index == 0).sum()),
        "unstable_fixed_points": int((index > 0).sum()),
        "stable_labels": len(set(fixed_predicted[index == 0].tolist())),
        "largest_index": int(index.max(initial=0)),
    }
