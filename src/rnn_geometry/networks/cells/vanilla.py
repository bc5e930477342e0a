"""The vanilla recurrent network."""

import torch
from torch import nn

from rnn_geometry.networks.cells.cell import Cell, scaled_rows


class Vanilla(Cell):
    """h' = tanh(W x + U h + b)."""

    jacobian_is_fresh = True

    def __init__(self, input_size: int, hidden_size: int, initial_state: str = "zeros"):
        super().__init__(input_size, hidden_size)
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)
        self.begin_at(initial_state)

    def step(self, x, h):
        rnn = self.rnn
        drive = nn.functional.linear(x, rnn.weight_ih_l0, rnn.bias_ih_l0)
        return torch.tanh(drive + nn.functional.linear(h, rnn.weight_hh_l0, rnn.bias_hh_l0))

    def unroll(self, x):
        return self.rnn(x, self.initial_state(len(x)).unsqueeze(0).contiguous())[0]

    def recurrent_jacobian(self, x, h):
        return scaled_rows([(1 - self.step(x, h) ** 2, self.rnn.weight_hh_l0)])

    def input_jacobian(self, x, h):
        return scaled_rows([(1 - self.step(x, h) ** 2, self.rnn.weight_ih_l0)])
