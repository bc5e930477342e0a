"""To carry states along the flow dh/dt = F(h) - h in a third of the evaluations that so many updates are.

The flow has the update's fixed points, and where the dynamics are slow it goes where they go. It is followed by stabilised
steps (Runge-Kutta-Chebyshev of first order, van der Houwen & Sommeijer 1980): the stages of a step are shifted Chebyshev
polynomials, so that it may be as long as the square of their number allows, where eigenvalues of J - 1 are real or nearly so.
"""

import torch
from numpy.polynomial.chebyshev import chebder, chebval
from torch import Tensor

from rnn_geometry.engine.points import speed
from rnn_geometry.engine.update import Update

STAGES = 10  # evaluations a step
REACH = 4.0  # eigenvalues of J - 1 down to -4 are damped: those of J down to -3
DAMPING = 1.0  # by how much more than not at all: every mode in reach by a half or more a step
FIRST = 20  # updates before the first step, which bring a state to where the dynamics are slow


def stages(count: int = STAGES) -> tuple[float, list[tuple[float, float, float]], float]:
    """The coefficients of a step on dy/dt = f(y): Y_0 = y, Y_1 = y + mu_1 dt f(y), and from stage 2 on
    Y_j = nu_j Y_{j-1} + kappa_j Y_{j-2} + mu_j dt f(Y_{j-1}).

    Returns mu_1, (nu, kappa, mu) of stage 2 and on, and the longest stable dt for eigenvalues of f' between -REACH and 0. The
    step's amplification at dt times an eigenvalue z is T_s(w0 + w1 z) / T_s(w0), with T_s Chebyshev's polynomial.
    """
    w0 = 1 + DAMPING / count**2
    values = [chebval(w0, [0] * j + [1]) for j in range(count + 1)]
    w1 = values[count] / chebval(w0, chebder([0] * count + [1]))
    triples = zip(values, values[1:], values[2:], strict=False)
    later = [(2 * w0 * b / c, -a / c, 2 * w1 * b / c) for a, b, c in triples]
    return w1 / w0, later, (w0 + 1) / w1 / REACH


@torch.no_grad()
def carry_on(update: Update, h: Tensor, time: int) -> Tensor:
    """The states [P, S] carried along the flow for a time in updates.

    Where modes turn, or lie beyond REACH, the steps are not stable: a state whose speed has not fallen, and one whose flow
    overflows, goes by so many updates instead (`Update.carry`).
    """
    near = update.carry(h.clone(), min(time, FIRST))
    if time <= FIRST:
        return near
    ends = _follow(update, near, time - FIRST)
    rough = torch.nonzero(~(speed(update.step, ends) <= speed(update.step, near))).squeeze(-1)
    if len(rough):
        ends[rough] = update[rough].carry(near[rough], time - FIRST)
    return ends


def _follow(update: Update, h: Tensor, time: float) -> Tensor:
    """The states after a time on the flow, in equal steps, by the update in its own precision."""
    x, y = update.as_given(h)
    first, later, longest = stages()
    steps = max(1, round(time / longest))
    dt = min(time / steps, longest)
    for _ in range(steps):
        before = y
        y = torch.lerp(y, update.own(x, y), first * dt)
        for nu, kappa, mu in later:
            after = (nu - mu * dt) * y
            after.add_(update.own(x, y), alpha=mu * dt).add_(before, alpha=kappa)
            before = y
            y = after
    return y.to(h.dtype)
