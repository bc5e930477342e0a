"""One run from its texts and its options to its trained network: what to train it and to follow its training share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytorch_lightning as lightning
import torch

from rnn_geometry.files import read_json
from rnn_geometry.networks.classifier import Classifier, build_network
from rnn_geometry.networks.options import Recipe
from rnn_geometry.networks.resume import ResumeFile
from rnn_geometry.networks.training import train
from rnn_geometry.seeds import integer_seed
from rnn_geometry.tasks.encoded import load_split


@dataclass(frozen=True)
class TrainedRun:
    """A run's network, trained and in evaluation mode; its architecture, as a checkpoint keeps it; its history; the seed
    that it was drawn and trained with."""

    network: Classifier
    architecture: dict
    history: pd.DataFrame
    seed: int


def train_run(
    names: dict[str, str],
    files: Mapping[str, str | Path],
    *,
    architecture: dict,
    recipe: dict,
    seed: int,
    resume: ResumeFile | None = None,
    watchers: Sequence[lightning.Callback] = (),
) -> TrainedRun:
    """Train the network of a run. names: task, cell, l2, seed; files: its task's `texts` and `record`; seed: the study's own.

    The others are those of `train`; on one machine equal arguments give equal bits.
    """
    task = read_json(files["record"])
    architecture = architecture | {key: task[key] for key in ("vocabulary_size", "outputs", "multilabel")}
    seed = integer_seed(seed, *names.values())
    torch.manual_seed(seed)
    network = build_network(architecture)
    splits = load_split(files["texts"], "train"), load_split(files["texts"], "validation")
    options = {"seed": seed, "name": "/".join(names.values()), "resume": resume, "watchers": watchers}
    torch.set_flush_denormal(True)  # weights that the penalty shrinks to nothing would slow every product tenfold
    try:
        history = train(network, splits, Recipe(**recipe), **options)
    finally:
        torch.set_flush_denormal(False)  # it holds for the whole process
    return TrainedRun(network.eval(), architecture, history, seed)
