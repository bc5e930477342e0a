"""Deflections: how each word moves the state, F(h, x_w) - h, how far, and which outputs that is evidence for."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.files import complete_or_absent
from rnn_geometry.rounding import MARGIN, MARGIN_SINGLE, first_largest
from rnn_geometry.tasks.words import LEAST_COUNT, Words

Step = Callable[[Tensor, Tensor], Tensor]  # inputs [B, I], states [B, S] -> next states [B, S]

NUMBERS_AT_A_TIME = 1 << 22


def deflections(step: Step, states: Tensor, inputs: Tensor) -> Tensor:
    """F(h, x_w) - h of W inputs [W, I] at P states [P, S]: [W, P, S]."""
    h = states.repeat(len(inputs), 1)
    return (step(inputs.repeat_interleave(len(states), dim=0), h) - h).view(len(inputs), *states.shape)


def mean_deflections(step: Step, states: Tensor, inputs: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """The mean deflection [W, S] by inputs [W, I] over the states [P, S], and the mean of its length [W]; NaN without states.

    Words are taken some at a time, which bounds the memory whatever the size of the vocabulary.
    """
    if not len(states):
        return np.full((len(inputs), states.shape[1]), np.nan), np.full(len(inputs), np.nan)
    means, sizes = [], []
    for some in inputs.split(max(NUMBERS_AT_A_TIME // states.numel(), 1)):
        moved = deflections(step, states, some)
        means.append(moved.mean(1))
        sizes.append(moved.norm(dim=-1).mean(1))
    return torch.cat(means).numpy(), torch.cat(sizes).numpy()


def evidence(moved: np.ndarray, readouts: np.ndarray, multilabel: bool) -> np.ndarray:
    """By how much deflections [..., S] move the N logits that the readouts [N, S] give: [..., N].

    Centred over classes, since a softmax does not see what all of them share; labels stand on their own.
    """
    logits = moved @ readouts.T
    return logits if multilabel else logits - logits.mean(axis=-1, keepdims=True)


def cosines(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The cosine [...] of each pair of vectors [..., S]; NaN where one has no length."""
    lengths = np.linalg.norm(vectors, axis=-1) * np.linalg.norm(others, axis=-1)
    products = (vectors * others).sum(axis=-1)
    return np.divide(products, lengths, out=np.full(lengths.shape, np.nan), where=lengths > 0)


def measure_deflections(
    mean: np.ndarray,
    size: np.ndarray,
    size_visited: np.ndarray,
    found: np.ndarray,
    readouts: np.ndarray,
    words: Words,
    multilabel: bool,
) -> dict[str, float]:
    """The record of V words' mean deflections [V, S] and sizes [V] at slow points, sizes [V] at visited states, and the
    evidence found [V, N]; readouts: [N, S].

    `readout_cosine`: between a word of evidence's deflection, where the readout sees it, and the readouts weighted by what
    the texts say that it is evidence for. `evidence_correlation`: between evidence found and counted, over all words but
    modifiers and rare ones; `evidence_agreement`: how often a word of evidence moves that logit most which it should.
    """
    telling, neutral = words.kinds == "evidence", words.kinds == "neutral"
    known = (words.counts >= LEAST_COUNT) & (words.kinds != "modifier")
    seen = readouts.any(axis=0)  # not an LSTM's c
    aims = words.odds[telling] @ readouts[:, seen]
    record = {}
    for place, sizes in (("", size), ("_visited", size_visited)):
        large, small = (float(sizes[chosen].mean()) if chosen.any() else np.nan for chosen in (telling, neutral))
        record |= {f"evidence_size{place}": large, f"neutral_size{place}": small}
        record[f"neutral_ratio{place}"] = small / large if large > 0 else np.nan
    return record | {
        "readout_cosine": mean_of(cosines(mean[telling][:, seen], aims)),
        "evidence_correlation": correlation(found[known], words.odds[known]),
        "evidence_agreement": agreement(found[telling], words.odds[telling], multilabel),
    }


def mean_of(values: np.ndarray) -> float:
    """The mean of the values that are known; NaN where none is."""
    return float(values[np.isfinite(values)].mean()) if np.isfinite(values).any() else float("nan")


def correlation(found: np.ndarray, counted: np.ndarray) -> float:
    """Pearson's, over all words and outputs [W, N]; NaN where one of the two does not vary."""
    a, b = (values.ravel() - values.mean() if len(values) else values.ravel() for values in (found, counted))
    return float(cosines(a, b))


def agreement(found: np.ndarray, counted: np.ndarray, multilabel: bool) -> float:
    """How often the largest of the evidence found [W, N] is for the class that most is counted for, or for one of several;
    with labels, how often it has the right sign for the label (the first) that the most is counted for or against."""
    if not len(found) or not np.isfinite(found).all():
        return float("nan")
    if not multilabel:
        claimed = counted[np.arange(len(found)), found.argmax(axis=1)]
        return float((claimed >= counted.max(axis=1) - MARGIN).mean())
    strongest = np.arange(len(found)), first_largest(np.abs(counted))
    return float((np.sign(found[strongest]) == np.sign(counted[strongest])).mean())


def spread_out(places: np.ndarray, count: int) -> np.ndarray:
    """Rows of at most `count` of the points [P, D], each as far from those before it as can be, the first of several; none
    twice."""
    if not len(places):
        return np.empty(0, int)
    rows = [int(first_largest(-np.linalg.norm(places - places.mean(axis=0), axis=1), margin=MARGIN_SINGLE))]
    distances = np.linalg.norm(places - places[rows[0]], axis=1)
    while len(rows) < count and distances.max() > MARGIN_SINGLE:
        rows.append(int(first_largest(distances, margin=MARGIN_SINGLE)))
        distances = np.minimum(distances, np.linalg.norm(places - places[rows[-1]], axis=1))
    return np.array(rows)


def tabulate(words: Words, measured: dict[str, np.ndarray], outputs: list[str]) -> dict[str, np.ndarray]:
    """The columns of `deflections.csv`, for the words that occur: `size` and `size_visited`, the mean length of a word's
    deflection at slow points and at visited states; `evidence_{output}`, by how much it moves that logit on average at
    slow points; `class`, the output that it speaks for most."""
    rows, found = words.counts > 0, measured["evidence"]
    best = np.where(np.isfinite(found).all(axis=1), np.array(outputs)[found.argmax(axis=1)], "")
    columns = {
        "token": np.arange(len(rows)),
        "word": np.array(words.names),
        "count": words.counts,
        "kind": words.kinds,
        "size": measured["size"],
        "size_visited": measured["size_visited"],
        **{f"evidence_{name}": found[:, i] for i, name in enumerate(outputs)},
        "class": best,
    }
    return {name: column[rows] for name, column in columns.items()}


def write_deflections(path: str | Path, columns: dict[str, np.ndarray | list]) -> None:
    """Write `deflections.csv`: a row a word; what is not measured (NaN) is left empty."""
    rows = zip(*(np.asarray(column).tolist() for column in columns.values()), strict=True)
    with complete_or_absent(path) as partial, open(partial, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value):
    if not isinstance(value, float):
        return value
    return "" if np.isnan(value) else f"{value:.6g}"
