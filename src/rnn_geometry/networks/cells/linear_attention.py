"""Causal linear attention (Katharopoulos et al. 2020), read as a recurrent network that forgets nothing by itself."""

import torch
from torch import Tensor

from rnn_geometry.networks.cells.attention import Attention
from rnn_geometry.networks.cells.kernels import features


class LinearAttention(Attention):
    """o_t = S_t^T phi(q_t) / (phi(q_t) . z_t), S_t = S_{t-1} + phi(k_t) v_t^T, z_t = z_{t-1} + phi(k_t), phi(u) = elu(u) + 1.

    The state is [o, S, z]: the output, which the readout sees, then S [heads, key, value] and z [heads, key].
    """

    def __init__(self, input_size: int, hidden_size: int, heads: int = 1, feedforward: int = 0):
        super().__init__(input_size, hidden_size, "elu", heads, feedforward)
        self.state_size = hidden_size * (2 + self.head_size)

    def projected(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Features of queries and of keys, and values, of inputs [..., I]: three [..., heads, H / heads]."""
        return features(self.split(self.query(x))), features(self.split(self.key(x))), self.split(self.value(x))

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

    def read(self, x: Tensor, h: Tensor) -> Tensor:
        """The readable state of states [..., S] at the query of x [I]; before the first word r is 0 and alpha 1."""
        s, z = self.memory(h)
        query, key, _ = self.projected(x)
        weight, own = (query * z).sum(-1), (query * key).sum(-1)
        r = (query.unsqueeze(-2) @ s).squeeze(-2) / torch.where(weight > 0, weight, 1).unsqueeze(-1)
        r = r.flatten(-2)
        return torch.cat(([self.output(r)] if self.feedforward else []) + [r, own / (weight + own)], -1)

    def unroll_outputs(self, x):
        """In parallel over tokens: a causal matrix of weights [B, heads, T, T], and no state at all."""
        query, key, value = (part.transpose(-3, -2) for part in self.projected(x))
        weights = (query @ key.mT).tril()
        o = weights @ value / weights.sum(-1, keepdim=True)
        return self.output(o.transpose(-3, -2).flatten(-2))
