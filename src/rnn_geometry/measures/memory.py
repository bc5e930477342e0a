"""Memory: how much of a word's effect on the answer is left a tokens later, K(a), measured by replacing one word.

A probe, a word of evidence, is put at age a (tokens read after it) of a held-out text, and then a neutral word instead. K(a) is
the mean difference between the two in the logit that the probe speaks for, centred as the target sees it. An integrator keeps
K(a) constant; one that leaks lets it fall. No linearisation is made, and growth does not count as forgetting.
"""

import numpy as np
import torch

from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import MemoryOptions
from rnn_geometry.measures.subject import Measured
from rnn_geometry.networks.batches import TOKENS_AT_ONCE
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.rounding import MARGIN_SINGLE, first_largest
from rnn_geometry.tasks.encoded import Texts
from rnn_geometry.tasks.words import Words, most_telling

SETTLING = 3  # tokens: the youngest ages tell of the gate that has just been passed, not of what is kept
LEAST_AGES = 4  # to have a youngest and an oldest quarter
NOTICED = 2.0  # standard errors that an effect must differ from 0 by, for its fate to be known
NAMES = ("memory_rate", "memory_kept", "memory_effect", "memory_probes")


@torch.no_grad()
def measure(subject: NetworkSubject, options: MemoryOptions, rng: np.random.Generator) -> Measured:
    """The record `memory.json` of a run, and the arrays `memory.safetensors`: ages [A], kernel [A], its standard error [A]."""
    words = subject.words
    length = subject.task["length_median"]
    ages = np.unique(np.linspace(0, max(round(length) - 1, 0), options.ages).round().astype(int))
    probes, neutral = choose_probes(words, options.words_each)
    if not len(probes) or neutral is None:
        effects = np.full((len(ages), 0), np.nan)
    else:
        texts = subject.texts[: options.texts]
        effects = measure_effects(subject.trained, texts, ages, Probes.of(words, probes, neutral), rng)
    kernel, error = mean_and_error(effects)
    record = summarise(ages, kernel, error, length) | {"memory_probes": len(probes)}
    return Measured(record, {"ages": ages, "kernel": kernel, "kernel_error": error})


def choose_probes(words: Words, each: int) -> tuple[np.ndarray, int | None]:
    """The tokens of the probes, and of the neutral word; None where a task has none.

    Of a synthetic task every word of evidence; of a corpus the `each` most telling for each output. The neutral word is the
    most frequent of its kind.
    """
    telling = np.flatnonzero(words.kinds == "evidence")
    probes = telling if words.are_synthetic else most_telling(words.odds, words.kinds, each)
    plain = np.flatnonzero(words.kinds == "neutral")
    return probes, int(plain[words.counts[plain].argmax()]) if len(plain) else None


class Probes:
    """Words of evidence [W] and the neutral word, with the output [W] that each speaks for most, or against (sign [W])."""

    def __init__(self, tokens: np.ndarray, outputs: np.ndarray, signs: np.ndarray, neutral: int):
        self.tokens = tokens
        self.outputs = outputs
        self.signs = signs
        self.neutral = neutral

    @classmethod
    def of(cls, words: Words, tokens: np.ndarray, neutral: int) -> "Probes":
        """Probes by the evidence that the training texts count for them."""
        odds = words.odds[tokens]
        outputs = first_largest(np.abs(odds))
        return cls(tokens, outputs, np.sign(odds[np.arange(len(tokens)), outputs]), neutral)


def measure_effects(
    network: Classifier, texts: Texts, ages: np.ndarray, probes: Probes, rng: np.random.Generator
) -> np.ndarray:
    """The effect [A, n] of one probe at each age on the logit that it speaks for; NaN where a text is too short for that.

    The same probe stands in a text at every age, so that ages differ by their age alone.
    """
    drawn = rng.integers(len(probes.tokens), size=len(texts))
    effects = np.full((len(ages), len(texts)), np.nan)
    for row, age in enumerate(ages):
        reach = np.flatnonzero(texts.lengths > age)
        place = texts.lengths[reach] - 1 - age
        with_probe = centred_logits(network, texts, reach, place, probes.tokens[drawn[reach]])
        without = centred_logits(network, texts, reach, place, np.full(len(reach), probes.neutral))
        own = probes.outputs[drawn[reach]]
        effects[row, reach] = (with_probe - without)[np.arange(len(reach)), own] * probes.signs[drawn[reach]]
    return effects


def centred_logits(network: Classifier, texts: Texts, rows: np.ndarray, place: np.ndarray, words: np.ndarray) -> np.ndarray:
    """The final logits [m, N], as the target sees them, of some texts (rows [m]) with a word [m] put at a place [m] of each."""
    tokens = texts.tokens[rows].copy()
    tokens[np.arange(len(rows)), place] = words
    at_once = max(TOKENS_AT_ONCE // tokens.shape[1], 1)
    parts = zip(
        torch.from_numpy(tokens).long().split(at_once),
        torch.from_numpy(texts.lengths[rows]).long().split(at_once),
        strict=True,
    )
    logits = [network.target.centre(network(*part)) for part in parts]
    return torch.cat(logits).double().numpy() if logits else np.empty((0, network.target.outputs))


def mean_and_error(effects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean [A] of effects [A, n] that are known, and its standard error [A]; NaN with fewer than two."""
    known = np.isfinite(effects)
    count = known.sum(axis=1)
    total = np.where(known, effects, 0).sum(axis=1)
    mean = np.divide(total, count, out=np.full(len(effects), np.nan), where=count > 1)
    squares = (np.where(known, effects - mean[:, None], 0) ** 2).sum(axis=1)
    variance = np.divide(squares, count - 1, out=np.full(len(effects), np.nan), where=count > 1)
    return mean, np.sqrt(variance / np.maximum(count, 1))


def summarise(ages: np.ndarray, kernel: np.ndarray, error: np.ndarray, length: float) -> dict[str, float]:
    """What the kernel [A] at ages [A] of at least SETTLING says: its oldest quarter beside its youngest, no curve being fitted.

    memory_effect: the mean of the youngest quarter, in logits. memory_rate: -ln(oldest / youngest) over the tokens between the
    two; 1 / rate is the memory in tokens, and a rate below 0 is growth. memory_kept: exp(-rate length), the share of a word's
    effect that is left after as many tokens as the median text has; 0, and the rate NaN, where the oldest have none of the
    youngest's sign. NaN where there are fewer than LEAST_AGES, or the youngest's mean is within NOTICED standard errors of 0,
    or of rounding.
    """
    record = dict.fromkeys(NAMES[:3], float("nan"))
    chosen = np.flatnonzero((ages >= SETTLING) & np.isfinite(kernel))
    if len(chosen) < LEAST_AGES:
        return record
    quarter = len(chosen) // 4
    young, old = chosen[:quarter], chosen[-quarter:]
    effect, left = float(kernel[young].mean()), float(kernel[old].mean())
    if effect <= max(NOTICED * float(error[young].mean()), MARGIN_SINGLE):
        return record
    if left <= 0:
        return record | {"memory_kept": 0.0, "memory_effect": effect}
    rate = -float(np.log(left / effect)) / float(ages[old].mean() - ages[young].mean())
    return {"memory_rate": rate, "memory_kept": float(np.exp(-rate * length)), "memory_effect": effect}
