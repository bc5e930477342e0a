"""Causal linear attention (Katharopoulos et al. 2020), read as a recurrent network that forgets nothing by itself."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.held_query import HeldQuery


class LinearAttention(Cell):
    """o_t = S_t^T phi(q_t) / (phi(q_t) . z_t), S_t = S_{t-1} + phi(k_t) v_t^T, z_t = z_{t-1} + phi(k_t), phi(u) = elu(u) + 1.

    Queries, keys and values are linear in x. `heads` of them, of H / heads numbers each, stand side by side; with a
    `feedforward` of that many units the output is o + W2 relu(W1 o + b1) + b2. The state is [o, S, z]: the output, which
    the readout sees, then S [heads, key, value] and z [heads, key]. Raises ValueError where the heads do not divide H.
    """

    def __init__(self, input_size: int, hidden_size: int, heads: int = 1, feedforward: int = 0):
        super().__init__(input_size, hidden_size)
        if hidden_size % heads:
            raise ValueError(f"heads is {heads}, but must divide hidden_size, which is {hidden_size}")
        self.heads = heads
        self.head_size = hidden_size // heads
        self.state_size = hidden_size * (2 + self.head_size)
        self.query, self.key, self.value = (nn.Linear(input_size, hidden_size) for _ in range(3))
        self.feedforward = None
        if feedforward:
            inner = nn.Linear(hidden_size, feedforward)
            outer = nn.Linear(feedforward, hidden_size)
            self.feedforward = nn.Sequential(inner, nn.ReLU(), outer)

    def split(self, u: Tensor) -> Tensor:
        """The heads of [..., H]: [..., heads, H / heads]."""
        return u.unflatten(-1, (self.heads, self.head_size))

    def projected(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Features of queries and of keys, and values, of inputs [..., I]: three [..., heads, H / heads]."""
        return features(self.split(self.query(x))), features(self.split(self.key(x))), self.split(self.value(x))

    def output(self, o: Tensor) -> Tensor:
        """What the readout sees [..., H] of the heads' weighted means [..., H]."""
        return o if self.feedforward is None else o + self.feedforward(o)

    def memory(self, h: Tensor) -> tuple[Tensor, Tensor]:
        """S [..., heads, key, value] and z [..., heads, key] of states [..., S]."""
        _, s, z = h.split([self.hidden_size, self.hidden_size * self.head_size, self.hidden_size], -1)
        return s.unflatten(-1, (self.heads, self.head_size, self.head_size)), self.split(z)

    def step(self, x, h):
        query, key, value = self.projected(x)
        s, z = self.memory(h)
        s = s + key.unsqueeze(-1) * value.unsqueeze(-2)
        z = z + key
        o = (query.unsqueeze(-2) @ s).squeeze(-2) / (query * z).sum(-1, keepdim=True)
        return torch.cat([self.output(o.flatten(-2)), s.flatten(-3), z.flatten(-2)], -1)

    def unroll_outputs(self, x):
        """In parallel over tokens: a causal matrix of weights [B, heads, T, T], and no state at all."""
        query, key, value = (part.transpose(-3, -2) for part in self.projected(x))
        weights = (query @ key.mT).tril()
        o = weights @ value / weights.sum(-1, keepdim=True)
        return self.output(o.transpose(-3, -2).flatten(-2))

    def readable(self, x):
        if x is None:
            raise ValueError("linear attention is read at a query; expected the constant input x* [I] that it is held at")
        return HeldQuery(self, x)


def features(u: Tensor) -> Tensor:
    """phi(u) = elu(u) + 1, which is positive; written so that small values keep their digits and never become 0."""
    return torch.where(u > 0, u + 1, torch.exp(u.clamp(max=0)))
