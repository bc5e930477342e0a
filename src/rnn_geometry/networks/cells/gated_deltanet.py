"""Gated DeltaNet (Yang et al. 2024): a memory that corrects what it holds of a key, and forgets; read at a held query, it does
not close."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.attention import required, size_of_heads
from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.decayed import decays
from rnn_geometry.networks.cells.gated_linear_attention import FIRST_BIAS
from rnn_geometry.networks.cells.trajectory import HeldTrajectory


class GatedDeltaNet(Cell):
    """o_t = S_t^T q_t, S_t = f_t (1 - b_t k_t k_t^T) S_{t-1} + b_t k_t v_t^T; keys and queries have length 1; `heads` heads.

    f and b are sigmoids of the input, one number for each head. With q* held, the read would need what the memory holds of the
    word's own key: S_t^T q* = f_t (S_{t-1}^T q* - b_t (k_t . q*) S_{t-1}^T k_t) + ..., another read than that of q*. So no step
    leads from one read to the next, and the readable state is a trajectory alone. The state is [o, S], S [heads, key, value].
    """

    has_dynamics = False

    def __init__(self, input_size: int, hidden_size: int, heads: int = 1):
        super().__init__(input_size, hidden_size)
        self.heads = heads
        self.head_size = size_of_heads(hidden_size, heads)
        self.state_size = hidden_size * (1 + self.head_size)
        self.query, self.key, self.value = (nn.Linear(input_size, hidden_size) for _ in range(3))
        self.keep, self.write = (nn.Linear(input_size, heads) for _ in range(2))
        nn.init.constant_(self.keep.bias, FIRST_BIAS)

    def split(self, u: Tensor) -> Tensor:
        """The heads of [..., H]: [..., heads, H / heads]."""
        return u.unflatten(-1, (self.heads, self.head_size))

    def _unit(self, u: Tensor) -> Tensor:
        return nn.functional.normalize(self.split(u), dim=-1)

    def step(self, x, h):
        s = h[..., self.hidden_size :].unflatten(-1, (self.heads, self.head_size, self.head_size))
        key, write = self._unit(self.key(x)), torch.sigmoid(self.write(x))
        s = torch.sigmoid(self.keep(x))[..., None, None] * s
        held = (key.unsqueeze(-2) @ s).squeeze(-2)  # what it holds of this key [..., heads, value]
        s = s + key.unsqueeze(-1) * (write.unsqueeze(-1) * (self.split(self.value(x)) - held)).unsqueeze(-2)
        o = (self._unit(self.query(x)).unsqueeze(-2) @ s).squeeze(-2)
        return torch.cat([o.flatten(-2), s.flatten(-3)], -1)

    def unroll_outputs(self, x):
        return self.asked(x, x)

    def asked(self, x: Tensor, queries: Tensor) -> Tensor:
        """What the queries of inputs [B, T, I] read [B, T, H] after each token of x [B, T, I], in parallel over tokens.

        What is written at t is u_t = b_t (v_t - f_t S_{t-1}^T k_t), and S_t a sum of k_s u_s^T, decayed: so all u solve one
        triangular system [T, T] for each head (the chunked form of Yang et al., with the text as one chunk).
        """
        key, value = self._unit(self.key(x)).transpose(-3, -2), self.split(self.value(x)).transpose(-3, -2)
        query = self._unit(self.query(queries)).transpose(-3, -2)
        write = torch.sigmoid(self.write(x)).mT.unsqueeze(-1)  # [B, heads, T, 1]
        left = torch.exp(decays(nn.functional.logsigmoid(self.keep(x)).mT))
        system = (write * left * (key @ key.mT)).tril(-1)
        written = torch.linalg.solve_triangular(system, write * value, upper=False, unitriangular=True)
        o = (left * (query @ key.mT)) @ written
        return o.transpose(-3, -2).flatten(-2)

    def readable(self, x):
        return HeldTrajectory(self, required(x))
