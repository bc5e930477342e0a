"""Draw texts of a synthetic family: random words, labelled by their summed score."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from rnn_geometry.seeds import generator
from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS, Splits, Texts, join
from rnn_geometry.tasks.families import TIE, Family

BLOCK = 8192  # texts drawn at a time: rejection works on whole blocks, never text by text
MAX_BLOCKS_WITHOUT_A_TEXT = 200
SCORE_BINS = 10
# The options of a task's texts that `draw_splits` takes; the others are its family's.
OPTIONS = ("train_texts", "validation_texts", "test_texts", "lengths", "tilt", "balance", "training_labels")


def draw_splits(family: Family, options: dict, *key: int | str) -> Splits:
    """Draw the texts of a task, in three parts; key: what the random numbers follow from.

    options: OPTIONS, as in the config; others are passed over. The validation texts have random
    numbers of their own, so that the other two parts do not depend on how many they are. Permuted labels are dealt out
    among the training texts, and among the validation texts, which stand for them; the test texts keep the true ones.
    """
    lengths = tuple(options["lengths"])
    drawing = {"tilt": options["tilt"], "balance": options["balance"]}
    rng, own = generator(*key), generator(*key, "validation")
    train, test = (draw_texts(family, options[f"{part}_texts"], lengths, rng, **drawing) for part in ("train", "test"))
    validation = draw_texts(family, options["validation_texts"], lengths, own, **drawing)
    if options["training_labels"] == "permuted":
        train = permute_labels(train, rng)
        validation = permute_labels(validation, own)
    return Splits(train, validation, test)


def draw_texts(
    family: Family,
    count: int,
    lengths: tuple[int, int],
    rng: np.random.Generator,
    *,
    tilt: float | None = None,
    balance: str = "classes",
) -> Texts:
    """Draw `count` labelled texts, shuffled.

    lengths: shortest and longest text in tokens, uniform between the two, both included.
    tilt: concentration of the Dirichlet draw of word frequencies a text (small: lopsided texts); None: equal frequencies.
    balance, by rejection: "classes", equal numbers of each (the first get the remainder); "scores", the first score's mean
    a word is uniform over its range, in SCORE_BINS equal bins; "none", as drawn. Ties are always dropped.
    Raises ValueError when a class or a bin is so rare that it cannot be drawn.
    """
    groups = {"classes": len(family.classes), "scores": SCORE_BINS, "none": 1}[balance]
    missing = np.full(groups, count // groups) + (np.arange(groups) < count % groups)
    kept = []
    barren = 0
    while missing.any():
        block = _draw_block(family, lengths, rng, tilt)
        group = _groups(family, block, balance)
        chosen = np.concatenate([np.flatnonzero(group == number)[:wanted] for number, wanted in enumerate(missing)])
        barren = 0 if len(chosen) else barren + 1
        if barren == MAX_BLOCKS_WITHOUT_A_TEXT:
            rare = ", ".join(_group_names(family, balance)[number] for number in np.flatnonzero(missing))
            raise ValueError(f"no text of {rare} among {barren * BLOCK:,} drawn: take longer texts or another balance")
        kept.append(block[chosen])
        missing = missing - np.bincount(group[chosen], minlength=groups)
    return join(kept)[rng.permutation(count)]


def permute_labels(texts: Texts, rng: np.random.Generator) -> Texts:
    """The same texts with their labels permuted: as many of each, but nothing to learn. A control."""
    return replace(texts, labels=rng.permutation(texts.labels))


def _draw_block(family: Family, lengths: tuple[int, int], rng: np.random.Generator, tilt: float | None) -> Texts:
    words = _draw_words(len(family.words), lengths[1], rng, tilt)  # [BLOCK, T]
    size = rng.integers(lengths[0], lengths[1] + 1, size=BLOCK)
    real = np.arange(lengths[1]) < size[:, None]
    worth = family.scores[words] * (context_weights(family, words) * real)[..., None]  # [BLOCK, T, K]
    scores = worth.sum(axis=1)
    tokens = np.where(real, words + len(SPECIAL_WORDS), PAD).astype(np.int32)
    labels = family.label(scores, size, rng).astype(np.int64)
    return Texts(tokens, size.astype(np.int32), labels, scores.astype(np.float32))


def _draw_words(vocabulary: int, longest: int, rng: np.random.Generator, tilt: float | None) -> np.ndarray:
    """Word numbers [BLOCK, T]: inverse-CDF sampling for all texts in one search; text b's cumulative frequencies live
    in (b, b + 1]."""
    if tilt is None:
        return rng.integers(vocabulary, size=(BLOCK, longest))
    cumulative = rng.dirichlet(np.full(vocabulary, tilt), size=BLOCK).cumsum(axis=1)
    cumulative /= cumulative[:, -1:]
    row = np.arange(BLOCK)[:, None]
    draws = row + rng.random((BLOCK, longest))
    words = np.searchsorted((row + cumulative).ravel(), draws.ravel(), side="right").reshape(draws.shape)
    return np.minimum(words - row * vocabulary, vocabulary - 1)  # guards the last rounding of a sum


def context_weights(family: Family, words: np.ndarray) -> np.ndarray:
    """By how much the words before it multiply each word's score: [BLOCK, T]."""
    factors, reaches = np.ones(len(family.words)), np.zeros(len(family.words), int)
    for word, (factor, reach) in family.modifiers.items():
        factors[family.words.index(word)] = factor
        reaches[family.words.index(word)] = reach
    weight = np.ones(words.shape)
    for distance in range(min(reaches.max(), words.shape[1] - 1), 0, -1):  # the nearest last: it alone counts
        before = words[:, :-distance]
        weight[:, distance:] = np.where(reaches[before] >= distance, factors[before], weight[:, distance:])
    return weight


def _groups(family: Family, texts: Texts, balance: str) -> np.ndarray:
    """The group [n] that each text is counted in, or TIE."""
    if balance == "classes":
        return texts.labels
    if balance == "none":
        return np.where(texts.labels == TIE, TIE, 0)
    low, high = _score_range(family)
    share = (texts.scores[:, 0] / texts.lengths - low) / (high - low)
    inside = (share >= 0) & (share <= 1) & (texts.labels != TIE)  # modifiers can lead out of the range
    return np.where(inside, np.minimum((share * SCORE_BINS).astype(np.int64), SCORE_BINS - 1), TIE)


def _group_names(family: Family, balance: str) -> list[str]:
    if balance == "scores":
        low, high = _score_range(family)
        edges = np.linspace(low, high, SCORE_BINS + 1)
        return [f"a mean score in {a:.2f} … {b:.2f}" for a, b in pairwise(edges)]
    return family.classes if balance == "classes" else [" or ".join(family.classes)]


def _score_range(family: Family) -> tuple[float, float]:
    return float(family.scores[:, 0].min()), float(family.scores[:, 0].max())
