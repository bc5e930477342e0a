"""The scalar memory of xLSTM (Beck et al. 2024): an LSTM with an exponential input gate, a normaliser and a stabiliser."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.gated_linear_attention import FIRST_BIAS


class SLSTM(Cell):
    """h = o c / n, c' = f c + i z, n' = f n + i, with z = tanh, i = exp, f and o = sigmoid of W x + U h + b.

    Kept in range by m' = max(log f + m, log i): the state holds c e^-m and n e^-m. U is dense: one head. The state is
    [h, c, n, m], of which the readout sees h; before the first word all are 0, and h is 0 wherever n is.
    """

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size)
        self.state_size = 4 * hidden_size
        self.from_input = nn.Linear(input_size, 4 * hidden_size)
        self.from_state = nn.Linear(hidden_size, 4 * hidden_size, bias=False)
        with torch.no_grad():
            self.from_input.bias[2 * hidden_size : 3 * hidden_size].fill_(FIRST_BIAS)

    def _update(self, drive: Tensor, state: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """The next h, c, n, m [..., H] from the inputs' part of all gates [..., 4 H]."""
        h, c, n, m = state
        candidate, log_input, forget, out = (drive + self.from_state(h)).chunk(4, -1)
        kept = nn.functional.logsigmoid(forget) + m
        m = torch.maximum(kept, log_input)
        kept, written = torch.exp(kept - m), torch.exp(log_input - m)
        c = kept * c + written * torch.tanh(candidate)
        n = kept * n + written
        return torch.sigmoid(out) * c / n, c, n, m

    def step(self, x, h):
        return torch.cat(self._update(self.from_input(x), h.chunk(4, -1)), -1)

    def unroll(self, x):
        state, states = self.initial_state(len(x)).chunk(4, -1), []
        for drive in self.from_input(x).unbind(1):
            state = self._update(drive, state)
            states.append(torch.cat(state, -1))
        return torch.stack(states, dim=1)
