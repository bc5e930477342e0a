"""Causal softmax attention, one layer (Vaswani et al. 2017): no finite memory carries it, but what a held query reads closes.

The weight exp(q . k / sqrt(d)) has no features of finite size, so that nothing smaller than all keys and values leads from one
output to the next. With the query held at that of the constant input x*, the running read has the same closed recursion as
linear attention's, [r, alpha], exactly (`HeldQuery`). docs/architectures.md.
"""

import torch
from torch import Tensor

from rnn_geometry.networks.cells.attention import Attention


class SoftmaxAttention(Attention):
    """o_t = sum over s <= t of softmax_s(q_t . k_s / sqrt(d)) v_s; or with another `kernel` than exp, of `KERNELS`.

    It has no step of its own; its states are its outputs [B, T, H]. Its readable state has one.
    """

    has_step = False

    def __init__(self, input_size: int, hidden_size: int, heads: int = 1, feedforward: int = 0, kernel: str = "exp"):
        super().__init__(input_size, hidden_size, kernel, heads, feedforward)

    def unroll(self, x: Tensor) -> Tensor:
        """In parallel over tokens: a causal matrix of weights [B, heads, T, T]."""
        query, key, value = (self.split(part(x)).transpose(-3, -2) for part in (self.query, self.key, self.value))
        weights = self.kernel(query.unsqueeze(-2), key.unsqueeze(-3))
        later = torch.ones(weights.shape[-2:], dtype=torch.bool, device=x.device).triu(1)
        o = weights.masked_fill(later, -torch.inf).softmax(-1) @ value
        return self.output(o.transpose(-3, -2).flatten(-2))
