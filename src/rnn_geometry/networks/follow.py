"""A run trained once more, with its weights kept on the way: what emergence is measured on."""

import numpy as np
import pytorch_lightning as lightning

from rnn_geometry.networks.checkpoints import log_spaced_steps
from rnn_geometry.networks.classifier import weights_of
from rnn_geometry.networks.run import TrainedRun, train_run
from rnn_geometry.networks.training import kept_row


class Follow(lightning.Callback):
    """Keeps a network's weights while it is trained, at `count` log-spaced steps."""

    def __init__(self, count: int):
        self.count = count
        self.kept: dict[int, dict[str, np.ndarray]] = {}

    def on_train_start(self, trainer, task):
        self.wanted = set(log_spaced_steps(task.steps, self.count))
        self._keep(trainer, task)

    def on_train_batch_end(self, trainer, task, *_):
        self._keep(trainer, task)

    def _keep(self, trainer, task) -> None:
        if trainer.global_step in self.wanted:
            weights = task.network.state_dict().items()
            self.kept[trainer.global_step] = {name: array.detach().cpu().numpy().copy() for name, array in weights}


def follow_run(*arguments, checkpoints: int, **options) -> tuple[TrainedRun, dict[int, dict[str, np.ndarray]]]:
    """Train a run as `train_run` does, and keep its weights at so many log-spaced steps, by their step.

    The last of them are those of the network that is kept, whatever step that is of: with `patience` none comes after it.
    """
    follow = Follow(checkpoints)
    trained = train_run(*arguments, watchers=[follow], **options)
    final, last = weights_of(trained.network, trained.architecture), int(kept_row(trained.history)["step"])
    earlier = {step: {name: kept[name] for name in final} for step, kept in follow.kept.items() if step < last}
    return trained, earlier | {last: final}
