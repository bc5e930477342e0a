"""Slow and fixed points of a recurrent update at a constant input x*.

Both minimise the speed q(h) = 1/2 ||F(h, x*) - h||^2 (Sussillo & Barak 2013) from visited states. *Slow points* stop as
soon as q passes a tolerance, so they trace the manifold near where they started; *fixed points* are run to the end, of
which a trained network has few. `levenberg_marquardt` is the method; `adam` is the field's baseline (FixedPointFinder,
Golub & Sussillo 2018).
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor

from rnn_geometry.networks.cells import Cell

Step = Callable[[Tensor], Tensor]  # states [P, S] -> next states [P, S], at the constant input
Jacobian = Callable[[Tensor], Tensor]  # states [P, S] -> [P, S, S]

LARGEST_DAMPING = 1e8


def at_constant_input(cell: Cell, x: Tensor) -> tuple[Step, Jacobian]:
    """The update and its recurrent Jacobian as functions of the state alone, at the constant input x [I].

    The update is evaluated in float64 and takes float64 states. The Jacobian comes in the cell's own precision: it only
    steers the search, and costs half as much in float32. The caller's cell is left as it is.
    """
    exact, x_exact = deepcopy(cell).double(), x.double()

    def step(h: Tensor) -> Tensor:
        return exact.step(x_exact.expand(len(h), -1), h)

    def jacobian(h: Tensor) -> Tensor:
        return cell.recurrent_jacobian(x.expand(len(h), -1), h.to(x.dtype))

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
    damping: float = 1e-3,
    least_damping: float = 1e-7,
    least_gain: float = 0.05,
    patience: int = 3,
    chunk: int = 1024,
) -> Points:
    """Minimise the speed from starts [P, S] by Levenberg-Marquardt with exact Jacobians.

    Each point has its own damping and its own stop: it leaves the batch when its speed is at most `tolerance`, or when
    it has stalled: `patience` downhill steps in a row that each lower q by less than the share `least_gain`, or no
    downhill step at any damping.
    damping: the first, relative to the mean squared column of J. It falls with every downhill step, but not below
    `least_damping`: near 0 the search ends in Newton steps to the nearest fixed point, near 1 it descends steeply, which
    brings a state to the slow manifold before it moves along it.
    chunk: points solved at a time, which bounds the memory at about 4 chunk S^2 numbers.
    """
    points = Points(
        starts.clone(),
        speed(step, starts),
        torch.zeros(len(starts), dtype=torch.long, device=starts.device),
        torch.arange(len(starts), device=starts.device),
    )
    settings = (tolerance, max_iterations, max(damping, least_damping), least_damping, least_gain, patience)
    for rows in torch.arange(len(starts), device=starts.device).split(chunk):
        _descend(step, jacobian, points, rows, *settings)
    return points


def _descend(step, jacobian, points, rows, tolerance, max_iterations, damping, least_damping, least_gain, patience) -> None:
    """Improve points[rows] in place."""
    active = rows[points.speeds[rows] > tolerance]
    damping = torch.full_like(points.speeds[active], damping)
    stalled = torch.zeros_like(active)
    moved = torch.ones_like(active, dtype=torch.bool)  # whose normal equations must be formed anew
    normal = gradient = None
    while len(active) and max_iterations > 0:
        max_iterations -= 1
        h, q = points.states[active], points.speeds[active]
        if moved.all():
            normal, gradient = _normal_equations(step, jacobian, h)
        elif moved.any():
            normal[moved], gradient[moved] = _normal_equations(step, jacobian, h[moved])
        proposal = h - _damped_solve(normal, gradient, damping)
        proposed = speed(step, proposal)
        moved = proposed < q  # False for a non-finite proposal
        points.states[active[moved]] = proposal[moved]
        points.speeds[active[moved]] = proposed[moved]
        points.iterations[active] += 1
        damping = torch.where(moved, (damping * 0.1).clamp(min=least_damping), damping * 10)
        stalled = torch.where(points.speeds[active] < (1 - least_gain) * q, 0, stalled + moved)  # a rejected step is none
        stays = (points.speeds[active] > tolerance) & (damping < LARGEST_DAMPING) & (stalled < patience)
        if not stays.all():
            active, damping, stalled, moved = active[stays], damping[stays], stalled[stays], moved[stays]
            if not moved.all():
                normal, gradient = normal[stays], gradient[stays]


def _normal_equations(step: Step, jacobian: Jacobian, h: Tensor) -> tuple[Tensor, Tensor]:
    """J^T J [P, S, S] and J^T r [P, S] of the residual r = F(h) - h, J = J_rec - 1, in the Jacobian's precision."""
    j = jacobian(h)
    residual = (step(h) - h).to(j.dtype)
    j.diagonal(dim1=-2, dim2=-1).sub_(1)
    return j.mT @ j, (j.mT @ residual.unsqueeze(-1)).squeeze(-1)


def _damped_solve(normal: Tensor, gradient: Tensor, damping: Tensor) -> Tensor:
    """(J^T J + damping * mean diagonal) delta = J^T r; not finite where the matrix is singular.

    Batched LU: torch's batched Cholesky takes twice as long on CPU.
    """
    damped = normal.clone()
    diagonal = damped.diagonal(dim1=-2, dim2=-1)
    diagonal += (damping.to(normal.dtype) * diagonal.mean(-1)).unsqueeze(-1)
    return torch.linalg.solve_ex(damped, gradient)[0]


def run_to_the_end(
    step: Step,
    jacobian: Jacobian,
    starts: Tensor,
    *,
    tolerance: float,
    rounds: int = 5,
    steps: int = 400,
    **options,
) -> Points:
    """Fixed points from starts [P, S]: Levenberg-Marquardt, and where it stalls at a local minimum of q that is no fixed
    point, the dynamics themselves carry the state on before the next of `rounds` attempts: `steps` updates at first, then
    twice as many each time, since the passage where two fixed points have just vanished can take long.

    options: those of `levenberg_marquardt`. A point that no round brings to `tolerance` keeps its speed, which says so.
    """
    points = levenberg_marquardt(step, jacobian, starts, tolerance=tolerance, **options)
    for attempt in range(rounds - 1):
        stuck = torch.nonzero(points.speeds > tolerance).squeeze(-1)
        if not len(stuck):
            break
        carried = points.states[stuck]
        for _ in range(steps * 2**attempt):
            carried = step(carried)
        again = levenberg_marquardt(step, jacobian, carried, tolerance=tolerance, **options)
        points.states[stuck], points.speeds[stuck] = again.states, again.speeds
        points.iterations[stuck] += again.iterations
    return points


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
    sizes = torch.tensor(sizes, dtype=torch.long, device=order.device)
    by_size = sizes.argsort(descending=True, stable=True)
    return points[order[torch.tensor(leaders, dtype=torch.long, device=order.device)][by_size]], sizes[by_size]
