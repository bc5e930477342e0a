"""The gated recurrent unit."""

import torch
from torch import nn

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class GRU(Cell):
    """Gated recurrent unit (Cho et al. 2014) in torch's form: h' = (1 - z) n + z h, n = tanh(W x + b + r (U h + c))."""

    jacobian_is_fresh = True

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.rnn = nn.GRU(input_size, hidden_size, batch_first=True)

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
        return self.rnn(x)[0]

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
