"""A training at several of its steps: at which, and their weights in one file, `checkpoints.safetensors`."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rnn_geometry.files import DamagedArtefact, read_arrays, read_metadata, write_arrays
from rnn_geometry.networks.classifier import Classifier, restore_network

STEPS = "steps"  # the one array of the file that is no weight


def log_spaced_steps(last: int, count: int) -> list[int]:
    """0 (untrained) and then steps at equal ratios from 1 to `last`: `count` >= 3 of them, or every step where that is fewer.

    Where ratios ask for the same step twice, the next one stands in.
    """
    if last < count:
        return list(range(last + 1))
    steps = [0]
    for step in np.geomspace(1, last, count - 1).round().astype(int):
        steps.append(max(int(step), steps[-1] + 1))
    return steps


def save_checkpoints(path: str | Path, kept: dict[int, dict[str, np.ndarray]], architecture: dict, run: dict) -> None:
    """Write the weights kept at each step: `steps` [C], rising, and every weight [C, ...]; the metadata are a network's."""
    steps = sorted(kept)
    arrays = {name: np.stack([kept[step][name] for step in steps]) for name in kept[steps[0]]}
    write_arrays(path, {STEPS: np.array(steps)} | arrays, {"architecture": architecture, "run": run})


def load_checkpoints(path: str | Path, own_cell: dict | None = None) -> Iterator[tuple[int, Classifier]]:
    """Each step with the network as it was then, frozen; own_cell and errors are those of `load_network`."""
    architecture = read_metadata(path).get("architecture")
    arrays = read_arrays(path)
    if architecture is None or STEPS not in arrays:
        raise DamagedArtefact(path, "no architecture in its metadata, or no steps among its arrays")
    for row, step in enumerate(arrays.pop(STEPS)):
        yield int(step), restore_network(path, architecture, {name: array[row] for name, array in arrays.items()}, own_cell)
