"""The linearised network: F(h, x) ~ F(h*, x*) + J_rec (h - h*) + J_inp (x - x*) around the nearest of many points h*.

At a fixed point F(h*, x*) is h* itself. How well it predicts says how far the network is explained by its modes and its
words' first-order effects. Words of real text can be too far from x* for that; F(h*, x) + J_rec (h - h*) is linear in the
state alone.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from rnn_geometry.engine.derivatives import Step, as_step, first_order_deflections, input_jacobian, recurrent_jacobian


@dataclass
class Linearisation:
    """A step linearised at P points and the constant input x* [I].

    exact: the step itself; points [P, S]; images [P, S]: F(h*, x*); recurrent [P, S, S]: J_rec; inputs [P, S, I]: J_inp.
    """

    exact: Step
    points: Tensor
    images: Tensor
    recurrent: Tensor
    inputs: Tensor
    x: Tensor

    def nearest(self, h: Tensor) -> Tensor:
        """The point [B] nearest to each of the states [B, S]."""
        return torch.cdist(h, self.points).argmin(-1)

    def step(self, x: Tensor, h: Tensor) -> Tensor:
        """The next state [B, S] from inputs [B, I] and states [B, S], each linearised at the point nearest to it; NaN where
        there is no point at all. Takes B S (S + I) numbers."""
        if not len(self.points):
            return torch.full_like(h, torch.nan)
        near = self.nearest(h)
        from_input = torch.bmm(self.inputs[near], (x - self.x).unsqueeze(-1)).squeeze(-1)
        return self.images[near] + self._from_state(near, h) + from_input

    def step_in_state(self, x: Tensor, h: Tensor) -> Tensor:
        """The same, linear in the state alone: F(h*, x) + J_rec (h - h*), each word with its true deflection at h*."""
        if not len(self.points):
            return torch.full_like(h, torch.nan)
        near = self.nearest(h)
        return self.exact(x, self.points[near]) + self._from_state(near, h)

    def _from_state(self, near: Tensor, h: Tensor) -> Tensor:
        return torch.bmm(self.recurrent[near], (h - self.points[near]).unsqueeze(-1)).squeeze(-1)

    def deflections(self, inputs: Tensor) -> Tensor:
        """The deflection J_inp (x_w - x*) by inputs [W, I] at each point, to first order: [W, P, S]."""
        return first_order_deflections(self.inputs, inputs, self.x)


@torch.no_grad()
def linearise(step: Step | nn.Module, x: Tensor, points: Tensor) -> Linearisation:
    """Linearise a step at points [P, S] and the constant input x [I], in the points' precision."""
    exact = as_step(step)
    size = points.shape[1]
    if not len(points):  # general Jacobians need at least one
        return Linearisation(exact, points, points, x.new_empty(0, size, size), x.new_empty(0, size, len(x)), x)
    recurrent = recurrent_jacobian(step, x, points)
    inputs = input_jacobian(step, x, points)
    return Linearisation(exact, points, exact(x.expand(len(points), -1), points), recurrent, inputs, x)


def unroll(step, inputs: Tensor, lengths: Tensor, start: Tensor) -> Tensor:
    """The last state [n, S] of texts given as inputs [n, T, I] of the given lengths [n], from the state `start` [S]."""
    h = start.expand(len(inputs), -1)
    for t, x in enumerate(inputs.unbind(1)):
        reading = t < lengths
        h = torch.where(reading.unsqueeze(-1), step(x, h), h)
    return h


def r2(predicted: Tensor, true: Tensor) -> float:
    """The share of the variance of `true` [B, D] about its mean that `predicted` [B, D] explains; NaN where there is none
    and where a prediction has overflowed."""
    predicted = predicted.double()
    true = true.double()
    residual = (true - predicted).square().sum()
    spread = (true - true.mean(0)).square().sum()
    return float(1 - residual / spread) if spread > 0 and torch.isfinite(residual) else float("nan")
