"""Modes of the dynamics linearised at slow and fixed points, J_rec = R diag(lambda) L, and what they say."""

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.stability import as_arrays, exponents, time_constants, unstable_directions
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import ModesOptions
from rnn_geometry.measures.subject import Measured
from rnn_geometry.networks.cells import Cell

EXPONENT_FLOOR = -20.0  # per token: |lambda| = 2e-9


def measure(subject: NetworkSubject, options: ModesOptions, rng: np.random.Generator) -> Measured:
    """The record `modes.json` of a run, and the arrays `modes.safetensors`; draws nothing."""
    slow, fixed = find_spectra(subject.network.cell, subject.points, options.points)
    lengths = {"median": subject.task["length_median"], "p95": subject.task["length_p95"]}
    record = measure_modes(slow, fixed, subject.points["fixed_predicted"], subject.shape.dimension, lengths)
    return Measured(record, as_arrays(slow, fixed))


def spectra(cell: Cell, x: Tensor, states: Tensor, chunk: int = 256) -> np.ndarray:
    """Eigenvalues of J_rec at states [P, S] and the constant input x [I]: complex [P, S], largest modulus first."""
    with torch.no_grad():
        chunks = states.split(chunk) if len(states) else ()
        blocks = [torch.linalg.eigvals(cell.recurrent_jacobian(x.expand(len(h), -1), h)) for h in chunks]
    values = torch.cat(blocks).numpy() if blocks else np.empty((0, cell.state_size), complex)
    return np.take_along_axis(values, np.argsort(-np.abs(values), axis=1, kind="stable"), axis=1)


def find_spectra(cell: Cell, points: dict[str, np.ndarray], count: int) -> tuple[np.ndarray, np.ndarray]:
    """The spectra, complex [., S], at the first `count` slow points and at all fixed points of `fixed_points.safetensors`."""
    cell = deepcopy(cell).double()
    x = torch.from_numpy(points["constant_input"])
    clouds = points["slow_states"][:count], points["fixed_states"]
    slow, fixed = (spectra(cell, x, torch.from_numpy(cloud)) for cloud in clouds)
    return slow, fixed


def measure_modes(
    slow: np.ndarray, fixed: np.ndarray, fixed_predicted: np.ndarray, expected: int, lengths: dict[str, float]
) -> dict[str, float]:
    """The record: medians over slow points' eigenvalues [P, S], and the stability of fixed points' [Q, S].

    fixed_predicted: the label [Q] read at each fixed point; `stable_labels` counts those that a stable one stands for:
    the corners of the manifold.

    expected: the number of integration modes expected, D; `tau_integrating` is the time constant of the last of them,
    `tau_next` that of the mode after it, in tokens. lengths: the text lengths that modes are counted against.

    With their sign: `exponent_mean` is the mean ln |lambda| of the D leading modes, `exponent_next` that of the mode after
    them, per token, `growing_modes` the number of all that grow. Bounded below by EXPONENT_FLOOR, at which a mode is over
    within a token.
    """
    taus = np.sort(time_constants(slow), axis=1)[:, ::-1]  # slowest first; unlike the moduli, tau is large on both sides of 1
    index = unstable_directions(fixed)

    def median(values: np.ndarray) -> float:
        return float(np.median(values)) if len(values) else float("nan")

    rates = np.maximum(exponents(slow), EXPONENT_FLOOR)  # [P, S], largest modulus first
    integrating = median(taus[:, expected - 1])
    following = median(taus[:, expected])
    return {
        **{f"integration_modes_{name}": median((taus > length).sum(axis=1)) for name, length in lengths.items()},
        "tau_slowest": median(taus[:, 0]),
        "tau_integrating": integrating,
        "tau_next": following,
        "gap": integrating / following if following else float("nan"),  # tau is 0 where every weight is
        "exponent_mean": median(rates[:, :expected].mean(axis=1)),
        "exponent_next": median(rates[:, expected]),
        "growing_modes": median(unstable_directions(slow)),
        "spectral_radius": median(np.abs(slow).max(axis=1)),
        "stable_fixed_points": int((index == 0).sum()),
        "unstable_fixed_points": int((index > 0).sum()),
        "stable_labels": len(set(fixed_predicted[index == 0].tolist())),
        "largest_index": int(index.max(initial=0)),
    }
