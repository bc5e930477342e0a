"""Slow and fixed points of a recurrent update at constant inputs x*: the two products of the search, kept apart.

Both minimise the speed q(h) = 1/2 ||F(h, x*) - h||^2 (Sussillo & Barak 2013) from visited states. *Slow points* stop as soon
as q passes a tolerance, so they trace the manifold near where they started; *fixed points* are run to the end, of which a
trained network has few.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.dynamics.descent import MEMORY, levenberg_marquardt
from rnn_geometry.dynamics.gradient_descent import adam
from rnn_geometry.dynamics.passage import carry_on
from rnn_geometry.dynamics.points import Points, distance_to, distinct, resolution, speed, spread
from rnn_geometry.dynamics.update import Update, require_finite

QUANTILES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
METHODS = ("levenberg_marquardt", "adam")
TOLERANCES = {torch.float32: 1e-10}  # rounding alone leaves q at some 1e-13, and more where states are large


@dataclass
class FixedPoints:
    """Distinct fixed points [G], the largest group of starts first; how many starts [G] ended at each; the end of every
    start [P], converged or not; and how many fixed points were left out as too far from the visited states.
    """

    points: Points
    sizes: Tensor
    ends: Points
    outliers: int


@torch.no_grad()
def run_to_the_end(
    update: Update,
    starts: Tensor,
    *,
    tolerance: float,
    rounds: int = 6,
    settling: int = 0,
    steps: int = 300,
    **options,
) -> Points:
    """Fixed points from starts [P, S]: Levenberg-Marquardt, and where it stalls at a local minimum of q that is no fixed
    point, or far out where no state goes, the dynamics themselves (`carry_on`) take the start on before the next of `rounds`
    attempts: by `steps` updates at first, then by twice as many each time, since where two fixed points have just vanished
    the passage can take long.

    settling: updates before the first attempt. With some hundred the search is about twice as fast, and ends at fewer of the
    saddles, which the dynamics only lead away from. options: those of `levenberg_marquardt`. A stall is called one at once,
    since to be carried on costs less than to insist; with more patience it takes twice as long and ends at more saddles.
    A start that no round brings to `tolerance` ends at the slowest point that any reached, whose speed says so; where its
    dynamics overflow it is carried no further.
    """
    options = {"least_gain": 0.3, "patience": 1} | options
    starts = update.check(starts)
    carried = starts.clone()
    if settling:
        settled = carry_on(update, starts, settling)
        kept = torch.isfinite(speed(update.step, settled))
        carried[kept] = settled[kept]
    points = levenberg_marquardt(update, carried, tolerance=tolerance, **options)
    stuck = torch.nonzero(points.speeds > tolerance).squeeze(-1)
    for attempt in range(rounds - 1):
        if not len(stuck):
            break
        carried[stuck] = carry_on(update[stuck], carried[stuck], steps * 2**attempt)
        stuck = stuck[torch.isfinite(speed(update[stuck].step, carried[stuck]))]  # where it diverged, no way leads on
        if not len(stuck):
            break
        again = levenberg_marquardt(update[stuck], carried[stuck], tolerance=tolerance, **options)
        slower = again.speeds < points.speeds[stuck]  # where there is no fixed point, the dynamics may lead to a worse end
        points.states[stuck[slower]], points.speeds[stuck[slower]] = again.states[slower], again.speeds[slower]
        points.iterations[stuck] += again.iterations
        stuck = stuck[~(again.speeds <= tolerance)]
    return points


def find_slow_points(
    update: Update,
    starts: Tensor,
    *,
    tolerance: float,
    damping: float = 1.0,
    max_iterations: int = 200,
    method: str = "levenberg_marquardt",
    memory: float = MEMORY,
) -> Points:
    """From each start [P, S], the first point on its way where q is at most `tolerance`, or where it gave up (see speeds).

    damping: large keeps a slow point near where it started.
    method: "adam" moves all starts, those that are slow already too, until the last of them is slow or for 5,000 steps: its
    points are not the first on their way. damping, max_iterations and memory are Levenberg-Marquardt's.
    Raises ValueError for an unknown method.
    """
    if _is_adam(method):
        return adam(update, starts, tolerance=tolerance)
    return levenberg_marquardt(
        update,
        starts,
        tolerance=tolerance,
        max_iterations=max_iterations,
        least_damping=damping,
        least_gain=1e-3,  # a damped descent gains little a step; it has stalled only when it gains next to nothing
        patience=10,
        memory=memory,
    )


def find_fixed_points(
    update: Update,
    starts: Tensor,
    visited: Tensor,
    *,
    tolerance: float | None = None,
    merge_radius: float = 0.01,
    outlier_distance: float = 3.0,
    max_iterations: int = 200,
    method: str = "levenberg_marquardt",
    memory: float = MEMORY,
) -> FixedPoints:
    """Fixed points (q <= tolerance) that the search ends at from starts [P, S].

    tolerance: 1e-16 unless given, or 1e-10 where the update is evaluated in float32.
    merge_radius, outlier_distance: in units of the spread of the visited states [M, S]; fixed points closer to one another
    and of the same input are one, as are those too close to be told apart (`resolution`), and those further from every
    visited state are left out.
    method: "adam" takes its own 5,000 steps at most; max_iterations and memory are Levenberg-Marquardt's.
    Raises ValueError for an unknown method, for starts as `levenberg_marquardt` does, and for visited states that are none.
    """
    check_visited(visited, update.check(starts).shape[1])
    tolerance = TOLERANCES.get(update.dtype, 1e-16) if tolerance is None else tolerance
    if _is_adam(method):
        ends = adam(update, starts, tolerance=tolerance)
    else:  # for the sake of the saddles
        options = {"least_gain": 0.05, "patience": 3, "max_iterations": max_iterations, "memory": memory}
        ends = run_to_the_end(update, starts, tolerance=tolerance, **options)
    scale = float(spread(visited))
    found = ends[ends.speeds <= tolerance]
    inputs = update[found.starts].inputs if update.inputs.ndim == 2 else None
    least = resolution(tolerance)
    points, sizes = distinct(found, max(merge_radius * scale, least), inputs)
    near = distance_to(points.states, visited) <= max(outlier_distance * scale, least)
    return FixedPoints(points[near], sizes[near], ends, int((~near).sum()))


def check_visited(visited: Tensor, size: int | None = None) -> None:
    """Before the search, which can take long: its result is measured in the spread of these states [M, size]."""
    wanted = f"[M, {size or 'S'}]"
    if not isinstance(visited, Tensor):
        raise ValueError(f"visited states are a {type(visited).__name__}; expected a torch tensor {wanted}")
    if visited.ndim != 2 or visited.shape[1] != (size or visited.shape[1]) or not len(visited):
        raise ValueError(f"visited states have the shape {tuple(visited.shape)}; expected {wanted} with at least one state")
    require_finite(visited, "visited states hold NaN or infinite values")


def _is_adam(method: str) -> bool:
    if method not in METHODS:
        raise ValueError(f"method {method!r} is none of {', '.join(METHODS)}")
    return method == "adam"


def quantiles(values: Tensor) -> dict[str, float]:
    """The convergence report of one quantity [P]: its median, 90th and 99th percentile and maximum; NaN of nothing."""
    if not len(values):
        return dict.fromkeys(QUANTILES, float("nan"))
    return {name: float(np.quantile(values.cpu().numpy(), level)) for name, level in QUANTILES.items()}
