"""The gated recurrent unit, in both of its forms: the reset gate after the recurrent matrix product, or before it."""

import torch
from torch import nn

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class GRU(Cell):
    """Gated recurrent unit in torch's form: h' = (1 - z) n + z h, n = tanh(W x + b + r (U h + c)), with gates r and z."""

    jacobian_is_fresh = True

    def __init__(self, input_size: int, hidden_size: int, initial_state: str = "zeros"):
        super().__init__(input_size, hidden_size)
        self.rnn = nn.GRU(input_size, hidden_size, batch_first=True)
        self.begin_at(initial_state)

    def _gates(self, x, h):
        """Reset and update gate, candidate, and the candidate's recurrent drive U h + c: four [B, H]."""
        rnn = self.rnn
        from_input = nn.functional.linear(x, rnn.weight_ih_l0, rnn.bias_ih_l0).chunk(3, -1)
        from_state = nn.functional.linear(h, rnn.weight_hh_l0, rnn.bias_hh_l0).chunk(3, -1)
        reset = torch.sigmoid(from_input[0] + from_state[0])
        update = torch.sigmoid(from_input[1] + from_state[1])
        return reset, update, torch.tanh(from_input[2] + reset * from_state[2]), from_state[2]

    def step(self, x, h):
        _, update, candidate, _ = self._gates(x, h)
        return torch.lerp(candidate, h, update)

    def unroll(self, x):
        return self.rnn(x, self.initial_state(len(x)).unsqueeze(0).contiguous())[0]

    def _sensitivities(self, x, h):
        """How h' answers to the pre-activations of reset, update and candidate; and the gates that scale the latter."""
        reset, update, candidate, drive = self._gates(x, h)
        to_candidate = (1 - update) * (1 - candidate**2)
        to_update = (h - candidate) * update * (1 - update)
        to_reset = to_candidate * drive * reset * (1 - reset)
        return to_reset, to_update, to_candidate, reset, update

    def recurrent_jacobian(self, x, h):
        to_reset, to_update, to_candidate, reset, update = self._sensitivities(x, h)
        u_reset, u_update, u_candidate = self.rnn.weight_hh_l0.chunk(3)
        jacobian = scaled_rows([(to_reset, u_reset), (to_update, u_update), (to_candidate * reset, u_candidate)])
        jacobian.diagonal(dim1=-2, dim2=-1).add_(update)
        return jacobian

    def input_jacobian(self, x, h):
        scales = self._sensitivities(x, h)[:3]
        return scaled_rows(list(zip(scales, self.rnn.weight_ih_l0.chunk(3), strict=True)))


class ResetBefore(Cell):
    """Gated recurrent unit of Cho et al. 2014 and Aitken et al. 2020: n = tanh(W x + b + U (r h)), all else as in `GRU`.

    torch has no kernel for it. Its weights are drawn as the other form's, which has a second bias for each of these.
    """

    jacobian_is_fresh = True

    def __init__(self, input_size: int, hidden_size: int, initial_state: str = "zeros"):
        super().__init__(input_size, hidden_size)
        bound = hidden_size**-0.5
        self.weight_ih = nn.Parameter(torch.empty(3 * hidden_size, input_size).uniform_(-bound, bound))
        self.weight_hh = nn.Parameter(torch.empty(3 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(3 * hidden_size).uniform_(-bound, bound))
        self.begin_at(initial_state)

    def _drive(self, x):
        return nn.functional.linear(x, self.weight_ih, self.bias)

    def _gates(self, drive, h):
        """Reset and update gate and candidate, [B, H] each, from the inputs' part of all three [B, 3H]."""
        size = 2 * self.hidden_size
        gates = torch.sigmoid(drive[..., :size] + nn.functional.linear(h, self.weight_hh[:size]))
        reset, update = gates.chunk(2, -1)
        return reset, update, torch.tanh(drive[..., size:] + nn.functional.linear(reset * h, self.weight_hh[size:]))

    def _update(self, drive, h):
        _, update, candidate = self._gates(drive, h)
        return torch.lerp(candidate, h, update)

    def step(self, x, h):
        return self._update(self._drive(x), h)

    def unroll(self, x):
        h = self.initial_state(len(x))
        states = []
        for drive in self._drive(x).unbind(1):
            h = self._update(drive, h)
            states.append(h)
        return torch.stack(states, dim=1)

    def _sensitivities(self, x, h):
        """How r h answers to the pre-activation of the reset gate, and h' to those of update gate and candidate; both gates."""
        reset, update, candidate = self._gates(self._drive(x), h)
        to_candidate = (1 - update) * (1 - candidate**2)
        to_update = (h - candidate) * update * (1 - update)
        return h * reset * (1 - reset), to_update, to_candidate, reset, update

    def recurrent_jacobian(self, x, h):
        to_kept, to_update, to_candidate, reset, update = self._sensitivities(x, h)
        u_reset, u_update, u_candidate = self.weight_hh.chunk(3)
        kept = scaled_rows([(to_kept, u_reset)])  # d(r h)/dh, [B, H, H]
        kept.diagonal(dim1=-2, dim2=-1).add_(reset)
        jacobian = scaled_rows([(to_update, u_update), (to_candidate, u_candidate @ kept)])
        jacobian.diagonal(dim1=-2, dim2=-1).add_(update)
        return jacobian

    def input_jacobian(self, x, h):
        to_kept, to_update, to_candidate, _, _ = self._sensitivities(x, h)
        w_reset, w_update, w_candidate = self.weight_ih.chunk(3)
        kept = scaled_rows([(to_kept, w_reset)])  # d(r h)/dx, [B, H, I]
        through = self.weight_hh.chunk(3)[2] @ kept
        return scaled_rows([(to_update, w_update), (to_candidate, through.add_(w_candidate))])
