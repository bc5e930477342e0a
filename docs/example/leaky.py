"""A recurrent cell that leaks: each unit forgets at a rate of its own, which is learnt."""

import torch
from torch import nn


class Leaky(nn.Module):
    """h' = (1 - a) h + a tanh(W x + U h + b), with a rate a = sigmoid(leak) for each unit."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.from_input = nn.Linear(input_size, hidden_size)
        self.from_state = nn.Linear(hidden_size, hidden_size, bias=False)
        self.leak = nn.Parameter(torch.full((hidden_size,), -2.0))  # a = 0.12: it begins with a memory of some words

    def step(self, x, h):
        """The next states [B, hidden_size] from inputs [B, input_size] and states [B, hidden_size]."""
        candidate = torch.tanh(self.from_input(x) + self.from_state(h))
        return torch.lerp(h, candidate, torch.sigmoid(self.leak))
