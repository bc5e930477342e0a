"""What attentions share: queries, keys and values that are linear in the input, heads, and a feed-forward block."""

from torch import Tensor, nn

from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.held_query import HeldQuery
from rnn_geometry.networks.cells.kernels import KERNELS


class Attention(Cell):
    """One causal layer, o_t a mean of the values so far, weighted by the kernel of the query q_t and each key.

    `heads` of them, of H / heads numbers each, stand side by side; with a `feedforward` of that many units the output is
    o + W2 relu(W1 o + b1) + b2. Raises ValueError where the heads do not divide H.
    """

    def __init__(self, input_size: int, hidden_size: int, kernel: str, heads: int = 1, feedforward: int = 0):
        super().__init__(input_size, hidden_size)
        self.kernel = KERNELS[kernel]
        self.heads = heads
        self.head_size = size_of_heads(hidden_size, heads)
        self.query, self.key, self.value = (nn.Linear(input_size, hidden_size) for _ in range(3))
        self.feedforward = None
        if feedforward:
            inner = nn.Linear(hidden_size, feedforward)
            outer = nn.Linear(feedforward, hidden_size)
            self.feedforward = nn.Sequential(inner, nn.ReLU(), outer)

    def split(self, u: Tensor) -> Tensor:
        """The heads of [..., H]: [..., heads, H / heads]."""
        return u.unflatten(-1, (self.heads, self.head_size))

    def output(self, o: Tensor) -> Tensor:
        """What the readout sees [..., H] of the heads' weighted means [..., H]."""
        return o if self.feedforward is None else o + self.feedforward(o)

    def readable(self, x):
        return HeldQuery(self, required(x))


def size_of_heads(hidden_size: int, heads: int) -> int:
    """The numbers of a head; raises ValueError where the heads do not divide H."""
    if hidden_size % heads:
        raise ValueError(f"heads is {heads}, but must divide hidden_size, which is {hidden_size}")
    return hidden_size // heads


def required(x: Tensor | None) -> Tensor:
    """The constant input [I] that a query is held at; raises ValueError where there is none."""
    if x is None:
        raise ValueError("attention is read at a query; expected the constant input x* [I] that it is held at")
    return x
