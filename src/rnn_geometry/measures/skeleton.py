"""The skeleton of one trained network: its arrays, and the record of what it has beside the faces that are expected."""

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.options import SkeletonOptions
from rnn_geometry.engine.skeleton import Skeleton, find_skeleton
from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.measures.faces import corner_lambda_spread, face_centres, measure_faces
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.subject import Measured
from rnn_geometry.networks.classifier import Classifier


def measure(subject: NetworkSubject, options: SkeletonOptions, rng: np.random.Generator) -> Measured:
    """The record `skeleton.json` of a run at its constant input, and the arrays `skeleton.safetensors`."""
    shape = subject.shape
    visited = subject.visited["states"]
    centres = face_centres(visited, subject.visited["readouts"], shape)
    arrays, record = search_skeleton(subject.trained, subject.x, (visited, centres), options, rng)
    arrays["faces"] = shape.read_ties(arrays["logits"], arrays["index"])
    counts = measure_faces(arrays["index"], arrays["faces"], arrays["labels"], arrays["edges"], shape)
    largest = np.hypot(arrays["eigenvalues_real"], arrays["eigenvalues_imag"]).max(axis=1)  # [G]
    counts["corner_lambda_spread"] = corner_lambda_spread(largest, arrays["index"], shape)
    return Measured(counts | record, arrays)


def with_zero_input(own: Measured, at_zero: Measured | None) -> Measured:
    """A skeleton with that at the zero input beside it, named `zero_...`; NaN where x* is zero already."""
    arrays = {} if at_zero is None else at_zero.arrays
    record = dict.fromkeys(own.record, np.nan) if at_zero is None else at_zero.record
    return Measured(
        own.record | {f"zero_{name}": number for name, number in record.items() if "expected" not in name},
        own.arrays | {f"zero_{name}": array for name, array in arrays.items() if name != "paths"},
    )


def search_skeleton(
    network: Classifier,
    x: Tensor,
    states: tuple[np.ndarray, np.ndarray],
    options: SkeletonOptions,
    rng: np.random.Generator,
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """The skeleton at the constant input x [I], from visited states [M, S] and those supposed [F, S].

    Returns its arrays, and what the search says of itself.
    """
    generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
    visited, supposed = (torch.from_numpy(cloud).to(x.device, torch.float64) for cloud in states)
    seen = deepcopy(network).double().readable(x.double())
    update = at_constant_input(seen.cell, x.double())
    found = find_skeleton(update, visited, options, supposed=supposed, generator=generator)
    arrays = {"constant_input": x.double()} | _describe(seen, found)
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


@torch.no_grad()
def _describe(seen: Classifier, found: Skeleton) -> dict[str, Tensor]:
    """A skeleton as arrays, with what the readout sees at its points."""
    logits = seen.logits(found.states)
    return {
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
