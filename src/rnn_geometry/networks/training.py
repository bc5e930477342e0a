"""Train a classifier with Lightning: cross-entropy plus the paper's L2 penalty, Adam with exponential decay, clipping.

The network kept is the last one, after the learning rate has decayed: no choice is made on the held-out texts.
"""

import sys
import warnings
from dataclasses import dataclass

import pandas as pd
import pytorch_lightning as lightning
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset
from tqdm import tqdm

from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.tasks.encoded import Texts


class NonFiniteLoss(RuntimeError):
    """Training diverged; the message names the run and the step."""


@dataclass(frozen=True)
class Recipe:
    """How to train. l2: the penalty is l2 times the sum of all squared weights; decay: the learning rate falls
    exponentially from learning_rate to decay * learning_rate over the training."""

    epochs: int
    batch_size: int
    learning_rate: float
    decay: float
    epsilon: float
    clip_norm: float
    l2: float


class Batches(IterableDataset):
    """Texts as ready-made batches, reshuffled every epoch, each cut to its longest text; no work a text."""

    def __init__(self, texts: Texts, batch_size: int, generator: torch.Generator | None = None):
        self.tokens, self.labels = torch.from_numpy(texts.tokens).long(), torch.from_numpy(texts.labels)
        self.lengths = torch.from_numpy(texts.lengths).long()
        self.batch_size, self.generator = batch_size, generator

    def __len__(self) -> int:
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self):
        count = len(self.labels)
        order = torch.randperm(count, generator=self.generator) if self.generator else torch.arange(count)
        for rows in order.split(self.batch_size):
            lengths = self.lengths[rows]
            yield self.tokens[rows, : int(lengths.max())], lengths, self.labels[rows]


class ClassificationTask(lightning.LightningModule):
    """The classifier with its loss, its optimiser and one row of history an epoch."""

    def __init__(self, network: Classifier, recipe: Recipe, steps: int, name: str):
        super().__init__()
        self.network, self.recipe, self.steps, self.name = network, recipe, steps, name
        self.history: list[dict] = []
        self._reset_sums()

    def _reset_sums(self) -> None:
        self.sums = {split: torch.zeros(3) for split in ("train", "test")}

    def _loss(self, batch: tuple[Tensor, Tensor, Tensor], split: str) -> Tensor:
        tokens, lengths, labels = batch
        logits = self.network(tokens, lengths)
        loss = nn.functional.cross_entropy(logits, labels)
        correct = (logits.detach().argmax(-1) == labels).sum()
        self.sums[split] += torch.stack([loss.detach() * len(labels), correct, torch.tensor(len(labels))]).cpu()
        return loss

    def training_step(self, batch, index):
        loss = self._loss(batch, "train") + self.recipe.l2 * sum(p.square().sum() for p in self._trained())
        if not torch.isfinite(loss):
            raise NonFiniteLoss(
                f"{self.name}: the loss is {loss.item()} at step {self.global_step}; lower learning_rate or clip_norm"
            )
        return loss

    def validation_step(self, batch, index):
        self._loss(batch, "test")

    def on_validation_epoch_end(self):
        row = {"epoch": self.current_epoch + 1, "step": self.global_step, "learning_rate": self._learning_rate()}
        for split, (loss, correct, count) in ((split, sums.tolist()) for split, sums in self.sums.items()):
            row |= {f"{split}_loss": loss / max(count, 1), f"{split}_accuracy": correct / max(count, 1)}
        self.history.append(row)
        self._reset_sums()
        print({key: round(value, 4) for key, value in row.items()}, flush=True)

    def configure_optimizers(self):
        recipe = self.recipe
        optimiser = torch.optim.Adam(self._trained(), lr=recipe.learning_rate, eps=recipe.epsilon)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, recipe.decay ** (1 / self.steps))
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def _trained(self) -> list[nn.Parameter]:
        return [parameter for parameter in self.network.parameters() if parameter.requires_grad]

    def _learning_rate(self) -> float:
        return self.optimizers().param_groups[0]["lr"]


class TerminalBar(lightning.Callback):
    """A bar of steps on the terminal, even when stdout and stderr go to a log; silent where there is no terminal."""

    def on_train_start(self, trainer, task):
        self.bar = tqdm(total=task.steps, desc=task.name, leave=False, file=sys.__stderr__, disable=None, mininterval=0.5)

    def on_train_batch_end(self, trainer, task, *_):
        self.bar.update()

    def on_train_end(self, *_):
        self.bar.close()


def train(network: Classifier, train_texts: Texts, test_texts: Texts, recipe: Recipe, *, seed: int, name: str) -> pd.DataFrame:
    """Train the network in place; returns its history, one row an epoch.

    seed: of the order of the texts (the weights are the caller's); name: what messages call this run.
    Raises NonFiniteLoss.
    """
    batches = Batches(train_texts, recipe.batch_size, torch.Generator().manual_seed(seed))
    held_out = Batches(test_texts, 512)
    task = ClassificationTask(network, recipe, steps=len(batches) * recipe.epochs, name=name)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(num_workers|isinstance.treespec|__len__|tensorboard).*")
        trainer = lightning.Trainer(
            max_epochs=recipe.epochs,
            gradient_clip_val=recipe.clip_norm,
            devices=1,
            deterministic=True,
            callbacks=[TerminalBar()],
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            num_sanity_val_steps=0,
        )
        trainer.fit(task, DataLoader(batches, batch_size=None), DataLoader(held_out, batch_size=None))
    return pd.DataFrame(task.history)
