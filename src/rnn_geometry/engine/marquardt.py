"""Levenberg-Marquardt on the speed q(h) = 1/2 ||F(h, x*) - h||^2 of many states at once, each with its own damping and stop."""

import torch
from torch import Tensor

from rnn_geometry.engine.options import DescentOptions
from rnn_geometry.engine.points import Points, speed
from rnn_geometry.engine.update import Update

FIRST_DAMPING = 1e-3
SMALLEST_DAMPING = 1e-7
LARGEST_DAMPING = 1e8
FRACTIONS = [0.5**halvings for halvings in range(8)]
MATRICES = 6  # of [S, S] a point in work at once: J, the normal equations, their factors, and what makes them
DEFAULTS = DescentOptions()


@torch.no_grad()
def levenberg_marquardt(update: Update, starts: Tensor, *, tolerance: float, options: DescentOptions = DEFAULTS) -> Points:
    """Minimise the speed from starts [P, S] by Levenberg-Marquardt with exact Jacobians.

    Each point has its own damping and its own stop. It leaves the batch when its speed is at most `tolerance`, or when it
    has stalled: after `patience` downhill steps in a row that each lower q by less than the share `least_gain`, or where no
    damping leads downhill. Along the direction of each step it goes as far as the best of 1, 1/2, ..., 1/128.
    The damping is relative to the mean squared column of J. It falls with every full step and rises with every step cut
    short, but not below `least_damping`. Near 1 the search descends steeply, which brings a state to the slow manifold
    before it moves along it. At 0 a step is Newton's, to the nearest fixed point, and takes a third of the time, since J
    itself is then solved with instead of J^T J.
    Raises ValueError for starts that are empty or not finite, and for an update that is not finite or of another shape.
    """
    starts = update.check(starts)
    points = Points.at(starts.clone(), speed(update.step, starts))
    active = torch.nonzero(points.speeds > tolerance).squeeze(-1)
    damping = torch.full_like(points.speeds[active], max(options.damping, options.least_damping))
    stalled = torch.zeros_like(active)
    left = options.max_iterations
    while len(active) and left > 0:
        left -= 1
        here = update[active]
        h = points.states[active]
        q = points.speeds[active]
        states, speeds, fraction = _go_along(here, h, q, _direction(here, h, damping, options.memory))
        points.states[active] = states
        points.speeds[active] = speeds
        points.iterations[active] += 1
        damping = _adapt(damping, fraction, options.least_damping)
        # A rejected step is none.
        stalled = torch.where(speeds < (1 - options.least_gain) * q, 0, stalled + (fraction > 0))
        stays = (speeds > tolerance) & (damping < LARGEST_DAMPING) & (stalled < options.patience)
        active = active[stays]
        damping = damping[stays]
        stalled = stalled[stays]
    return points


def _adapt(damping: Tensor, fraction: Tensor, least: float) -> Tensor:
    """Less damping after a full step, more after one that was cut below a quarter, or rejected."""
    smaller = (damping * 0.1).clamp(min=least)
    smaller = torch.where(smaller < max(least, SMALLEST_DAMPING), least, smaller)
    larger = (damping * 10).clamp(min=FIRST_DAMPING)
    return torch.where(fraction == 1, smaller, torch.where(fraction < 0.25, larger, damping))


def _direction(update: Update, h: Tensor, damping: Tensor, memory: float) -> Tensor:
    """The Levenberg-Marquardt direction [P, S] at each state, downhill when subtracted."""
    size = h.shape[-1]
    block = max(1, int(memory / (MATRICES * size**2 * update.inputs.element_size())))
    residual = update.step(h) - h
    direction = torch.empty_like(h)
    for free in (True, False):
        for rows in torch.nonzero((damping == 0) == free).squeeze(-1).split(block):
            if free:
                direction[rows] = update[rows].newton(h[rows], residual[rows]).to(h.dtype)
            else:
                direction[rows] = _damped(update[rows].jacobian(h[rows]), residual[rows], damping[rows]).to(h.dtype)
    return direction


def _damped(j: Tensor, residual: Tensor, damping: Tensor) -> Tensor:
    """(J^T J + damping * mean diagonal)^-1 J^T r with J = J_rec - 1, in the Jacobian's precision.

    Not finite where the matrix is singular. Batched LU: torch's batched Cholesky takes twice as long on CPU.
    """
    j.diagonal(dim1=-2, dim2=-1).sub_(1)
    normal = j.mT @ j
    gradient = (j.mT @ residual.to(j.dtype).unsqueeze(-1)).squeeze(-1)
    diagonal = normal.diagonal(dim1=-2, dim2=-1)
    diagonal += (damping.to(j.dtype) * diagonal.mean(-1)).unsqueeze(-1)
    return torch.linalg.solve_ex(normal, gradient)[0]


def _go_along(update: Update, h: Tensor, q: Tensor, direction: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The best of h - t direction over the fractions t: states, speeds, and the fraction gone, 0 where none is downhill.

    A step costs a hundredth of a factorisation, so a direction that overshoots is cut instead of computed again.
    """
    states = h.clone()
    speeds = q.clone()
    gone = torch.zeros_like(q)
    rows = torch.arange(len(h), device=h.device)
    for fraction in FRACTIONS:
        proposal = h[rows] - fraction * direction[rows]
        proposed = speed(update[rows].step, proposal)
        better = proposed < speeds[rows]  # False for a non-finite proposal
        states[rows[better]] = proposal[better]
        speeds[rows[better]] = proposed[better]
        gone[rows[better]] = fraction
        rows = rows[~(speeds[rows] <= (1 - fraction / 2) * q[rows])]
        if not len(rows):
            break
    return states, speeds, gone
