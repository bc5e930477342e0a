"""One checkpoint of a training: accuracy, dimension, readouts, modes and fixed points of the network as it was then.

Everything is measured as on the trained network (`measure_geometry`, `analyse_dynamics`), with fewer starts and points.
"""

import numpy as np
from torch import Tensor

from rnn_geometry.dynamics.modes import find_spectra, measure_modes
from rnn_geometry.dynamics.search import find_points
from rnn_geometry.dynamics.states import visited_states
from rnn_geometry.geometry.dimension import measure_spread
from rnn_geometry.geometry.readouts import measure_readouts
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.predictions import measure_predictions
from rnn_geometry.tasks.encoded import Texts

OF_READOUTS = ("angle_mean", "angle_theory", "in_order", "norm_mean")
OF_POINTS = ("slow_points", "fixed_points", "starts_not_converged")
OF_MODES = (
    *("integration_modes_median", "tau_integrating", "tau_next", "gap", "spectral_radius"),
    *("stable_fixed_points", "unstable_fixed_points", "stable_labels", "largest_index"),
)


def measure_checkpoint(
    network: Classifier,
    texts: Texts,
    x: Tensor,
    task: dict,
    rng: np.random.Generator,
    *,
    read: int,
    points: int,
    fixed_points: dict,
) -> dict[str, float]:
    """One row of `emergence.csv`, but for its step.

    texts: held out, all for the accuracy and the first `read` of them for the states; x [I]: the constant input; task: its
    `task.json`; points: slow points that are linearised; fixed_points: the options of `find_points`. What is not defined,
    such as modes where no point is slow, is NaN.
    """
    visited, seen = visited_states(network, texts[:read], x), network.readable(x)
    states, expected = visited["states"], task["expected_dimension"]
    arrays, found = find_points(seen, x, states, rng, **fixed_points)
    slow, fixed = find_spectra(seen.cell, arrays, points)
    lengths = {"median": task["length_median"]}
    modes = measure_modes(slow, fixed, fixed_predicted=arrays["fixed_predicted"], expected=expected, lengths=lengths)
    readouts = measure_readouts(visited["readouts"], states, task["family"], expected)
    return {
        "accuracy": measure_predictions(network, texts)["accuracy"],
        **{f"states_{name}": value for name, value in measure_spread(states).items()},
        **{f"slow_points_{name}": value for name, value in _spread_of_any(arrays["slow_states"]).items()},
        **{name: readouts[name] for name in OF_READOUTS},
        **{name: found[name] for name in OF_POINTS},
        **{name: modes[name] for name in OF_MODES},
        "memory": remembered(modes["tau_integrating"], task["length_median"]),
        "memory_next": remembered(modes["tau_next"], task["length_median"]),
    }


def remembered(tau: float, length: float) -> float:
    """How much of a text of `length` tokens a mode of the time constant tau still holds at its end: the mean over the words
    of exp(-age / tau), tau / L (1 - exp(-L / tau)) for ages from 0 to L; 0 where it forgets at once, 1 where it never does.
    """
    ages = length / tau if tau else np.inf
    return float(-np.expm1(-ages) / ages) if ages else 1.0


def _spread_of_any(states: np.ndarray) -> dict[str, float]:
    """The spread of states [P, S]; NaN where there are none."""
    return measure_spread(states) if len(states) else dict.fromkeys(measure_spread(np.zeros((1, 1))), float("nan"))
