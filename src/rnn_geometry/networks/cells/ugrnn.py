"""The update-gate RNN."""

import torch
from torch import nn

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class UGRNN(Cell):
    """Update-gate RNN (Collins et al. 2016): h' = g h + (1 - g) c, c = tanh(W x + U h + b), g = sigmoid(...).

    gate_bias: the first value of the gate's bias, which is trained. At 1 the gate starts open to the past, as in Collins et
    al.; Aitken et al. 2020 begin at 0.
    """

    jacobian_is_fresh = True

    def __init__(self, input_size: int, hidden_size: int, gate_bias: float = 1.0, initial_state: str = "zeros"):
        super().__init__(input_size, hidden_size)
        bound = hidden_size**-0.5
        self.weight_ih = nn.Parameter(torch.empty(2 * hidden_size, input_size).uniform_(-bound, bound))
        self.weight_hh = nn.Parameter(torch.empty(2 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.cat([torch.zeros(hidden_size), torch.full((hidden_size,), gate_bias)]))
        self.begin_at(initial_state)

    def _drive(self, x):
        return nn.functional.linear(x, self.weight_ih, self.bias)

    def _gates(self, drive, h):
        """Candidate and update gate, [B, H] each, from the inputs' part of both [B, 2H]."""
        candidate, gate = (drive + nn.functional.linear(h, self.weight_hh)).chunk(2, -1)
        return torch.tanh(candidate), torch.sigmoid(gate)

    def step(self, x, h):
        candidate, gate = self._gates(self._drive(x), h)
        return torch.lerp(candidate, h, gate)

    def unroll(self, x):
        h = self.initial_state(len(x))
        states = []
        recurrent = self.weight_hh.t()
        for drive in self._drive(x).unbind(1):
            candidate, gate = torch.addmm(drive, h, recurrent).chunk(2, -1)
            h = torch.lerp(torch.tanh(candidate), h, torch.sigmoid(gate))
            states.append(h)
        return torch.stack(states, dim=1)

    def _sensitivities(self, x, h):
        """How h' answers to the pre-activations of candidate and gate; and the gate: three [B, H]."""
        candidate, gate = self._gates(self._drive(x), h)
        return (1 - gate) * (1 - candidate**2), (h - candidate) * gate * (1 - gate), gate

    def recurrent_jacobian(self, x, h):
        to_candidate, to_gate, gate = self._sensitivities(x, h)
        u_candidate, u_gate = self.weight_hh.chunk(2)
        jacobian = scaled_rows([(to_candidate, u_candidate), (to_gate, u_gate)])
        jacobian.diagonal(dim1=-2, dim2=-1).add_(gate)
        return jacobian

    def input_jacobian(self, x, h):
        scales = self._sensitivities(x, h)[:2]
        return scaled_rows(list(zip(scales, self.weight_ih.chunk(2), strict=True)))
