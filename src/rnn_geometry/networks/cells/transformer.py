"""A small causal transformer (Vaswani et al. 2017), pre-norm: a network with a trajectory and no step."""

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from rnn_geometry.networks.cells.attention import size_of_heads
from rnn_geometry.networks.cells.cell import Cell

LONGEST = 10_000.0  # of the wavelengths of positions, over 2 pi: Vaswani et al.'s


class Transformer(Cell):
    """`layers` of causal attention of `heads` heads and a feed-forward block of 4 H units, in pre-norm, then a norm.

    The input x is put into H numbers; with `positions`, Vaswani's sines and cosines are added. It is read at the last token, so
    its state after each token is what the readout sees there of this prefix, [B, T, H]. The next one does not follow from it:
    that takes the keys and values of all words read, whose number has no bound.
    """

    has_step = has_dynamics = False

    def __init__(self, input_size: int, hidden_size: int, layers: int = 2, heads: int = 1, positions: bool = True):
        super().__init__(input_size, hidden_size)
        size_of_heads(hidden_size, heads)
        self.positions = positions
        self.embed = nn.Linear(input_size, hidden_size)
        self.layers = nn.ModuleList(Layer(hidden_size, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden_size)

    def unroll(self, x):
        residual = self.embed(x)
        if self.positions:
            residual = residual + waves(x.shape[1], self.hidden_size).to(residual)
        for layer in self.layers:
            residual = layer(residual)
        return self.norm(residual)


class Layer(nn.Module):
    """Attention and a feed-forward block, each added to the residual that its norm has read."""

    def __init__(self, size: int, heads: int):
        super().__init__()
        self.heads = heads
        self.before_attention, self.before_feedforward = nn.LayerNorm(size), nn.LayerNorm(size)
        self.projections, self.output = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.feedforward = nn.Sequential(nn.Linear(size, 4 * size), nn.GELU(), nn.Linear(4 * size, size))

    def forward(self, residual: Tensor) -> Tensor:
        """The residual [B, T, H] after this layer."""
        parts = self.projections(self.before_attention(residual)).chunk(3, -1)
        query, key, value = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        attended = scaled_dot_product_attention(query, key, value, is_causal=True)
        residual = residual + self.output(attended.transpose(1, 2).flatten(-2))
        return residual + self.feedforward(self.before_feedforward(residual))


def waves(length: int, size: int) -> Tensor:
    """Sines and cosines of the positions [T, H], in float64; of an odd size the last cosine is left out."""
    rates = LONGEST ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    angles = torch.arange(length, dtype=torch.float64).unsqueeze(-1) * rates
    return torch.stack([angles.sin(), angles.cos()], -1).flatten(-2)[:, :size]
