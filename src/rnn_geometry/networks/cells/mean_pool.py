"""Mean-pooled word vectors: a control that learns the same tasks and integrates nothing by its dynamics, since it has none."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.cell import Cell


class MeanPool(Cell):
    """m_t = (v(x_1) + ... + v(x_t)) / t, with learnt word vectors v(x) = W x; nothing is recurrent.

    The readout sees m_t itself, or with `hidden` a layer of as many units, tanh(V m_t + b). What it sees is all the state that
    there is; before the first word m is 0. The next one does not follow from it: that also takes the number of words read.
    """

    has_step = has_dynamics = False

    def __init__(self, input_size: int, hidden_size: int, hidden: bool = False):
        super().__init__(input_size, hidden_size)
        self.words = nn.Linear(input_size, hidden_size, bias=False)
        self.hidden = nn.Linear(hidden_size, hidden_size) if hidden else None

    def seen(self, mean: Tensor) -> Tensor:
        """What the readout sees of means [..., H]."""
        return mean if self.hidden is None else torch.tanh(self.hidden(mean))

    def initial_state(self, batch):
        return self.seen(super().initial_state(batch))

    def unroll(self, x):
        read = torch.arange(1, x.shape[1] + 1, device=x.device, dtype=x.dtype)
        return self.seen(self.words(x).cumsum(1) / read.unsqueeze(-1))
