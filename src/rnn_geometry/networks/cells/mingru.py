"""A gated recurrence that is linear in its state: minGRU (Feng et al. 2024), unrolled by a parallel scan."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.cell import Cell, scaled_rows

FIRST_BIAS = -3.0  # of the gate, z = 0.05: it begins with a memory of twenty words; in a trial from 0 it learnt less


class MinGRU(Cell):
    """h' = (1 - z) h + z c; neither the gate z = sigmoid(W_z x + b_z) nor the candidate c = W_c x + b_c sees the state."""

    jacobian_is_fresh = True

    def __init__(self, input_size: int, hidden_size: int, initial_state: str = "zeros"):
        super().__init__(input_size, hidden_size)
        self.gate = nn.Linear(input_size, hidden_size)
        self.candidate = nn.Linear(input_size, hidden_size)
        nn.init.constant_(self.gate.bias, FIRST_BIAS)
        self.begin_at(initial_state)

    def step(self, x, h):
        return torch.lerp(h, self.candidate(x), torch.sigmoid(self.gate(x)))

    def unroll(self, x):
        drive = self.gate(x)
        keep = torch.sigmoid(-drive)
        add = torch.sigmoid(drive) * self.candidate(x)
        if self.trained_start is not None:
            first = torch.addcmul(add[:, :1], keep[:, :1], self.trained_start)
            add = torch.cat([first, add[:, 1:]], 1)
        return scan(keep, add)

    def recurrent_jacobian(self, x, h):
        return torch.diag_embed(torch.sigmoid(-self.gate(x))).expand(*h.shape, h.shape[-1]).clone()

    def newton_step(self, x, h, residual):
        """(J_rec - 1)^-1 r, whose matrix is the diagonal -z."""
        return -residual / torch.sigmoid(self.gate(x))

    def input_jacobian(self, x, h):
        gate = torch.sigmoid(self.gate(x))
        to_gate = (self.candidate(x) - h) * gate * (1 - gate)
        return scaled_rows([(gate, self.candidate.weight), (to_gate, self.gate.weight)])


def scan(keep: Tensor, add: Tensor) -> Tensor:
    """All h_t = keep_t h_{t-1} + add_t [B, T, H] from h_0 = 0, in log2 T rounds (Hillis & Steele 1986).

    After each round a token stands for twice as many steps at once; shares kept lie within 0 and 1, so nothing overflows.
    """
    reach = 1
    while reach < add.shape[1]:
        earlier = add[:, :-reach]
        add = torch.cat([add[:, :reach], torch.addcmul(add[:, reach:], keep[:, reach:], earlier)], 1)
        keep = torch.cat([keep[:, :reach], keep[:, reach:] * keep[:, :-reach]], 1)
        reach *= 2
    return add
