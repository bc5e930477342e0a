"""Memories that forget: S_t = f_t S_{t-1} + i_t k_t v_t^T, with a share f_t that is kept, one number for each head.

With the query held at that of x*, q*, the read r = S^T q* obeys r_t = f_t r_{t-1} + i_t (q* . k_t) v_t, exactly and without the
rest of S: the share is the same for all of the key's directions. (With a share for each direction, as gated linear attention
and Mamba have it in their full form, q* mixes directions that are forgotten at different rates, and the read does not close.)
"""

import torch
from torch import Tensor
from torch.func import jacrev, vmap

from rnn_geometry.networks.cells.cell import Cell


class HeldRead(Cell):
    """The closed dynamics of r, H numbers, of a memory that forgets, whose query is held at that of x [I]: r' = f(x) r + g(x).

    It is linear in r: one fixed point an input, and as many slow modes as it has units that remember. The memory says what is
    kept (`kept(x)`, f [..., H]) and what is added (`added(x, asked)`, g [..., H]).
    """

    jacobian_is_fresh = True

    def __init__(self, memory: Cell, x: Tensor):
        super().__init__(memory.input_size, memory.hidden_size)
        self.memory = memory
        self.register_buffer("x", x.detach().clone())

    def initial_state(self, batch):
        return self.x.new_zeros(batch, self.state_size)

    def step(self, x, h):
        return self.memory.kept(x) * h + self.memory.added(x, self.x)

    def recurrent_jacobian(self, x, h):
        return torch.diag_embed(self.memory.kept(x).expand_as(h)).clone()

    def newton_step(self, x, h, residual):
        """(J_rec - 1)^-1 r, whose matrix is the diagonal f - 1."""
        return residual / (self.memory.kept(x) - 1)

    def input_jacobian(self, x, h):
        of_kept = vmap(jacrev(self.memory.kept))(x)
        of_added = vmap(jacrev(lambda word: self.memory.added(word, self.x)))(x)
        return of_kept * h.unsqueeze(-1) + of_added


def decays(log_kept: Tensor) -> Tensor:
    """log of f_{s+1} ... f_t, what is left at t of what came at s: [..., T, T] (row t, column s) from log f [..., T]; -inf for
    s > t. Sums, not quotients of products, so that nothing underflows."""
    total = log_kept.cumsum(-1)
    later = torch.ones(total.shape[-1], total.shape[-1], dtype=torch.bool, device=total.device).triu(1)
    return (total.unsqueeze(-1) - total.unsqueeze(-2)).masked_fill(later, -torch.inf)
