"""The field's baseline for fixed points: Adam on the mean speed of all starts (FixedPointFinder, Golub & Sussillo 2018)."""

import torch
from torch import Tensor

from rnn_geometry.engine.points import Points, speed
from rnn_geometry.engine.update import Update


def adam(
    update: Update,
    starts: Tensor,
    *,
    tolerance: float,
    max_iterations: int = 5000,
    learning_rate: float = 1.0,
    factor: float = 0.95,
    patience: int = 5,
    jointly: bool = False,
) -> Points:
    """Adam on the mean speed of all starts [P, S] together, with FixedPointFinder's defaults.

    The learning rate is cut by `factor` when the loss has not fallen for `patience` steps; it stops when every point is
    below `tolerance`, or `jointly` when their mean is, or after `max_iterations` steps.
    Raises ValueError as `levenberg_marquardt` does.
    """
    states = update.check(starts).clone().requires_grad_(True)
    optimiser = torch.optim.Adam([states], lr=learning_rate)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=factor, patience=patience)
    iterations = 0
    with torch.enable_grad():
        while iterations < max_iterations:
            speeds = speed(update.step, states)
            if (speeds.mean() if jointly else speeds.max()) <= tolerance:
                break
            (states.grad,) = torch.autograd.grad(speeds.mean(), states)
            optimiser.step()
            schedule.step(speeds.mean().item())
            iterations += 1
    with torch.no_grad():
        return Points.at(states.detach(), speed(update.step, states.detach()), iterations)
