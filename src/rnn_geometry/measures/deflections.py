"""Deflections: how each word moves the state, F(h, x_w) - h, how far, and which outputs that is evidence for."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from rnn_geometry.engine.derivatives import Step, deflections
from rnn_geometry.targets import Target
from rnn_geometry.tasks.words import LEAST_COUNT, Words

NUMBERS_AT_A_TIME = 1 << 22


@dataclass(frozen=True)
class Deflected:
    """What V words do: their mean deflection [V, S], its evidence [V, N] and its mean length [V] at slow points; and its mean
    length [V] at visited states."""

    mean: np.ndarray
    evidence: np.ndarray
    size: np.ndarray
    size_visited: np.ndarray


def mean_deflections(step: Step, states: Tensor, inputs: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """The mean deflection [W, S] by inputs [W, I] over the states [P, S], and the mean of its length [W]; NaN without states.

    Words are taken some at a time, which bounds the memory whatever the size of the vocabulary.
    """
    if not len(states):
        return np.full((len(inputs), states.shape[1]), np.nan), np.full(len(inputs), np.nan)
    means = []
    sizes = []
    for some in inputs.split(max(NUMBERS_AT_A_TIME // states.numel(), 1)):
        moved = deflections(step, some, states)  # [W, P, S]
        means.append(moved.mean(1))
        sizes.append(moved.norm(dim=-1).mean(1))
    return torch.cat(means).numpy(), torch.cat(sizes).numpy()


def evidence(moved: np.ndarray, readouts: np.ndarray, target: Target) -> np.ndarray:
    """By how much deflections [..., S] move the N logits that the readouts [N, S] give: [..., N], as the target sees them."""
    return target.centre(moved @ readouts.T)


def cosines(vectors: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The cosine [...] of each pair of vectors [..., S]; NaN where one has no length."""
    lengths = np.linalg.norm(vectors, axis=-1) * np.linalg.norm(others, axis=-1)
    products = (vectors * others).sum(axis=-1)
    return np.divide(products, lengths, out=np.full(lengths.shape, np.nan), where=lengths > 0)


def measure_deflections(words: Words, found: Deflected, readouts: np.ndarray, target: Target) -> dict[str, float]:
    """The record of the words' deflections; readouts: [N, S].

    `readout_cosine`: between a word of evidence's deflection, where the readout sees it, and the readouts weighted by what
    the texts say that it is evidence for. `evidence_correlation`: between evidence found and counted, over all words but
    modifiers and rare ones; `evidence_agreement`: how often a word of evidence moves that logit most which it should.
    """
    telling = words.kinds == "evidence"
    neutral = words.kinds == "neutral"
    known = (words.counts >= LEAST_COUNT) & (words.kinds != "modifier")
    seen = readouts.any(axis=0)  # not an LSTM's c
    aims = words.odds[telling] @ readouts[:, seen]
    record = {}
    for place, sizes in (("", found.size), ("_visited", found.size_visited)):
        large, small = (float(sizes[chosen].mean()) if chosen.any() else np.nan for chosen in (telling, neutral))
        record |= {f"evidence_size{place}": large, f"neutral_size{place}": small}
        record[f"neutral_ratio{place}"] = small / large if large > 0 else np.nan
    return record | {
        "readout_cosine": mean_of(cosines(found.mean[telling][:, seen], aims)),
        "evidence_correlation": correlation(found.evidence[known], words.odds[known]),
        "evidence_agreement": agreement(found.evidence[telling], words.odds[telling], target),
    }


def mean_of(values: np.ndarray) -> float:
    """The mean of the values that are known; NaN where none is."""
    return float(values[np.isfinite(values)].mean()) if np.isfinite(values).any() else float("nan")


def correlation(found: np.ndarray, counted: np.ndarray) -> float:
    """Pearson's, over all words and outputs [W, N]; NaN where one of the two does not vary."""
    a, b = (values.ravel() - values.mean() if len(values) else values.ravel() for values in (found, counted))
    return float(cosines(a, b))


def agreement(found: np.ndarray, counted: np.ndarray, target: Target) -> float:
    """How often the evidence found [W, N] speaks for what is counted (`Target.agree`); NaN where none or not all is known."""
    if not len(found) or not np.isfinite(found).all():
        return float("nan")
    return float(target.agree(found, counted).mean())


def tabulate(words: Words, found: Deflected, outputs: list[str]) -> dict[str, np.ndarray]:
    """The columns of `deflections.csv`, for the words that occur: `size` and `size_visited`, the mean length of a word's
    deflection at slow points and at visited states; `evidence_{output}`, by how much it moves that logit on average at
    slow points; `class`, the output that it speaks for most."""
    rows = words.counts > 0
    known = np.isfinite(found.evidence).all(axis=1)
    best = np.where(known, np.array(outputs)[found.evidence.argmax(axis=1)], "")
    columns = {
        "token": np.arange(len(rows)),
        "word": np.array(words.names),
        "count": words.counts,
        "kind": words.kinds,
        "size": found.size,
        "size_visited": found.size_visited,
        **{f"evidence_{name}": found.evidence[:, i] for i, name in enumerate(outputs)},
        "class": best,
    }
    return {name: column[rows] for name, column in columns.items()}
