"""The matrix memory of xLSTM (Beck et al. 2024): exponential gates, a normaliser, and a stabiliser that keeps both in range."""

import torch
from torch import Tensor, nn

from rnn_geometry.networks.cells.attention import required, size_of_heads
from rnn_geometry.networks.cells.cell import Cell
from rnn_geometry.networks.cells.decayed import decays
from rnn_geometry.networks.cells.gated_linear_attention import FIRST_BIAS


class MLSTM(Cell):
    """y = o * C^T q / max(|n . q|, 1), C' = f C + i k v^T, n' = f n + i k, with f = sigmoid, i = exp, o = sigmoid of the input.

    Kept in range by m' = max(log f + m, log i): the state holds C e^-m and n e^-m. f and i are one number for each of `heads`
    heads, so that a held query's read closes (`HeldMLSTM`). The state is [y, C, n, m]: the output, which the readout sees, then
    C [heads, key, value], n [heads, key] and m [heads].
    """

    def __init__(self, input_size: int, hidden_size: int, heads: int = 1):
        super().__init__(input_size, hidden_size)
        self.heads = heads
        self.head_size = size_of_heads(hidden_size, heads)
        self.state_size = hidden_size * (2 + self.head_size) + heads
        self.query, self.key, self.value, self.out = (nn.Linear(input_size, hidden_size) for _ in range(4))
        self.forget, self.input = (nn.Linear(input_size, heads) for _ in range(2))
        nn.init.constant_(self.forget.bias, FIRST_BIAS)

    def split(self, u: Tensor) -> Tensor:
        """The heads of [..., H]: [..., heads, H / heads]."""
        return u.unflatten(-1, (self.heads, self.head_size))

    def keys(self, x: Tensor) -> Tensor:
        """Keys over sqrt(d): [..., heads, H / heads]."""
        return self.split(self.key(x)) / self.head_size**0.5

    def gates(self, x: Tensor, m: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What is kept and what is written, both in units of e^m', and m' itself: three [..., heads]."""
        kept, written = nn.functional.logsigmoid(self.forget(x)) + m, self.input(x)
        after = torch.maximum(kept, written)
        return torch.exp(kept - after), torch.exp(written - after), after

    def seen(self, x: Tensor, read: Tensor, weight: Tensor, m: Tensor) -> Tensor:
        """The output [..., H] at inputs x of C^T q [..., heads, H / heads] and n . q [..., heads], in units of e^m."""
        normal = read / torch.maximum(weight.abs(), torch.exp(-m)).unsqueeze(-1)
        return torch.sigmoid(self.out(x)) * normal.flatten(-2)

    def memory(self, h: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """C [..., heads, key, value], n [..., heads, key] and m [..., heads] of states [..., S]."""
        sizes = [self.hidden_size, self.hidden_size * self.head_size, self.hidden_size, self.heads]
        _, c, n, m = h.split(sizes, -1)
        return c.unflatten(-1, (self.heads, self.head_size, self.head_size)), self.split(n), m

    def step(self, x, h):
        c, n, m = self.memory(h)
        kept, written, m = self.gates(x, m)
        key, query = written.unsqueeze(-1) * self.keys(x), self.split(self.query(x))
        c = kept[..., None, None] * c + key.unsqueeze(-1) * self.split(self.value(x)).unsqueeze(-2)
        n = kept.unsqueeze(-1) * n + key
        y = self.seen(x, (query.unsqueeze(-2) @ c).squeeze(-2), (query * n).sum(-1), m)
        return torch.cat([y, c.flatten(-3), n.flatten(-2), m], -1)

    def unroll_outputs(self, x):
        """In parallel over tokens: a causal matrix of weights [B, heads, T, T], each row in units of its largest gate."""
        parts = self.split(self.query(x)), self.keys(x), self.split(self.value(x))
        query, key, value = (part.transpose(-3, -2) for part in parts)
        gates = decays(nn.functional.logsigmoid(self.forget(x)).mT) + self.input(x).mT.unsqueeze(-2)
        m = gates.amax(-1)  # the outputs do not depend on the units
        weights = (query @ key.mT) * torch.exp(gates - m.unsqueeze(-1))
        return self.seen(x, (weights @ value).transpose(-3, -2), weights.sum(-1).mT, m.mT)

    def read(self, x: Tensor, h: Tensor) -> Tensor:
        """The readable state of states [..., S] at the query of x [I]."""
        c, n, m = self.memory(h)
        query = self.split(self.query(x))
        read, weight = (query.unsqueeze(-2) @ c).squeeze(-2), (query * n).sum(-1)
        return torch.cat([self.seen(x, read, weight, m), read.flatten(-2), weight, m], -1)

    def readable(self, x):
        return HeldMLSTM(self, required(x))


class HeldMLSTM(Cell):
    """The closed dynamics of an `MLSTM` whose query and output gate are held at those of x [I].

    r = C^T q* and w = n . q* obey r' = f r + i (q* . k) v and w' = f w + i (q* . k), in units of e^m. State: [y, r, w, m]:
    the output, which the readout sees, then r [H], w and m, one for each head.
    """

    def __init__(self, memory: MLSTM, x: Tensor):
        super().__init__(memory.input_size, memory.hidden_size)
        self.memory = memory
        self.register_buffer("x", x.detach().clone())
        self.state_size = 2 * (memory.hidden_size + memory.heads)

    def initial_state(self, batch):
        return self.x.new_zeros(batch, self.state_size)

    def step(self, x, h):
        memory = self.memory
        _, r, w, m = h.split([self.hidden_size, self.hidden_size, memory.heads, memory.heads], -1)
        kept, written, m = memory.gates(x, m)
        weight = written * (memory.split(memory.query(self.x)) * memory.keys(x)).sum(-1)
        r = kept.unsqueeze(-1) * memory.split(r) + weight.unsqueeze(-1) * memory.split(memory.value(x))
        w = kept * w + weight
        return torch.cat([memory.seen(self.x, r, w, m), r.flatten(-2), w, m], -1)
