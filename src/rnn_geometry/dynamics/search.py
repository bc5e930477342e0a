"""The two products of the fixed-point search over one network: slow points and fixed points, with a convergence record."""

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.dynamics.fixed_points import (
    at_constant_input,
    distinct,
    levenberg_marquardt,
    run_to_the_end,
    speed,
)
from rnn_geometry.networks.classifier import Classifier


def find_points(
    network: Classifier,
    x: Tensor,
    states: np.ndarray,
    rng: np.random.Generator,
    *,
    starts: int,
    noise: float,
    slow_speed: float,
    slow_damping: float,
    fixed_speed: float,
    max_iterations: int,
    merge_radius: float,
) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Slow and fixed points at the constant input x [I], from a sample of the visited states [M, S].

    Slow points are found by a damped descent (`slow_damping`) that leaves each near where it started, and kept where q is
    at most `slow_speed` times the median speed of the visited states. From them all, kept or not, fixed points are run to
    the end (q <= fixed_speed), and merged within `merge_radius` times the spread of the states.
    Returns the arrays of `fixed_points.safetensors` and the record of `fixed_points.json`.
    """
    spread = float(np.sqrt(states.var(axis=0).sum()))  # root mean squared distance from the mean
    chosen = states[rng.permutation(len(states))[:starts]].astype(np.float64)
    first = torch.from_numpy(chosen + noise * states.std(axis=0) * rng.standard_normal(chosen.shape))
    with torch.no_grad():
        step, jacobian = at_constant_input(network.cell, x)
        limits = {"max_iterations": max_iterations}
        # A damped descent gains little a step; it has stalled only when it gains next to nothing.
        damped = {"least_damping": slow_damping, "least_gain": 1e-3, "patience": 10}
        visited_speeds = speed(step, first)
        slow_limit = slow_speed * float(visited_speeds.median())
        slow = levenberg_marquardt(step, jacobian, first, tolerance=slow_limit, **damped, **limits)
        ends = run_to_the_end(step, jacobian, slow.states, tolerance=fixed_speed, **limits)
        converged = ends.speeds <= fixed_speed
        fixed, sizes = distinct(ends[converged], merge_radius * spread)
        slow = slow[slow.speeds <= slow_limit]
        readout = deepcopy(network).double()
        slow_logits, fixed_logits = readout.logits(slow.states), readout.logits(fixed.states)
        slow_predicted, fixed_predicted = readout.predict(slow_logits), readout.predict(fixed_logits)
    arrays = {
        "constant_input": x.double(),
        "slow_states": slow.states,
        "slow_speeds": slow.speeds,
        "slow_iterations": slow.iterations,
        "slow_logits": slow_logits,
        "slow_predicted": slow_predicted,
        "fixed_states": fixed.states,
        "fixed_speeds": fixed.speeds,
        "fixed_starts": sizes,
        "fixed_logits": fixed_logits,
        "fixed_predicted": fixed_predicted,
    }
    record = {
        "starts": len(first),
        "visited_speed_median": float(visited_speeds.median()),
        "slow_speed_limit": slow_limit,
        "slow_points": len(slow),
        "slow_speed_median": float(slow.speeds.median()) if len(slow) else float("nan"),
        "slow_iterations_median": float(slow.iterations.float().median()) if len(slow) else float("nan"),
        "fixed_points": len(fixed),
        "fixed_speed_max": float(fixed.speeds.max()) if len(fixed) else float("nan"),
        "starts_not_converged": int((~converged).sum()),
    }
    return {name: tensor.numpy() for name, tensor in arrays.items()}, record
