"""The baseline of training: what one would write with Lightning, nn.GRU and a DataLoader, the recipe being the same.

As a script, `plain_lightning.py TEXTS EPOCHS`, it draws texts and trains one network, all imports included.
"""

import sys

import pytorch_lightning as lightning
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

from rnn_geometry.networks.options import Recipe
from rnn_geometry.seeds import generator
from rnn_geometry.tasks.encoded import SPECIAL_WORDS, Texts
from rnn_geometry.tasks.families import categorical
from rnn_geometry.tasks.synthetic import draw_texts

UNITS, CLASSES, LENGTH = 64, 3, 25
VOCABULARY = len(SPECIAL_WORDS) + len(categorical(CLASSES).words)


class Plain(lightning.LightningModule):
    """A GRU with a linear readout of the last state of one-hot words; texts of one length, so that there is no padding."""

    def __init__(self, recipe: Recipe, steps: int):
        super().__init__()
        self.gru = nn.GRU(VOCABULARY, UNITS, batch_first=True)
        self.readout = nn.Linear(UNITS, CLASSES, bias=False)
        self.recipe = recipe
        self.steps = steps

    def training_step(self, batch: tuple[Tensor, Tensor], index: int) -> Tensor:
        tokens, labels = batch
        states, _ = self.gru(functional.one_hot(tokens, VOCABULARY).float())
        loss = functional.cross_entropy(self.readout(states[:, -1]), labels)
        return loss + self.recipe.l2 * sum(p.square().sum() for p in self.parameters())

    def configure_optimizers(self):
        optimiser = torch.optim.Adam(self.parameters(), lr=self.recipe.learning_rate, eps=self.recipe.epsilon)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, self.recipe.decay ** (1 / self.steps))
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}


def train_plainly(texts: Texts, recipe: Recipe) -> None:
    """Train one network on all texts."""
    data = TensorDataset(torch.from_numpy(texts.tokens).long(), torch.from_numpy(texts.labels))
    loader = DataLoader(data, batch_size=recipe.batch_size, shuffle=True)
    trainer = lightning.Trainer(
        max_epochs=recipe.epochs,
        gradient_clip_val=recipe.clip_norm,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    trainer.fit(Plain(recipe, len(loader) * recipe.epochs), loader)


def recipe_of(epochs: int) -> Recipe:
    """The recipe of what is measured."""
    return Recipe(epochs=epochs, batch_size=64, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)


def draw(count: int) -> Texts:
    """The texts of what is measured."""
    return draw_texts(categorical(CLASSES), count, (LENGTH, LENGTH), generator("bench", "training"), tilt=0.5)


if __name__ == "__main__":
    torch.set_num_threads(1)
    train_plainly(draw(int(sys.argv[1])), recipe_of(int(sys.argv[2])))
