"""Linear attention that forgets: by a gate (Yang et al. 2024), or at fixed rates (RetNet, Sun et al. 2023)."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.attention import required, size_of_heads
from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.decayed import HeldRead, decays

FIRST_BIAS = 3.0  # of the gate, f = 0.95: it begins with a memory of twenty words


class GatedLinearAttention(Cell):
    """o_t = S_t^T q_t, S_t = f_t S_{t-1} + k_t v_t^T / sqrt(d); queries, keys and values are linear in x, of `heads` heads.

    f is one number for each head: sigmoid(W x + b), or with `decay` fixed RetNet's 1 - 2^(-5 - head), without its rotations.
    Gated linear attention in full has one for each direction of the key: then a held query's read does not close (`decayed`).
    Without the output's norm and gate. The state is [o, S]: the output, which the readout sees, then S [heads, key, value].
    """

    def __init__(self, input_size: int, hidden_size: int, heads: int = 1, decay: str = "gated"):
        super().__init__(input_size, hidden_size)
        self.heads = heads
        self.head_size = size_of_heads(hidden_size, heads)
        self.state_size = hidden_size * (1 + self.head_size)
        self.query, self.key, self.value = (nn.Linear(input_size, hidden_size) for _ in range(3))
        self.gate = None
        if {"gated": True, "fixed": False}[decay]:
            self.gate = nn.Linear(input_size, heads)
            nn.init.constant_(self.gate.bias, FIRST_BIAS)
        else:
            rates = torch.log1p(-torch.exp2(-5 - torch.arange(heads, dtype=torch.get_default_dtype())))
            self.register_buffer("rates", rates)

    def split(self, u: Tensor) -> Tensor:
        """The heads of [..., H]: [..., heads, H / heads]."""
        return u.unflatten(-1, (self.heads, self.head_size))

    def log_kept(self, x: Tensor) -> Tensor:
        """log f [..., heads] at inputs [..., I]."""
        if self.gate is None:
            return self.rates.expand(*x.shape[:-1], -1)
        return nn.functional.logsigmoid(self.gate(x))

    def keys(self, x: Tensor) -> Tensor:
        """Keys over sqrt(d): [..., heads, H / heads]."""
        return self.split(self.key(x)) / self.head_size**0.5

    def step(self, x, h):
        s = self.memory(h) * torch.exp(self.log_kept(x))[..., None, None]
        s = s + self.keys(x).unsqueeze(-1) * self.split(self.value(x)).unsqueeze(-2)
        return torch.cat([self._asked(x, s), s.flatten(-3)], -1)

    def memory(self, h: Tensor) -> Tensor:
        """S [..., heads, key, value] of states [..., S]."""
        return h[..., self.hidden_size :].unflatten(-1, (self.heads, self.head_size, self.head_size))

    def _asked(self, x: Tensor, s: Tensor) -> Tensor:
        return (self.split(self.query(x)).unsqueeze(-2) @ s).squeeze(-2).flatten(-2)

    def unroll_outputs(self, x):
        """In parallel over tokens: a causal matrix of weights [B, heads, T, T], and no state at all."""
        parts = self.split(self.query(x)), self.keys(x), self.split(self.value(x))
        query, key, value = (part.transpose(-3, -2) for part in parts)
        weights = (query @ key.mT) * torch.exp(decays(self.log_kept(x).mT))
        return (weights @ value).transpose(-3, -2).flatten(-2)

    def read(self, x: Tensor, h: Tensor) -> Tensor:
        """What the query of x [I] reads [..., H] in states [..., S]."""
        return self._asked(x, self.memory(h))

    def kept(self, x: Tensor) -> Tensor:
        """What is kept of each unit's read: f [..., H]."""
        return torch.exp(self.log_kept(x)).repeat_interleave(self.head_size, -1)

    def added(self, x: Tensor, asked: Tensor) -> Tensor:
        """What inputs [..., I] add to what the query of `asked` [I] reads: [..., H]."""
        weight = (self.split(self.query(asked)) * self.keys(x)).sum(-1, keepdim=True)
        return (weight * self.split(self.value(x))).flatten(-2)

    def readable(self, x):
        return HeldRead(self, required(x))
