"""The progress of a training on the terminal."""

import sys

import pytorch_lightning as lightning
from tqdm import tqdm


class TerminalBar(lightning.Callback):
    """A bar of steps on the terminal, even when stdout and stderr go to a log; silent where there is no terminal."""

    def on_train_start(self, trainer, task):
        options = {"total": task.steps, "initial": trainer.global_step, "desc": task.name, "leave": False}
        self.bar = tqdm(**options, file=sys.__stderr__, disable=None, mininterval=0.5)

    def on_train_batch_end(self, *_):
        self.bar.update()

    def on_train_end(self, *_):
        self.bar.close()
