"""One checkpoint of a training: the measures of a trained network, taken of the network as it was then.

The same measures make the records of the trained network, with more starts and points.
"""

from dataclasses import dataclass

import numpy as np

from rnn_geometry.measures import fixed_points, memory, modes, readouts
from rnn_geometry.measures.dimension import measure_spread
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import MemoryOptions, ModesOptions, PointsOptions
from rnn_geometry.networks.predictions import measure_predictions
from rnn_geometry.tasks.encoded import Texts

OF_READOUTS = ("angle_mean", "angle_theory", "in_order", "norm_mean")
OF_POINTS = ("slow_points", "fixed_points", "starts_not_converged")
OF_MODES = (
    *("integration_modes_median", "tau_integrating", "tau_next", "gap", "spectral_radius"),
    *("exponent_mean", "exponent_next", "growing_modes"),
    *("stable_fixed_points", "unstable_fixed_points", "stable_labels", "largest_index"),
)
OF_MEMORY = ("memory_rate", "memory_kept", "memory_effect")


@dataclass(frozen=True)
class CheckpointOptions:
    """How a checkpoint is measured: the options of the measures that have some."""

    points: PointsOptions
    modes: ModesOptions
    memory: MemoryOptions


def measure_checkpoint(
    subject: NetworkSubject, texts: Texts, options: CheckpointOptions, rng: np.random.Generator
) -> dict[str, float]:
    """One row of `emergence.csv`, but for its step.

    texts: held out, all for the accuracy. What is not defined, such as modes where no point is slow, is NaN.
    """
    found = fixed_points.measure(subject, options.points, rng)
    subject.points = found.arrays
    of_modes = modes.measure(subject, options.modes, rng).record
    of_memory = memory.measure(subject, options.memory, rng).record
    of_readouts = readouts.measure(subject, None, rng).record
    spreads = {
        "states": measure_spread(subject.visited["states"]),
        "slow_points": measure_spread(subject.points["slow_states"]),
    }
    return {
        "accuracy": measure_predictions(subject.trained, texts)["accuracy"],
        **{f"{cloud}_{name}": value for cloud, spread in spreads.items() for name, value in spread.items()},
        **{name: of_readouts[name] for name in OF_READOUTS},
        **{name: found.record[name] for name in OF_POINTS},
        **{name: of_modes[name] for name in OF_MODES},
        **{name: of_memory[name] for name in OF_MEMORY},
    }
