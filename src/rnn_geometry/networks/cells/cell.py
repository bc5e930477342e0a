"""One interface for all recurrent cells: `h_t = F(h_{t-1}, x_t)` step by step, over whole texts, and its Jacobians.

The state is everything the update carries: `[h, c]` for an LSTM, `h` for most others. Shapes: B states, T tokens,
I inputs, H units, S state numbers.
"""

import torch
from torch import Tensor, nn
from torch.func import jacrev, vmap


class Cell(nn.Module):
    """A recurrent update. A new cell defines `step`; all else has a general form here that it may replace by a faster one.

    `state_size` is S and `readout_size` R, both H unless the cell says otherwise; the readout sees the first R numbers of the
    state. A cell whose Jacobian has a structure may also have a `newton_step(x, h, residual)` that makes use of it, as the LSTM
    has, or that knows the way where Newton's fails, as `HeldQuery` does.

    A network without a step stands here too: it sets `has_step = False` and defines `unroll` instead of `step`. Its states are
    what the readout sees, [B, T, R]. Where its readable state has no step either, it sets `has_dynamics = False`: fixed points,
    modes and all else that takes a step are not sought.
    """

    has_step = True  # whether one state follows from another by `step`
    has_dynamics = True  # whether one readable state follows from another by its `step`
    jacobian_is_fresh = False  # whether `recurrent_jacobian` returns a tensor that its caller may write to

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.state_size = hidden_size
        self.readout_size = hidden_size
        self.register_parameter("trained_start", None)

    def step(self, x: Tensor, h: Tensor) -> Tensor:
        """The next state [..., S] from the input [..., I] and the state [..., S]."""
        raise NotImplementedError

    def begin_at(self, initial_state: str) -> None:
        """Begin every text at "zeros", or at a state that is "trained" with the weights: a parameter [S], zeros at first.

        For a cell's `__init__`, once it has set `state_size`.
        """
        if {"zeros": False, "trained": True}[initial_state]:
            self.trained_start = nn.Parameter(torch.zeros(self.state_size))

    def initial_state(self, batch: int) -> Tensor:
        """The state before the first token [B, S]: zeros, or the trained one."""
        if self.trained_start is not None:
            return self.trained_start.expand(batch, -1)
        parameter = next(self.parameters())
        return parameter.new_zeros(batch, self.state_size)

    def unroll(self, x: Tensor) -> Tensor:
        """The states [B, T, S] after each token of the inputs [B, T, I]."""
        h = self.initial_state(len(x))
        states = []
        for x_t in x.unbind(1):
            h = self.step(x_t, h)
            states.append(h)
        return torch.stack(states, dim=1)

    def unroll_outputs(self, x: Tensor) -> Tensor:
        """What the readout sees of `unroll`: [B, T, R]; a cell may compute it without the rest of the state."""
        return self.unroll(x)[..., : self.readout_size]

    def readable(self, x: Tensor | None) -> "Cell":
        """The cell as the analysis sees it at the constant input x [I]: itself, unless its state is read at a query.

        Where a state only grows, what can be read of it may still have dynamics of its own: those are returned, as a cell.
        """
        return self

    def recurrent_jacobian(self, x: Tensor, h: Tensor) -> Tensor:
        """J_rec = dF/dh, [B, S, S], at inputs [B, I] and states [B, S]."""
        return vmap(jacrev(self.step, argnums=1))(x, h)

    def input_jacobian(self, x: Tensor, h: Tensor) -> Tensor:
        """J_inp = dF/dx, [B, S, I], at inputs [B, I] and states [B, S]."""
        return vmap(jacrev(self.step, argnums=0))(x, h)


def scaled_rows(terms: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Sum of diag(a) W over the terms (a: [B, R], W: [R, C]): [B, R, C]."""
    (first_scale, first_weight), *rest = terms
    total = first_scale[..., None] * first_weight
    for scale, weight in rest:
        total.addcmul_(scale[..., None], weight.expand_as(total))
    return total
