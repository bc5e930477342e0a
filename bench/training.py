"""Training against plain Lightning, and the drawing of texts against a loop over texts."""

from collections.abc import Iterator

import numpy as np
import torch
from measure import measure
from plain_lightning import CLASSES, LENGTH, UNITS, VOCABULARY, draw, recipe_of, train_plainly

from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.training import train
from rnn_geometry.seeds import generator
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.families import Family, categorical
from rnn_geometry.tasks.synthetic import draw_texts

TRAINED, DRAWN = 6400, 51200  # texts


def training(full: bool, repeats: int) -> Iterator[dict]:
    """One line of training steps, one of texts."""
    yield bench_training(repeats)
    yield bench_texts(repeats)


def bench_training(repeats: int) -> dict:
    """Two epochs of ours against two of plain Lightning's; ours also measures validation accuracy, on few texts."""
    texts, validation, recipe = draw(TRAINED), draw(64), recipe_of(2)
    steps = recipe.epochs * TRAINED // recipe.batch_size

    def ours() -> None:
        network = Classifier(
            cell="gru",
            hidden_size=UNITS,
            vocabulary_size=VOCABULARY,
            embedding="one-hot",
            target=Softmax(CLASSES),
            readout_bias=False,
        )
        train(network, (texts, validation), recipe, seed=0, name="bench")

    seconds, megabytes, _ = measure(ours, repeats)
    theirs, _, _ = measure(lambda: train_plainly(texts, recipe), repeats)
    line = {"part": "training", "cell": "gru", "units": UNITS, "steps": steps, "seconds": seconds, "mb": megabytes}
    return line | {"baseline": "plain Lightning", "baseline_s": theirs, "rate": steps / seconds, "unit": "steps"}


def bench_texts(repeats: int) -> dict:
    """Texts in blocks against texts one by one."""
    family = categorical(CLASSES)
    seconds, megabytes, _ = measure(
        lambda: draw_texts(family, DRAWN, (LENGTH, LENGTH), generator("bench", "texts"), tilt=0.5), repeats
    )
    theirs, _, _ = measure(lambda: draw_one_by_one(family, DRAWN), repeats)
    line = {"part": "words", "texts": DRAWN, "seconds": seconds, "mb": megabytes, "baseline": "a loop", "baseline_s": theirs}
    return line | {"rate": DRAWN * LENGTH / seconds, "unit": "words"}


def draw_one_by_one(family: Family, count: int) -> torch.Tensor:
    """The same kind of texts, each drawn, scored and kept by itself."""
    rng = generator("bench", "texts")
    missing = np.full(len(family.classes), count // len(family.classes))
    texts = []
    while missing.any():
        words = rng.choice(len(family.words), size=LENGTH, p=rng.dirichlet(np.full(len(family.words), 0.5)))
        scores = np.sort(family.scores[words].sum(axis=0))
        label = int(family.scores[words].sum(axis=0).argmax())
        if scores[-1] > scores[-2] and missing[label]:
            missing[label] -= 1
            texts.append(words)
    return torch.from_numpy(np.stack(texts))
