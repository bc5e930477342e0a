"""Slow and fixed points of a recurrent update at a constant input x*.

Both minimise the speed q(h) = 1/2 ||F(h, x*) - h||^2 (Sussillo & Barak 2013) from visited states. *Slow points* stop as
soon as q passes a tolerance, so they trace the manifold near where they started; *fixed points* are run to the end, of
which a trained network has few. `levenberg_marquardt` is the method; `adam` is the field's baseline (FixedPointFinder,
Golub & Sussillo 2018).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_geometry.networks.cells import Cell

Step = Callable[[Tensor], Tensor]  # states [P, S] -> next states [P, S], at the constant input
Jacobian = Callable[[Tensor], Tensor]  # states [P, S] -> [P, S, S]

LARGEST_DAMPING = 1e8
STALLED_AFTER = 10  # iterations in a row that each lower a point's speed by less than a thousandth


def at_constant_input(cell: Cell, x: Tensor) -> tuple[Step, Jacobian]:
    """The update and its recurrent Jacobian as functions of the state alone, at the constant input x [I]."""

    def step(h: Tensor) -> Tensor:
        return cell.step(x.expand(len(h), -1), h)

    def jacobian(h: Tensor) -> Tensor:
        return cell.recurrent_jacobian(x.expand(len(h), -1), h)

    return step, jacobian


@dataclass
class Points:
    """Points found: states [P, S], their speeds q [P], iterations [P], and which start [P] each came from."""

    states: Tensor
    speeds: Tensor
    iterations: Tensor
    starts: Tensor

    def __len__(self) -> int:
        return len(self.states)

    def __getitem__(self, rows) -> "Points":
        return Points(self.states[rows], self.speeds[rows], self.iterations[rows], self.starts[rows])


def speed(step: Step, states: Tensor) -> Tensor:
    """q(h) = 1/2 ||F(h, x*) - h||^2 of states [P, S]: [P]."""
    return 0.5 * (step(states) - states).square().sum(-1)


def levenberg_marquardt(
    step: Step,
    jacobian: Jacobian,
    starts: Tensor,
    *,
    tolerance: float,
    max_iterations: int = 200,
    damping: float = 1e-2,
    least_damping: float = 1e-12,
    chunk: int = 1024,
) -> Points:
    """Minimise the speed from starts [P, S] by Levenberg-Marquardt with exact Jacobians.

    Each point has its own damping and its own stop: it leaves the batch when its speed is at most `tolerance`, or when
    it has stalled at a local minimum of q (it is kept with its speed).
    damping: the first, relative to the mean squared column of J. It falls with every downhill step, but not below
    `least_damping`: near 0 the search ends in Newton steps to the nearest fixed point, near 1 it descends steeply, which
    brings a state to the slow manifold before it moves along it.
    chunk: points solved at a time, which bounds the memory at about 4 chunk S^2 numbers.
    """
    damping = max(damping, least_damping)
    points = Points(
        starts.clone(),
        speed(step, starts),
        torch.zeros(len(starts), dtype=torch.long, device=starts.device),
        torch.arange(len(starts), device=starts.device),
    )
    for rows in torch.arange(len(starts), device=starts.device).split(chunk):
        _descend(step, jacobian, points, rows, tolerance, max_iterations, damping, least_damping)
    return points


def _descend(step, jacobian, points, rows, tolerance, max_iterations, first_damping, least_damping) -> None:
    """Improve points[rows] in place."""
    active = rows[points.speeds[rows] > tolerance]
    damping = torch.full_like(points.speeds[active], first_damping)
    stalled = torch.zeros_like(active)
    moved = torch.ones_like(active, dtype=torch.bool)  # whose normal equations must be formed anew
    normal = gradient = None
    while len(active) and max_iterations > 0:
        max_iterations -= 1
        h, q = points.states[active], points.speeds[active]
        if moved.any():
            fresh_normal, fresh_gradient = _normal_equations(step, jacobian, h[moved])
            if moved.all():
                normal, gradient = fresh_normal, fresh_gradient
            else:
                normal[moved], gradient[moved] = fresh_normal, fresh_gradient
        proposal = h - _damped_solve(normal, gradient, damping)
        proposed = speed(step, proposal)
        moved = proposed < q  # False for a non-finite proposal
        points.states[active[moved]] = proposal[moved]
        points.speeds[active[moved]] = proposed[moved]
        points.iterations[active] += 1
        damping = torch.where(moved, (damping * 0.1).clamp(min=least_damping), damping * 10)
        stalled = torch.where(points.speeds[active] < 0.999 * q, 0, stalled + 1)
        stays = (points.speeds[active] > tolerance) & (damping < LARGEST_DAMPING) & (stalled < STALLED_AFTER)
        active, damping, stalled, moved = active[stays], damping[stays], stalled[stays], moved[stays]
        if not stays.all():
            normal, gradient = normal[stays], gradient[stays]


def _normal_equations(step: Step, jacobian: Jacobian, h: Tensor) -> tuple[Tensor, Tensor]:
    """J^T J [P, S, S] and J^T r [P, S] of the residual r = F(h) - h, J = J_rec - 1."""
    residual = step(h) - h
    j = jacobian(h)
    j.diagonal(dim1=-2, dim2=-1).sub_(1)
    return j.mT @ j, (j.mT @ residual.unsqueeze(-1)).squeeze(-1)


def _damped_solve(normal: Tensor, gradient: Tensor, damping: Tensor) -> Tensor:
    """(J^T J + damping * mean diagonal) delta = J^T r; NaN where the matrix is not positive definite."""
    diagonal = normal.diagonal(dim1=-2, dim2=-1)
    shift = damping * diagonal.mean(-1)
    damped = normal.clone()
    damped.diagonal(dim1=-2, dim2=-1).add_(shift.unsqueeze(-1))
    factor, failed = torch.linalg.cholesky_ex(damped)
    factor[failed > 0] = torch.nan
    return torch.cholesky_solve(gradient.unsqueeze(-1), factor).squeeze(-1)


def adam(
    step: Step,
    starts: Tensor,
    *,
    tolerance: float,
    max_iterations: int = 5000,
    learning_rate: float = 1.0,
    factor: float = 0.95,
    patience: int = 5,
) -> Points:
    """The field's baseline: Adam on the mean speed of all starts [P, S] together, with FixedPointFinder's defaults.

    The learning rate is cut by `factor` when the loss has not fallen for `patience` steps; it stops when every point is
    below `tolerance` or after `max_iterations` steps.
    """
    states = starts.clone().requires_grad_(True)
    optimiser = torch.optim.Adam([states], lr=learning_rate)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=factor, patience=patience)
    iterations = 0
    with torch.enable_grad():
        while iterations < max_iterations:
            speeds = speed(step, states)
            if speeds.max() <= tolerance:
                break
            optimiser.zero_grad()
            speeds.mean().backward()
            optimiser.step()
            schedule.step(speeds.mean().item())
            iterations += 1
    states = states.detach()
    count = torch.full((len(starts),), iterations, device=starts.device)
    return Points(states, speed(step, states), count, torch.arange(len(starts), device=starts.device))


def distinct(points: Points, radius: float) -> tuple[Points, Tensor]:
    """Merge points closer than `radius` to one another; each group is stood for by its slowest point.

    Returns the slowest of each group, the largest group first, and the number of points in each [G].
    """
    order = points.speeds.argsort(stable=True)
    distances = torch.cdist(points.states[order], points.states[order], compute_mode="donot_use_mm_for_euclid_dist")
    near = distances <= radius
    free, leaders, sizes = torch.ones(len(order), dtype=torch.bool, device=order.device), [], []
    for i in range(len(order)):
        if free[i]:
            members = near[i] & free
            leaders.append(i)
            sizes.append(int(members.sum()))
            free &= ~members
    sizes = torch.tensor(sizes, device=order.device)
    by_size = sizes.argsort(descending=True, stable=True)
    return points[order[torch.tensor(leaders, dtype=torch.long, device=order.device)][by_size]], sizes[by_size]
