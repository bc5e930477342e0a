"""Going on after a kill: the state of a training after its last epoch, in a file of its own until the training ends.

The file is no output of a job, since Snakemake deletes those of a job that fails; it is complete or absent, and holds
tensors and plain numbers, which torch reads without executing anything (`weights_only`).
"""

import hashlib
import json
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytorch_lightning as lightning
import torch
from torch import nn

from rnn_geometry.files import complete_or_absent
from rnn_geometry.tasks.encoded import Texts

INTERVAL = 10.0  # seconds; a shorter training leaves no file at all


@dataclass(frozen=True)
class ResumeFile:
    """Where a training keeps its state, and a digest of the code that it depends on."""

    path: Path
    code: str


def fingerprint(identity: dict, network: nn.Module, *texts: Texts) -> str:
    """A digest of all that training follows from: the caller's `identity`, the network as it is before, the texts."""
    total = hashlib.sha256(json.dumps(identity, sort_keys=True).encode())
    total.update(f"{torch.__version__} {torch.get_num_threads()} {network}".encode())
    arrays = [array.detach().cpu().numpy() for array in network.state_dict().values()]
    for array in [*arrays, *(array for part in texts for array in (part.tokens, part.lengths, part.labels))]:
        total.update(f"{array.dtype} {array.shape}".encode())
        total.update(np.ascontiguousarray(array))
    return total.hexdigest()


def _is_whole(path: Path) -> bool:
    """Whether a file of torch's, an archive, is all there: its checksums are compared, which torch does not do."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, OSError):
        return False


class Resume(lightning.Callback):
    """Saves the training after an epoch, if the last time is INTERVAL ago; removes the file when training has ended.

    Beyond what Lightning saves (weights, optimiser, schedule, progress): both random generators, the history, the best
    weights so far.
    """

    def __init__(self, path: Path, identity: str, generator: torch.Generator):
        """identity: the training's fingerprint; generator: of the order of the texts."""
        self.path = Path(path)
        self.identity = identity
        self.generator = generator

    def find(self) -> Path | None:
        """The file, where there is one to go on from; one that is damaged or of another training is removed."""
        if not self.path.exists():
            return None
        if not _is_whole(self.path):
            reason = "is damaged"
        elif torch.load(self.path, map_location="cpu", weights_only=True).get("identity") != self.identity:
            reason = "is of another recipe, network, text or code"
        else:
            print(f"going on from {self.path}", flush=True)
            return self.path
        print(f"{self.path} {reason}: beginning anew", flush=True)
        self.path.unlink()
        return None

    def on_train_start(self, trainer, task):
        self.saved = time.monotonic()

    def on_train_epoch_end(self, trainer, task):
        if time.monotonic() - self.saved >= INTERVAL:
            with complete_or_absent(self.path) as partial:
                trainer.save_checkpoint(partial)
            self.saved = time.monotonic()

    def on_save_checkpoint(self, trainer, task, checkpoint):
        checkpoint["identity"] = self.identity
        checkpoint["generators"] = [torch.get_rng_state(), self.generator.get_state()]
        checkpoint["history"] = task.history
        checkpoint["best_weights"] = task.best_weights

    def on_load_checkpoint(self, trainer, task, checkpoint):
        own, order = checkpoint["generators"]
        torch.set_rng_state(own)
        self.generator.set_state(order)
        task.history = checkpoint["history"]
        task.best_weights = checkpoint["best_weights"]

    def on_fit_end(self, trainer, task):
        self.path.unlink(missing_ok=True)
