"""The slow and fixed points of one trained network: their arrays, and the record of how the search went."""

from copy import deepcopy

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.fixed_points import FixedPoints, find_fixed_points, find_slow_points, quantiles
from rnn_geometry.engine.points import Points, draw_starts, slow_together, speed
from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.measures.moves import mean_step
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import PointsOptions
from rnn_geometry.measures.subject import Measured
from rnn_geometry.networks.classifier import Classifier


def measure(subject: NetworkSubject, options: PointsOptions, rng: np.random.Generator) -> Measured:
    """The record `fixed_points.json` of a run, and the arrays `fixed_points.safetensors`."""
    step = mean_step(subject.visited) if options.slow_by == "mean_step" else None
    return find_points(subject.network, subject.x, subject.visited["states"], options, rng, step)


def find_points(
    network: Classifier,
    x: Tensor,
    states: np.ndarray,
    options: PointsOptions,
    rng: np.random.Generator,
    step: float | None = None,
) -> Measured:
    """Slow and fixed points at the constant input x [I], from a sample of the visited states [M, S].

    Slow points are kept where q is at most `slow_speed` times the median speed of the visited states; or, by `mean_step`, as
    many of the slowest as have a mean q of at most `slow_speed` times step^2 / 2, of the mean `step` that a word took a
    visited state. From them all, kept or not, fixed points are run to the end. A network without dynamics has none of either.
    Raises ValueError where the mean step is asked for and not given.
    """
    if options.slow_by == "mean_step" and step is None:
        raise ValueError("slow_by is mean_step, but no step is given; expected the mean length of a word's step")
    generator = torch.Generator().manual_seed(int(rng.integers(2**63)))
    visited = torch.from_numpy(states).to(x.device, torch.float64)
    with torch.no_grad():
        search = _search if network.cell.has_dynamics else _no_search
        visited_speeds, limit, kept, fixed = search(network, x, visited, options, generator, step)
        arrays = {"constant_input": x.double(), "fixed_starts": fixed.sizes}
        arrays |= {"end_speeds": fixed.ends.speeds, "end_iterations": fixed.ends.iterations}
        arrays |= _describe(network, "slow", kept) | _describe(network, "fixed", fixed.points)
    record = {
        "starts": len(visited_speeds),
        "starts_not_converged": int((fixed.ends.speeds > options.fixed_speed).sum()),
        "slow_speed_limit": limit,
        "slow_points": len(kept),
        "fixed_points": len(fixed.points),
        "fixed_outliers": fixed.outliers,
        "fixed_speed_max": quantiles(fixed.points.speeds)["max"],
        "visited_speed_median": quantiles(visited_speeds)["median"],
    }
    for name, values in {
        "slow_speed": kept.speeds,
        "slow_iterations": kept.iterations,
        "end_speed": fixed.ends.speeds,
        "end_iterations": fixed.ends.iterations,
    }.items():
        record |= {f"{name}_{quantile}": value for quantile, value in quantiles(values).items()}
    return Measured(record, {name: tensor.cpu().numpy() for name, tensor in arrays.items()})


def _search(
    network: Classifier,
    x: Tensor,
    visited: Tensor,
    options: PointsOptions,
    generator: torch.Generator,
    step: float | None,
) -> tuple[Tensor, float, Points, FixedPoints]:
    """The speeds [P] of the starts, the limit of slow ones, the slow points and the fixed points."""
    first = draw_starts(visited, options.starts, options.noise, generator)
    update = at_constant_input(network.cell, x)
    speeds = speed(update.step, first)
    jointly = options.slow_by == "mean_step"
    limit = options.slow_speed * (step**2 / 2 if jointly else float(speeds.median()))
    slow = find_slow_points(update, first, tolerance=limit, options=options, jointly=jointly)
    fixed = find_fixed_points(update, slow.states, visited, options)
    return speeds, limit, slow_together(slow, limit) if jointly else slow[slow.speeds <= limit], fixed


def _no_search(network: Classifier, x: Tensor, visited: Tensor, *_) -> tuple[Tensor, float, Points, FixedPoints]:
    """The same of a network that has no update to be slow under: nothing."""
    none = Points.at(visited[:0], visited.new_empty(0))
    return none.speeds, float("nan"), none, FixedPoints(none, none.iterations, none, 0)


def _describe(network: Classifier, kind: str, points: Points) -> dict[str, Tensor]:
    """Points as arrays, with what the readout sees there."""
    readout = deepcopy(network).double()
    logits = readout.logits(points.states)
    return {
        f"{kind}_states": points.states,
        f"{kind}_speeds": points.speeds,
        f"{kind}_iterations": points.iterations,
        f"{kind}_logits": logits,
        f"{kind}_predicted": readout.predict(logits),
    }
