"""Slow and fixed points of a recurrent update at constant inputs x*: the two products of the search, kept apart.

Both minimise the speed q(h) = 1/2 ||F(h, x*) - h||^2 (Sussillo & Barak 2013) from visited states. *Slow points* stop as soon
as q passes a tolerance, so they trace the manifold near where they started; *fixed points* are run to the end, of which a
trained network has few.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.gradient_descent import adam
from rnn_geometry.engine.marquardt import levenberg_marquardt
from rnn_geometry.engine.options import DescentOptions, FixedPointsOptions
from rnn_geometry.engine.passage import carry_on
from rnn_geometry.engine.points import Points, distance_to, distinct, resolution, speed, spread
from rnn_geometry.engine.update import Update, require_finite

QUANTILES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
LEAST_SPEEDS = {torch.float32: 1e-10}  # rounding alone leaves q at some 1e-13, and more where states are large
DEFAULTS = FixedPointsOptions()
IMPATIENT = DescentOptions(least_gain=0.3, patience=1)


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
    options: DescentOptions = IMPATIENT,
) -> Points:
    """Fixed points from starts [P, S]: Levenberg-Marquardt, helped on by the dynamics themselves where it stalls.

    It stalls at a local minimum of q, or far out where no state goes. Then `carry_on` follows the dynamics from the start
    before the next of `rounds` attempts: by `steps` updates at first, and by twice as many each time, since where two fixed
    points have just vanished the passage can take long.

    settling: updates before the first attempt. With some hundred the search is about twice as fast and ends at fewer of the
    saddles, which the dynamics only lead away from. options: of each attempt. By default a stalled start is given up at
    once, since to move it along the flow is cheaper; with more patience it takes twice as long and ends at more saddles.
    A start that no round brings to `tolerance` ends at the slowest point that any reached; where its dynamics overflow it is
    carried no further.
    """
    starts = update.check(starts)
    carried = _settled(update, starts, settling) if settling else starts.clone()
    points = levenberg_marquardt(update, carried, tolerance=tolerance, options=options)
    stuck = torch.nonzero(points.speeds > tolerance).squeeze(-1)
    for attempt in range(rounds - 1):
        if not len(stuck):
            break
        carried[stuck] = carry_on(update[stuck], carried[stuck], steps * 2**attempt)
        stuck = stuck[torch.isfinite(speed(update[stuck].step, carried[stuck]))]  # where it diverged, no way leads on
        if not len(stuck):
            break
        again = levenberg_marquardt(update[stuck], carried[stuck], tolerance=tolerance, options=options)
        slower = again.speeds < points.speeds[stuck]  # where there is no fixed point, the dynamics may lead to a worse end
        points.states[stuck[slower]] = again.states[slower]
        points.speeds[stuck[slower]] = again.speeds[slower]
        points.iterations[stuck] += again.iterations
        stuck = stuck[~(again.speeds <= tolerance)]
    return points


def _settled(update: Update, starts: Tensor, time: int) -> Tensor:
    """The starts [P, S] after a time in updates; where they have overflowed, as they were."""
    carried = starts.clone()
    settled = carry_on(update, starts, time)
    kept = torch.isfinite(speed(update.step, settled))
    carried[kept] = settled[kept]
    return carried


def find_slow_points(
    update: Update, starts: Tensor, *, tolerance: float, options: FixedPointsOptions = DEFAULTS, jointly: bool = False
) -> Points:
    """From each start [P, S], the first point on its way where q is at most `tolerance`, or where it gave up (see speeds).

    options: of these, method, slow_damping, max_iterations and memory. "adam" moves all starts, also those that are slow
    already, until the last of them is slow or for 5,000 steps: its points are not the first on their way. With `jointly` it
    stops where their mean q is at most `tolerance`; any other method stops each point by itself all the same.
    """
    if options.method == "adam":
        return adam(update, starts, tolerance=tolerance, jointly=jointly)
    damped = DescentOptions(
        max_iterations=options.max_iterations,
        least_damping=options.slow_damping,
        least_gain=1e-3,  # a damped descent gains little per step; it has stalled only when it gains next to nothing
        patience=10,
        memory=options.memory,
    )
    return levenberg_marquardt(update, starts, tolerance=tolerance, options=damped)


def find_fixed_points(update: Update, starts: Tensor, visited: Tensor, options: FixedPointsOptions = DEFAULTS) -> FixedPoints:
    """The fixed points that the search ends at from starts [P, S]: q <= fixed_speed, or 1e-10 where float32 reaches no less.

    options: of these, fixed_speed, merge_radius, outlier_distance, method, max_iterations and memory. merge_radius and
    outlier_distance are in units of the spread of the visited states [M, S]. Fixed points closer to one another and of the
    same input are one, as are those too close to be told apart (`resolution`). Those further from every visited state are
    left out. "adam" takes its own 5,000 steps at most.
    Raises ValueError for starts as `levenberg_marquardt` does, and for visited states that are none.
    """
    check_visited(visited, update.check(starts).shape[1])
    tolerance = max(options.fixed_speed, LEAST_SPEEDS.get(update.dtype, 0.0))
    if options.method == "adam":
        ends = adam(update, starts, tolerance=tolerance)
    else:  # with the patience that finds saddles
        descent = DescentOptions(max_iterations=options.max_iterations, memory=options.memory)
        ends = run_to_the_end(update, starts, tolerance=tolerance, options=descent)
    scale = float(spread(visited))
    found = ends[ends.speeds <= tolerance]
    inputs = update[found.starts].inputs if update.inputs.ndim == 2 else None
    least = resolution(tolerance)
    points, sizes = distinct(found, max(options.merge_radius * scale, least), inputs)
    near = distance_to(points.states, visited) <= max(options.outlier_distance * scale, least)
    return FixedPoints(points[near], sizes[near], ends, int((~near).sum()))


def check_visited(visited: Tensor, size: int | None = None) -> None:
    """Before the search, which can take long: its result is measured in the spread of these states [M, size]."""
    wanted = f"[M, {size or 'S'}]"
    if not isinstance(visited, Tensor):
        raise ValueError(f"visited states are a {type(visited).__name__}; expected a torch tensor {wanted}")
    if visited.ndim != 2 or visited.shape[1] != (size or visited.shape[1]) or not len(visited):
        raise ValueError(f"visited states have the shape {tuple(visited.shape)}; expected {wanted} with at least one state")
    require_finite(visited, "visited states hold NaN or infinite values")


def quantiles(values: Tensor) -> dict[str, float]:
    """The convergence report of one quantity [P]: its median, 90th and 99th percentile and maximum; NaN of nothing."""
    if not len(values):
        return dict.fromkeys(QUANTILES, float("nan"))
    return {name: float(np.quantile(values.cpu().numpy(), level)) for name, level in QUANTILES.items()}
