"""What is measured on: networks trained on the categorical task, N = 10, and the states they visit on held-out texts."""

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from rnn_geometry.engine.points import draw_starts
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.cells import Cell
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.training import Recipe, train
from rnn_geometry.seeds import generator, integer_seed
from rnn_geometry.tasks.encoded import SPECIAL_WORDS
from rnn_geometry.tasks.families import categorical
from rnn_geometry.tasks.synthetic import draw_texts

CLASSES = 10


@dataclass(frozen=True)
class Subject:
    """A trained cell, the states [M, S] it visits, and the constant inputs x* [I] by name."""

    cell: Cell
    states: Tensor
    inputs: dict[str, Tensor]

    def starts(self, count: int) -> Tensor:
        """So many visited states, each once."""
        if count > len(self.states):
            raise ValueError(f"{count} starts, but the texts visit {len(self.states)} states")
        return draw_starts(self.states, count)


@cache
def trained(cell: str, hidden_size: int) -> Subject:
    """A cell trained as in the study, for fewer epochs."""
    family = categorical(CLASSES)
    rng = generator("bench", cell, hidden_size, CLASSES)
    train_texts, others = (draw_texts(family, count, (20, 25), rng) for count in (12800, 512))
    torch.manual_seed(integer_seed("bench"))
    network = Classifier(
        cell=cell,
        hidden_size=hidden_size,
        vocabulary_size=len(SPECIAL_WORDS) + len(family.words),
        embedding="one-hot",
        target=family.shape.target,
        readout_bias=False,
    )
    recipe = Recipe(epochs=4, batch_size=64, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)
    train(network, (train_texts, others), recipe, seed=0, name="bench")
    neutral = network.embedding.weight[len(SPECIAL_WORDS)].detach()
    network = network.eval().requires_grad_(False).readable(neutral)
    states = torch.from_numpy(visited_states(network, others)["states"])
    return Subject(network.cell, states, {"zero": torch.zeros_like(neutral), "neutral": neutral})
