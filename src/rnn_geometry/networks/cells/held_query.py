"""Linear attention as the analysis sees it: what a query held at that of the constant input x* reads, token by token.

S and z only grow, so that they have no fixed point at any input; what is decided lies in what can be read of them. With the
query q* of x* held, a head reads r_t = S_t^T phi(q*) / w_t, w_t = phi(q*) . z_t. That is a running mean of the values, and it
obeys, exactly and without the rest of S and z,

    r_t = r_{t-1} + a_t (v_t - r_{t-1}),   a_t = c_t / w_t,   w_t = w_{t-1} + c_t,   c_t = phi(q*) . phi(k_t).

In the place of w stands alpha = c* / (w + c*), c* the weight of x* itself: the share that x* would get if it came next. It is
1 before the first word, where w is 0, and tends to 0 as 1 / t in long texts, where w has no bound; its own update is
alpha' = alpha / (1 + rho alpha) with rho = c / c*, and a = rho alpha / (1 - alpha + rho alpha). docs/linear_attention.md.
"""

import torch
from torch import Tensor

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class HeldQuery(Cell):
    """The closed dynamics of [r, alpha], H numbers and one a head, of a `LinearAttention` whose query is held at that of x [I].

    With a feed-forward block the state is [o, r, alpha]: first its output, since the readout sees the first H numbers.
    """

    def __init__(self, attention: Cell, x: Tensor):
        super().__init__(attention.input_size, attention.hidden_size)
        self.attention = attention
        self.register_buffer("x", x.detach().clone())
        self.first = 0 if attention.feedforward is None else attention.hidden_size  # where r begins
        self.state_size = self.first + attention.hidden_size + attention.heads

    def read(self, full: Tensor) -> Tensor:
        """The readable state [..., S] of the attention's own states [o, S, z]; before the first word r is 0 and alpha 1."""
        s, z = self.attention.memory(full)
        query, key, _ = self.attention.projected(self.x)
        weight, own = (query * z).sum(-1), (query * key).sum(-1)
        r = (query.unsqueeze(-2) @ s).squeeze(-2) / torch.where(weight > 0, weight, 1).unsqueeze(-1)
        return self._state(r, own / (weight + own))

    def initial_state(self, batch):
        r = self.x.new_zeros(batch, self.attention.heads, self.attention.head_size)
        return self._state(r, torch.ones_like(r[..., 0]))

    def step(self, x, h):
        r, alpha = self._parts(h)
        ratio, value = self._weigh(x)
        gain = ratio * alpha / (1 - alpha + ratio * alpha)
        return self._state(r + gain.unsqueeze(-1) * (value - r), alpha / (1 + ratio * alpha))

    def newton_step(self, x, h, residual):
        """The way from the nearest fixed point. Every r with alpha = 0 is one, and there the residual vanishes to second order:
        Newton's step proper halves both alpha and the distance to v*, so that it would bring every start to that one point."""
        r, alpha = self._parts(h)
        return h - self._state(r, torch.zeros_like(alpha))

    def recurrent_jacobian(self, x, h):
        r, alpha = self._parts(h)
        ratio, value = self._weigh(x)
        units = self.hidden_size
        rest = 1 - alpha + ratio * alpha
        jacobian = h.new_zeros(*h.shape[:-1], units + self.attention.heads, units + self.attention.heads)
        kept = ((1 - alpha) / rest).repeat_interleave(self.attention.head_size, -1)
        jacobian[..., :units, :units].diagonal(dim1=-2, dim2=-1).copy_(kept)
        by_alpha = (value - r) * (ratio / rest**2).unsqueeze(-1)  # [B, heads, H / heads], each head by its own alpha
        of_heads = jacobian[..., :units, units:].unflatten(-2, (self.attention.heads, self.attention.head_size))
        of_heads.diagonal(dim1=-3, dim2=-1).copy_(by_alpha.mT)
        jacobian[..., units:, units:].diagonal(dim1=-2, dim2=-1).copy_((1 + ratio * alpha) ** -2)
        by_output = jacobian.new_zeros(*jacobian.shape[:-1], self.first)  # o is computed anew from r
        return self._with_output(torch.cat([by_output, jacobian], -1), self.step(x, h))

    def input_jacobian(self, x, h):
        attention = self.attention
        r, alpha = self._parts(h)
        ratio, value = self._weigh(x)
        query, own_key, _ = attention.projected(self.x)
        slope = torch.exp(attention.split(attention.key(x)).clamp(max=0))  # phi'
        by_x = scaled_rows([((query * slope).flatten(-2), attention.key.weight)])
        by_x = by_x.unflatten(-2, (attention.heads, attention.head_size)).sum(-2) / (query * own_key).sum(-1).unsqueeze(-1)
        rest = 1 - alpha + ratio * alpha
        gain = (ratio * alpha / rest).repeat_interleave(attention.head_size, -1)
        by_gain = (value - r) * (alpha * (1 - alpha) / rest**2).unsqueeze(-1)
        of_r = gain.unsqueeze(-1) * attention.value.weight + (by_gain.unsqueeze(-1) * by_x.unsqueeze(-2)).flatten(-3, -2)
        of_alpha = -((alpha / (1 + ratio * alpha)) ** 2).unsqueeze(-1) * by_x
        return self._with_output(torch.cat([of_r, of_alpha], -2), self.step(x, h))

    def _weigh(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """rho [..., heads], the weight of inputs [..., I] over that of x*, and their values [..., heads, H / heads]."""
        query, own_key, _ = self.attention.projected(self.x)
        _, key, value = self.attention.projected(x)
        return (query * key).sum(-1) / (query * own_key).sum(-1), value

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
