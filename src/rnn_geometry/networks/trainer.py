"""Lightning's trainer as this project uses it: one process on one device, whatever scheduler it finds itself under."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytorch_lightning as lightning
from pytorch_lightning.plugins.environments import LightningEnvironment
from pytorch_lightning.utilities.exceptions import SIGTERMException

from rnn_geometry.networks.options import Recipe

# Where Lightning would leave files of its own and look for some of an earlier job: no folder, so that there is nothing.
NOWHERE = os.devnull


class OneProcess(LightningEnvironment):
    """This process and no other, whatever ranks the environment's variables tell of.

    Named to the trainer, so that it looks for no cluster by itself: under SLURM it would save a checkpoint at SIGUSR1, send
    the job to the queue again, ignore SIGTERM, and refuse to train where a job has several tasks.
    """

    @property
    def creates_processes_externally(self) -> bool:
        return False

    def local_rank(self) -> int:
        return 0

    def node_rank(self) -> int:
        return 0


def make_trainer(recipe: Recipe, callbacks: list[lightning.Callback]) -> lightning.Trainer:
    """A trainer that trains as a recipe says, on an accelerator where there is one, and writes nothing by itself."""
    return lightning.Trainer(
        max_epochs=recipe.epochs,
        gradient_clip_val=recipe.clip_norm,
        accelerator="auto",
        devices=1,
        plugins=[OneProcess()],
        default_root_dir=NOWHERE,
        deterministic=True,
        callbacks=callbacks,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
    )


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """End the process by the exit code of SIGTERM where that has ended the training, which Lightning takes for success."""
    try:
        yield
    except SIGTERMException:
        raise SystemExit(128 + signal.SIGTERM) from None
