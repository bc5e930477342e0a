"""The encoded data set: what training and analysis read, whatever text it came from."""

import csv
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from rnn_geometry.files import complete_or_absent, read_arrays, write_arrays
from rnn_geometry.shapes import SHAPES, Shape
from rnn_geometry.targets import Target, target_of

PAD, UNKNOWN = 0, 1
SPECIAL_WORDS = ["<pad>", "<unk>"]


@dataclass(frozen=True)
class Texts:
    """Texts as numbers.

    tokens: [n, T] int32, rows filled up with PAD; lengths: [n] int32, the real tokens of each; labels: [n] int64, for
    several labels a text a binary number; scores: [n, K] float32, what a synthetic text sums up to (K = 0 for real text).
    """

    tokens: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray
    scores: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, rows) -> "Texts":
        return Texts(self.tokens[rows], self.lengths[rows], self.labels[rows], self.scores[rows])


class Splits(NamedTuple):
    """The texts of a task in three parts: what is learnt, what choices are made on, and what nothing is decided by."""

    train: Texts
    validation: Texts
    test: Texts


def join(parts: list[Texts]) -> Texts:
    """Texts one after the other; all must be padded to the same length."""
    return Texts(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Texts)))


def shuffle_words(texts: Texts, rng: np.random.Generator) -> Texts:
    """The same texts, each with its words in a random order."""
    place = np.arange(texts.tokens.shape[1])
    key = np.where(place < texts.lengths[:, None], rng.random(texts.tokens.shape, np.float32), 2)  # padding stays last
    # Some keys of thousands of texts are equal, and which of them an unstable sort puts first depends on the processor.
    order = key.argsort(axis=1, kind="stable")
    return replace(texts, tokens=np.take_along_axis(texts.tokens, order, axis=1))


def save_splits(path: str | Path, splits: Splits) -> None:
    """Write the three parts of a task's texts into one file."""
    parts = splits._asdict().items()
    write_arrays(path, {f"{name}.{field}": array for name, texts in parts for field, array in vars(texts).items()})


def load_split(path: str | Path, split: str) -> Texts:
    """Read the split `train`, `validation` or `test` of a task."""
    names = {field: f"{split}.{field}" for field in ("tokens", "lengths", "labels", "scores")}
    arrays = read_arrays(path, list(names.values()))
    return Texts(**{field: arrays[name] for field, name in names.items()})


def write_vocabulary(path: str | Path, words: list[str], scores: np.ndarray | None = None) -> None:
    """Write one row a token: its number, its word and, for a synthetic task, the word's scores [V, K]."""
    scores = np.empty((len(words), 0)) if scores is None else scores
    header = ["token", "word", *(f"score_{k}" for k in range(scores.shape[1]))]
    with complete_or_absent(path) as partial, open(partial, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([token, word, *row] for token, (word, row) in enumerate(zip(words, scores.tolist(), strict=True)))


def read_vocabulary(path: str | Path) -> list[str]:
    """The words of a task, by token number."""
    with open(path, newline="", encoding="utf-8") as file:
        return [row["word"] for row in csv.DictReader(file)]


def read_scores(path: str | Path) -> np.ndarray:
    """The scores [V, K] of a task's words; K = 0 for real text."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    return np.array([row[2:] for row in rows[1:]], float).reshape(len(rows) - 1, len(rows[0]) - 2)


def describe(family: str, classes: list[str], splits: Splits, vocabulary: list[str], shape: Shape) -> dict:
    """The record of a task (`task.json`): its classes, the share of the rarest output among its training texts, lengths in
    tokens, share of known words; how many logits a network has, the shape and dimension of its manifold."""
    lengths = np.concatenate([texts.lengths for texts in splits])
    known = splits.test.tokens[splits.test.tokens != PAD] != UNKNOWN
    return {
        "family": family,
        "shape": shape.name,
        "classes": classes,
        **{f"{name}_texts": len(texts) for name, texts in splits._asdict().items()},
        "rarest_class": float(shape.target.count(splits.train.labels).min() / len(splits.train)),
        "length_median": float(np.median(lengths)),
        "length_p95": float(np.quantile(lengths, 0.95)),
        "length_max": int(lengths.max()),
        "vocabulary_size": len(vocabulary),
        "vocabulary_coverage": float(known.mean()),
        "outputs": shape.outputs,
        "multilabel": shape.target.independent,
        "expected_dimension": shape.dimension,
    }


def shape_of_task(task: dict) -> Shape:
    """The shape expected of a task, by its record."""
    return SHAPES[task["shape"]](task["outputs"], task["expected_dimension"])


def target_of_task(task: dict) -> Target:
    """What a network's outputs stand for, by the record of its task."""
    return target_of(task["outputs"], task["multilabel"])


def output_names(task: dict) -> list[str]:
    """The names of a network's outputs, by the record of its task."""
    return target_of_task(task).output_names(task["classes"])
