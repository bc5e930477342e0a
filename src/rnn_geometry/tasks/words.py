"""What the texts of a task say about its words, whatever a network makes of them: counts, evidence, kinds."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rnn_geometry.targets import Target
from rnn_geometry.tasks.encoded import PAD, Texts, read_scores, read_vocabulary
from rnn_geometry.tasks.families import MODIFIERS

if TYPE_CHECKING:
    import pandas as pd

LEAST_COUNTS = (3, 20)  # in few and in many training texts: of rarer words a network has learnt little, and that by chance
SHARE = 1 / 2000  # of all words read that a word is known from, between these
LEAST_COUNT = 10  # words rarer than this say little about a corpus, and a network has hardly seen them
BOUNDS = ((0.1, "lower"), (0.9, "higher"))  # of a corpus's words: the least and the most telling tenth
DIGITS = 9  # to which two words' evidence is compared: as much counted for another class is as much evidence


@dataclass(frozen=True)
class Words:
    """The V words of a task: names; scores [V, K], K = 0 for real text; counts [V] in the training texts; odds [V, N], the
    evidence of each for each output as counted there; kinds [V]."""

    names: list[str]
    scores: np.ndarray
    counts: np.ndarray
    odds: np.ndarray
    kinds: np.ndarray

    @property
    def are_synthetic(self) -> bool:
        return self.scores.shape[1] > 0


def read_words(vocabulary: str | Path, texts: Texts, target: Target) -> Words:
    """The words of a task from its `vocabulary.csv` and its training texts."""
    names = read_vocabulary(vocabulary)
    scores = read_scores(vocabulary)
    counts = count_words(texts, len(names))
    odds = log_odds(texts, len(names), target)
    return Words(names, scores, counts, odds, word_kinds(names, scores, counts, odds))


def count_words(texts: Texts, vocabulary_size: int) -> np.ndarray:
    """How often each word [V] occurs."""
    return np.bincount(texts.tokens[texts.tokens != PAD], minlength=vocabulary_size)


def log_odds(texts: Texts, vocabulary_size: int, target: Target) -> np.ndarray:
    """The evidence [V, N] of each word for each of N outputs, counted.

    Classes: log p(word | class), centred over the classes. Labels: log p(word | label on) - log p(word | label off). One
    is added to every count (Laplace), so that a word that a class lacks is evidence against it and no proof.
    """

    def log_shares(chosen: np.ndarray) -> np.ndarray:
        counts = count_words(texts[chosen], vocabulary_size) + 1
        return np.log(counts / counts.sum())

    return target.log_odds(log_shares, texts.labels)


def word_kinds(names: list[str], scores: np.ndarray, counts: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """ "evidence", "neutral", "modifier" or "" for neither: [V].

    The scores [V, K] decide in a synthetic task; for real text the counted evidence [V, N]: the most and the least telling
    tenth of the words that occur at least LEAST_COUNT times. A word that never occurs is nothing.
    """
    if scores.shape[1]:
        kinds = np.where(scores.any(axis=1), "evidence", "neutral")
        kinds[np.isin(names, list(MODIFIERS))] = "modifier"
        return np.where(counts > 0, kinds, "")
    common = counts >= LEAST_COUNT
    strength = np.round(np.abs(odds).max(axis=1), DIGITS)
    if not common.any():
        return np.full(len(names), "")
    # A bound is a word's own strength, not a mean of two, which rounding could put above both.
    low, high = (np.quantile(strength[common], share, method=side) for share, side in BOUNDS)
    return np.select([common & (strength >= high), common & (strength <= low)], ["evidence", "neutral"], "")


def shown_words(words: Words, worth: np.ndarray, each: int) -> np.ndarray:
    """Tokens of the words that pictures show: all that a synthetic task has a kind for, or the `each` most telling per output
    of a corpus, by their worth [V, N]."""
    return np.flatnonzero(words.kinds != "") if words.are_synthetic else most_telling(worth, words.kinds, each)


def most_telling(worth: np.ndarray, kinds: np.ndarray, each: int) -> np.ndarray:
    """Tokens of the `each` evidence words with the largest worth [V, N] for each output, in the outputs' order, each once."""
    tokens = np.flatnonzero(kinds == "evidence")
    best = tokens[np.argsort(-worth[tokens], axis=0, kind="stable")[:each]]  # [each, N]
    return np.array(list(dict.fromkeys(best.T.ravel().tolist())), int)


def outputs_in(table: "pd.DataFrame") -> list[str]:
    """The outputs that a run's `deflections.csv` has the evidence for."""
    return [column.removeprefix("evidence_") for column in table if column.startswith("evidence_")]


def strongest_words(table: "pd.DataFrame", output: str, most: int) -> "pd.DataFrame":
    """The rows of a run's `deflections.csv` of the words that speak for an output more than for any other and move its logit
    up most, at most `most` of them, strongest first; without words too rare to have been learnt: read less than 20 times, or of
    small corpora less than once in 2,000 words, or 3 times.
    """
    least, most_asked = LEAST_COUNTS
    known = table[table["count"] >= min(max(SHARE * table["count"].sum(), least), most_asked)]
    return known[known["class"] == output].nlargest(most, f"evidence_{output}")
