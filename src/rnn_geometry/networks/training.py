"""Train a classifier with Lightning: cross-entropy plus the paper's L2 penalty, Adam with exponential decay, clipping.

The network kept is the last one, after the learning rate has decayed, or with `patience` the best on the validation texts.
Nothing here sees the test texts.
"""

import warnings
from collections.abc import Sequence

import pandas as pd
import pytorch_lightning as lightning
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from rnn_geometry.networks.batches import Batches, evaluation_batches
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.history import best_epoch, mark_kept
from rnn_geometry.networks.options import Recipe
from rnn_geometry.networks.resume import Resume, ResumeFile, fingerprint
from rnn_geometry.networks.terminal import TerminalBar
from rnn_geometry.networks.trainer import ended_by_sigterm, make_trainer
from rnn_geometry.tasks.encoded import Texts


class NonFiniteLoss(RuntimeError):
    """Training diverged; the message names the run and the step."""


class ClassificationTask(lightning.LightningModule):
    """The classifier with its loss, its optimiser, one row of history an epoch, and the rule by which it stops early."""

    def __init__(self, network: Classifier, recipe: Recipe, steps: int, name: str):
        super().__init__()
        self.network = network
        self.recipe = recipe
        self.steps = steps
        self.name = name
        self.history: list[dict] = []
        self.best_weights: dict[str, Tensor] | None = None  # of the epoch to keep, where that may not be the last
        self._reset_sums()

    def _reset_sums(self) -> None:
        self.sums = {split: torch.zeros(3, device=self.device) for split in ("train", "validation")}

    def _loss(self, batch: tuple[Tensor, Tensor, Tensor], split: str) -> Tensor:
        tokens, lengths, labels = batch
        logits = self.network(tokens, lengths)
        loss = self.network.loss(logits, labels)
        correct = (self.network.predict(logits.detach()) == labels).sum()
        self.sums[split] += torch.stack([loss.detach() * len(labels), correct, torch.full_like(correct, len(labels))])
        return loss

    def on_fit_start(self):
        self._reset_sums()  # on the device that the trainer chose

    def training_step(self, batch, index):
        loss = self._loss(batch, "train") + self.recipe.l2 * self._penalty()
        if not torch.isfinite(loss):
            raise NonFiniteLoss(
                f"{self.name}: the loss is {loss.item()} at step {self.global_step}; lower learning_rate or clip_norm"
            )
        return loss

    def _penalty(self) -> Tensor:
        """What the recipe's l2 multiplies."""
        of_cell = self.recipe.penalised == "cell"
        weights = _trained(self.network.cell if of_cell else self.network)
        if self.recipe.penalty == "squares" or not weights:
            return sum(array.square().sum() for array in weights)
        return torch.linalg.vector_norm(torch.cat([array.flatten() for array in weights]))

    def validation_step(self, batch, index):
        self._loss(batch, "validation")

    def on_validation_epoch_end(self):
        row = {"epoch": self.current_epoch + 1, "step": self.global_step, "learning_rate": self._learning_rate()}
        for split, (loss, correct, count) in ((split, sums.tolist()) for split, sums in self.sums.items()):
            row |= {f"{split}_loss": loss / max(count, 1), f"{split}_accuracy": correct / max(count, 1)}
        self.history.append(row | {"padding_share": self.trainer.train_dataloader.dataset.padding})
        self._reset_sums()
        print({key: round(value, 4) for key, value in self.history[-1].items()}, flush=True)
        if self.recipe.patience:
            self._mind_the_best(row["epoch"])

    def on_train_start(self):
        if self.recipe.patience and self.history:  # resumed, perhaps where it would have stopped
            self._mind_the_best(len(self.history))

    def _mind_the_best(self, epoch: int) -> None:
        """Keep the weights of this epoch where its validation loss is the lowest so far; stop where patience is over."""
        best = best_epoch(self.history)
        if best == epoch:
            self.best_weights = {name: array.detach().cpu().clone() for name, array in self.network.state_dict().items()}
        self.trainer.should_stop = epoch - best >= self.recipe.patience

    def configure_optimizers(self):
        recipe = self.recipe
        betas = (0.9, recipe.beta2)
        optimiser = torch.optim.Adam(_trained(self.network), lr=recipe.learning_rate, betas=betas, eps=recipe.epsilon)
        schedule = torch.optim.lr_scheduler.ExponentialLR(optimiser, recipe.decay ** (1 / self.steps))
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def _learning_rate(self) -> float:
        return self.optimizers().param_groups[0]["lr"]


def _trained(module: nn.Module) -> list[nn.Parameter]:
    """The weights of a module that training changes."""
    return [parameter for parameter in module.parameters() if parameter.requires_grad]


def train(
    network: Classifier,
    splits: tuple[Texts, Texts],
    recipe: Recipe,
    *,
    seed: int,
    name: str,
    resume: ResumeFile | None = None,
    watchers: Sequence[lightning.Callback] = (),
) -> pd.DataFrame:
    """Train the network in place, on an accelerator where there is one; returns its history, one row an epoch.

    splits: the texts to learn, and those to validate on; seed: of the order of the texts (the weights are the caller's);
    name: what messages call this run. resume: a file for the state of a long training, from which the next call goes on where
    this one was killed, if all that training depends on is the same; without it every call begins again. watchers: callbacks
    that look on and change nothing. Raises NonFiniteLoss, and SystemExit(143) where SIGTERM has ended the training.
    A recipe of no epochs leaves the network as it is, and the history empty: a control.
    """
    if recipe.epochs == 0:
        return mark_kept([], 0)
    generator = torch.Generator().manual_seed(seed)
    batches = Batches(splits[0], recipe.batch_size, generator)
    task = ClassificationTask(network, recipe, steps=len(batches) * recipe.epochs, name=name)
    callbacks = [TerminalBar(), *watchers]
    checkpoint = None
    if resume:
        identity = fingerprint({"recipe": recipe.plain(), "seed": seed, "code": resume.code}, network, *splits)
        callbacks.append(Resume(resume.path, identity, generator))
        checkpoint = callbacks[-1].find()
    with warnings.catch_warnings(), ended_by_sigterm():
        warnings.filterwarnings("ignore", message=".*(num_workers|srun|isinstance.treespec|__len__|tensorboard).*")
        loaders = [DataLoader(part, batch_size=None) for part in (batches, evaluation_batches(splits[1]))]
        make_trainer(recipe, callbacks).fit(task, *loaders, ckpt_path=checkpoint, weights_only=True)
    if task.best_weights:
        network.load_state_dict(task.best_weights)
    return mark_kept(task.history, best_epoch(task.history) if recipe.patience else task.history[-1]["epoch"])
