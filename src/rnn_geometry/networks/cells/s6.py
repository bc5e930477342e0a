"""A diagonal selective state space (S6, the core of Mamba: Gu & Dao 2023): the input chooses step size, write and read."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.attention import required
from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.decayed import HeldRead
from rnn_geometry.networks.cells.mingru import scan

FIRST_STEPS = (1e-3, 1e-1)  # Mamba's: Delta begins between them, at equal ratios over the units
FIRST_RATE = 1.0


class S6(Cell):
    """y_c = C . s_c, s_c' = exp(-a_c Delta_c) s_c + Delta_c u_c B, for each of H channels c, with N numbers s_c.

    Delta = softplus(W x + b) [H], B and C [N] and u [H] are linear in x; a_c > 0 is trained. Mamba has a rate for each of the N
    numbers: then what a held C* reads does not close (`decayed`). One for each channel, as in Mamba-2, and it does. Without
    Mamba's convolution, gate and skip. The state is [y, s]: the output, which the readout sees, then s [H, N].
    """

    def __init__(self, input_size: int, hidden_size: int, states: int = 8):
        super().__init__(input_size, hidden_size)
        self.states = states
        self.state_size = hidden_size * (1 + states)
        self.drive, self.delta = (nn.Linear(input_size, hidden_size) for _ in range(2))
        self.into, self.out_of = (nn.Linear(input_size, states) for _ in range(2))
        self.log_rate = nn.Parameter(torch.full((hidden_size,), FIRST_RATE).log())
        first = torch.logspace(*torch.tensor(FIRST_STEPS).log10().tolist(), hidden_size)
        with torch.no_grad():
            self.delta.bias.copy_(torch.log(torch.expm1(first)))  # softplus of it is `first`

    def kept(self, x: Tensor) -> Tensor:
        """What is kept of each channel: exp(-a Delta) [..., H]."""
        return torch.exp(-self.log_rate.exp() * nn.functional.softplus(self.delta(x)))

    def _written(self, x: Tensor) -> Tensor:
        """Delta u [..., H]."""
        return nn.functional.softplus(self.delta(x)) * self.drive(x)

    def step(self, x, h):
        s = h[..., self.hidden_size :].unflatten(-1, (self.hidden_size, self.states))
        s = self.kept(x).unsqueeze(-1) * s + self._written(x).unsqueeze(-1) * self.into(x).unsqueeze(-2)
        return torch.cat([self._asked(x, s), s.flatten(-2)], -1)

    def _asked(self, x: Tensor, s: Tensor) -> Tensor:
        return (s @ self.out_of(x).unsqueeze(-1)).squeeze(-1)

    def unroll_outputs(self, x):
        """By a parallel scan over tokens."""
        add = self._written(x).unsqueeze(-1) * self.into(x).unsqueeze(-2)
        return self._asked(x, scan(self.kept(x).unsqueeze(-1), add))

    def read(self, x: Tensor, h: Tensor) -> Tensor:
        """What C of x [I] reads [..., H] in states [..., S]."""
        return self._asked(x, h[..., self.hidden_size :].unflatten(-1, (self.hidden_size, self.states)))

    def added(self, x: Tensor, asked: Tensor) -> Tensor:
        """What inputs [..., I] add to what C of `asked` [I] reads: [..., H]."""
        return self._written(x) * (self.into(x) * self.out_of(asked)).sum(-1, keepdim=True)

    def readable(self, x):
        return HeldRead(self, required(x))
