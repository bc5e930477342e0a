"""One checkpoint of a training: the measures of a trained network, taken of the network as it was then.

The same measures make the records of the trained network, with more starts and points.
"""

import numpy as np

from rnn_geometry.measures import fixed_points, modes, readouts
from rnn_geometry.measures.dimension import measure_spread
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import ModesOptions, PointsOptions
from rnn_geometry.networks.predictions import measure_predictions
from rnn_geometry.tasks.encoded import Texts

OF_READOUTS = ("angle_mean", "angle_theory", "in_order", "norm_mean")
OF_POINTS = ("slow_points", "fixed_points", "starts_not_converged")
OF_MODES = (
    *("integration_modes_median", "tau_integrating", "tau_next", "gap", "spectral_radius"),
    *("stable_fixed_points", "unstable_fixed_points", "stable_labels", "largest_index"),
)


def measure_checkpoint(
    subject: NetworkSubject,
    texts: Texts,
    search: PointsOptions,
    linearised: ModesOptions,
    rng: np.random.Generator,
) -> dict[str, float]:
    """One row of `emergence.csv`, but for its step.

    texts: held out, all for the accuracy. What is not defined, such as modes where no point is slow, is NaN.
    """
    found = fixed_points.measure(subject, search, rng)
    subject.points = found.arrays
    of_modes = modes.measure(subject, linearised, rng).record
    of_readouts = readouts.measure(subject, None, rng).record
    length = subject.task["length_median"]
    spreads = {"states": _spread(subject.visited["states"]), "slow_points": _spread(subject.points["slow_states"])}
    return {
        "accuracy": measure_predictions(subject.trained, texts)["accuracy"],
        **{f"{cloud}_{name}": value for cloud, spread in spreads.items() for name, value in spread.items()},
        **{name: of_readouts[name] for name in OF_READOUTS},
        **{name: found.record[name] for name in OF_POINTS},
        **{name: of_modes[name] for name in OF_MODES},
        "memory": remembered(of_modes["tau_integrating"], length),
        "memory_next": remembered(of_modes["tau_next"], length),
    }


def remembered(tau: float, length: float) -> float:
    """How much of a text of `length` tokens a mode of the time constant tau still holds at its end: the mean over the words
    of exp(-age / tau), tau / L (1 - exp(-L / tau)) for ages from 0 to L; 0 where it forgets at once, 1 where it never does.
    """
    ages = length / tau if tau else np.inf
    return float(-np.expm1(-ages) / ages) if ages else 1.0


def _spread(states: np.ndarray) -> dict[str, float]:
    """The spread of states [P, S]; NaN where there are none."""
    return measure_spread(states) if len(states) else dict.fromkeys(measure_spread(np.zeros((1, 1))), float("nan"))
