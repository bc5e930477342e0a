"""The skeleton of one trained network: its arrays, and the record of how the search went."""

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.dynamics.skeleton import find_skeleton
from rnn_geometry.dynamics.update import at_constant_input
from rnn_geometry.networks.classifier import Classifier


def search_skeleton(
    network: Classifier, x: Tensor, states: np.ndarray, supposed: np.ndarray, rng: np.random.Generator, **options
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """The skeleton at the constant input x [I], of visited states [M, S], from these and those supposed [F, S].

    options: those of `find_skeleton`. Returns the arrays of `skeleton.safetensors` (but for the faces, which are geometry) and
    of its record what the search says of itself.
    """
    generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
    visited, hints = (torch.from_numpy(cloud).to(x.device, torch.float64) for cloud in (states, supposed))
    seen = deepcopy(network).double().readable(x.double())
    update = at_constant_input(seen.cell, x.double())
    found = find_skeleton(update, visited, supposed=hints, generator=generator, **options)
    with torch.no_grad():
        logits = seen.logits(found.states)
        arrays = {
            "constant_input": x.double(),
            "states": found.states,
            "speeds": found.speeds,
            "index": found.index,
            "marginal": found.marginal,
            "eigenvalues_real": found.eigenvalues.real,
            "eigenvalues_imag": found.eigenvalues.imag,
            "logits": logits,
            "labels": seen.predict(logits),
            "edges": found.connections.edges,
            "paths": found.connections.paths.float(),
        }
    record = {
        "skeleton_complete": int(found.complete),
        "sign_sum": found.sign_sum,
        "marginal_points": int(found.marginal.sum()),
        "skeleton_outliers": found.outliers,
        "runs_astray": len(found.connections.astray),
        "skeleton_rounds": found.rounds,
        "skeleton_starts": found.starts,
        "skeleton_speed_max": float(found.speeds.max()) if len(found) else float("nan"),
    }
    return {name: tensor.cpu().numpy() for name, tensor in arrays.items()}, record
