"""A run trained once more, with its weights kept on the way: what emergence is measured on."""

import numpy as np
import pytorch_lightning as lightning

from rnn_geometry.networks.checkpoints import log_spaced_steps
from rnn_geometry.networks.classifier import weights_of
from rnn_geometry.networks.history import kept_row
from rnn_geometry.networks.run import TrainedRun, train_run


class Follow(lightning.Callback):
    """Keeps the weights of a network of an architecture while it is trained, at `count` log-spaced steps."""

    def __init__(self, count: int, architecture: dict):
        self.count = count
        self.architecture = architecture
        self.kept: dict[int, dict[str, np.ndarray]] = {}

    def on_train_start(self, trainer, task):
        self.wanted = set(log_spaced_steps(task.steps, self.count))
        self._keep(trainer, task)

    def on_train_batch_end(self, trainer, task, *_):
        self._keep(trainer, task)

    def _keep(self, trainer, task) -> None:
        if trainer.global_step in self.wanted:
            self.kept[trainer.global_step] = weights_of(task.network, self.architecture)


def follow_run(
    *arguments, checkpoints: int, architecture: dict, **options
) -> tuple[TrainedRun, dict[int, dict[str, np.ndarray]]]:
    """Train a run as `train_run` does, and keep its weights at so many log-spaced steps, by their step.

    The last of them are those of the network that is kept, whatever step that is of: with `patience` none comes after it.
    """
    follow = Follow(checkpoints, architecture)
    trained = train_run(*arguments, architecture=architecture, watchers=[follow], **options)
    last = int(kept_row(trained.history)["step"])
    earlier = {step: weights for step, weights in follow.kept.items() if step < last}
    return trained, earlier | {last: weights_of(trained.network, architecture)}
