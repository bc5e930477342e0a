"""Attention as the analysis sees it: what a query held at that of the constant input x* reads, token by token.

A memory that only grows has no fixed point at any input; what is decided lies in what can be read of it. With the query q* of
x* held, a head reads the mean r_t of the values so far, weighted by c_t = c(q*, k_t), its kernel (`KERNELS`). It obeys, exactly
and whatever the kernel is,

    r_t = r_{t-1} + a_t (v_t - r_{t-1}),   a_t = c_t / w_t,   w_t = w_{t-1} + c_t.

In the place of w stands alpha = c* / (w + c*), c* the weight of x* itself: the share that x* would get if it came next. It is
1 before the first word, where w is 0, and tends to 0 as 1 / t in long texts, where w has no bound; its own update is
alpha' = alpha / (1 + rho alpha) with rho = c / c*, and a = rho alpha / (1 - alpha + rho alpha).

rho is carried as the quotient p / n of two numbers within 0 and 1: both parts of each fraction are divided by the larger of c
and c*, as the running maximum does it in a streamed softmax, so that no weight overflows. What alpha cannot tell from 1 or 0
in the precision at hand, a text of far less weight than x* or of far more, is kept as that. docs/linear_attention.md.
"""

import torch
from torch import Tensor
from torch.func import vjp

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class HeldQuery(Cell):
    """The closed dynamics of [r, alpha], H numbers and one a head, of an `Attention` whose query is held at that of x [I].

    With a feed-forward block the state is [o, r, alpha]: first its output, since the readout sees the first H numbers.
    """

    def __init__(self, attention: Cell, x: Tensor):
        super().__init__(attention.input_size, attention.hidden_size)
        self.attention = attention
        self.register_buffer("x", x.detach().clone())
        self.first = 0 if attention.feedforward is None else attention.hidden_size  # where r begins
        self.state_size = self.first + attention.hidden_size + attention.heads

    def initial_state(self, batch):
        r = self.x.new_zeros(batch, self.attention.heads, self.attention.head_size)
        return self._state(r, torch.ones_like(r[..., 0]))

    def step(self, x, h):
        r, alpha = self._parts(h)
        more, less, value = self._weigh(x)
        gain = share(more * alpha, less * (1 - alpha))
        return self._state(r + gain.unsqueeze(-1) * (value - r), less * alpha / nonzero(less + more * alpha))

    def newton_step(self, x, h, residual):
        """The way from the nearest fixed point. Every r with alpha = 0 is one, and there the residual vanishes to second order:
        Newton's step proper halves both alpha and the distance to v*, so that it would bring every start to that one point."""
        r, alpha = self._parts(h)
        return h - self._state(r, torch.zeros_like(alpha))

    def recurrent_jacobian(self, x, h):
        r, alpha = self._parts(h)
        more, less, value = self._weigh(x)
        units = self.hidden_size
        rest = less * (1 - alpha) + more * alpha
        jacobian = h.new_zeros(*h.shape[:-1], units + self.attention.heads, units + self.attention.heads)
        kept = (1 - share(more * alpha, less * (1 - alpha))).repeat_interleave(self.attention.head_size, -1)
        jacobian[..., :units, :units].diagonal(dim1=-2, dim2=-1).copy_(kept)
        by_alpha = (value - r) * (more * less / rest**2).unsqueeze(-1)  # [B, heads, H / heads], each head by its own alpha
        of_heads = jacobian[..., :units, units:].unflatten(-2, (self.attention.heads, self.attention.head_size))
        of_heads.diagonal(dim1=-3, dim2=-1).copy_(by_alpha.mT)
        jacobian[..., units:, units:].diagonal(dim1=-2, dim2=-1).copy_((less / (less + more * alpha)) ** 2)
        by_output = jacobian.new_zeros(*jacobian.shape[:-1], self.first)  # o is computed anew from r
        return self._with_output(torch.cat([by_output, jacobian], -1), self.step(x, h))

    def input_jacobian(self, x, h):
        attention = self.attention
        r, alpha = self._parts(h)
        more, less, value = self._weigh(x)
        _, to_key = vjp(self._log_weights, attention.split(attention.key(x)))
        (slope,) = to_key(torch.ones_like(more))  # of log c, by the key of each head
        by_x = scaled_rows([(slope.flatten(-2), attention.key.weight)])
        by_x = by_x.unflatten(-2, (attention.heads, attention.head_size)).sum(-2)  # [B, heads, I]
        gain = share(more * alpha, less * (1 - alpha))
        by_gain = (value - r) * (gain * (1 - gain)).unsqueeze(-1)
        gain = gain.repeat_interleave(attention.head_size, -1)
        of_r = gain.unsqueeze(-1) * attention.value.weight + (by_gain.unsqueeze(-1) * by_x.unsqueeze(-2)).flatten(-3, -2)
        of_alpha = -(more * less * (alpha / (less + more * alpha)) ** 2).unsqueeze(-1) * by_x
        return self._with_output(torch.cat([of_r, of_alpha], -2), self.step(x, h))

    def _log_weights(self, key: Tensor) -> Tensor:
        """log c [..., heads] of keys [..., heads, H / heads]."""
        return self.attention.kernel(self.attention.split(self.attention.query(self.x)), key)

    def _weigh(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The weights p of inputs [..., I] and n of x*, the larger of the two 1, [..., heads]; the inputs' values by heads."""
        attention = self.attention
        own, of_inputs = (self._log_weights(attention.split(attention.key(u))) for u in (self.x, x))
        ratio = of_inputs - own
        larger = ratio.clamp(min=0).detach()
        return torch.exp(ratio - larger), torch.exp(-larger), attention.split(attention.value(x))

    def _parts(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """r [..., heads, H / heads] and alpha [..., heads] of states [..., S]."""
        _, r, alpha = h.split([self.first, self.hidden_size, self.attention.heads], -1)
        return self.attention.split(r), alpha

    def _state(self, r: Tensor, alpha: Tensor) -> Tensor:
        r = r.flatten(-2)
        return torch.cat(([self.attention.output(r)] if self.first else []) + [r, alpha], -1)

    def _with_output(self, jacobian: Tensor, after: Tensor) -> Tensor:
        """The rows of a feed-forward block's output above those of [r, alpha], at the states after [B, S]."""
        if not self.first:
            return jacobian
        inner, _, outer = self.attention.feedforward
        r = after[..., self.first : -self.attention.heads]
        of_r = jacobian[..., : self.hidden_size, :]
        through = (inner(r) > 0).to(r).unsqueeze(-1) * (inner.weight @ of_r)
        return torch.cat([of_r + outer.weight @ through, jacobian], -2)


def share(new: Tensor, old: Tensor) -> Tensor:
    """new / (new + old); 1 where there is nothing else, however little the new weighs."""
    both = new + old
    return torch.where(both == 0, 1, new / nonzero(both))


def nonzero(weight: Tensor) -> Tensor:
    """The weight, or 1 where it is nothing, which then stands below nothing."""
    return torch.where(weight == 0, 1, weight)
