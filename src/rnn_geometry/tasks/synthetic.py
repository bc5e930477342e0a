"""Draw texts of a synthetic family: random words, labelled by their summed score."""

import numpy as np

from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS, Texts
from rnn_geometry.tasks.families import TIE, Family

BLOCK = 8192  # texts drawn at a time: rejection works on whole blocks, never text by text
MAX_BLOCKS_WITHOUT_A_TEXT = 200


def draw_texts(
    family: Family,
    count: int,
    lengths: tuple[int, int],
    rng: np.random.Generator,
    *,
    tilt: float | None = 0.5,
    balanced: bool = True,
) -> Texts:
    """Draw `count` labelled texts, shuffled.

    lengths: shortest and longest text in tokens, uniform between the two, both included.
    tilt: concentration of the Dirichlet draw of word frequencies a text (small: lopsided texts); None: equal frequencies.
    balanced: equal numbers of each class (the first classes get the remainder), by rejection; ties are always dropped.
    Raises ValueError when a class is so rare that it cannot be drawn.
    """
    classes = len(family.classes)
    quota = np.full(classes, count // classes) + (np.arange(classes) < count % classes)
    kept, missing, barren = [], (quota if balanced else np.array([count])), 0
    while missing.any():
        block = _draw_block(family, lengths, rng, tilt)
        chosen = _take(block.labels, missing, balanced)
        barren = 0 if len(chosen) else barren + 1
        if barren == MAX_BLOCKS_WITHOUT_A_TEXT:
            rare = [family.classes[i] for i in np.flatnonzero(missing)] if balanced else family.classes
            raise ValueError(f"no text of {', '.join(rare)} among {barren * BLOCK:,} drawn: take longer texts")
        kept.append(block[chosen])
        missing = missing - (np.bincount(kept[-1].labels, minlength=classes) if balanced else len(chosen))
    order = rng.permutation(count)
    return Texts(*(np.concatenate([getattr(t, name) for t in kept])[order] for name in ("tokens", "lengths", "labels")))


def _draw_block(family: Family, lengths: tuple[int, int], rng: np.random.Generator, tilt: float | None) -> Texts:
    vocabulary, longest = len(family.words), lengths[1]
    if tilt is None:
        words = rng.integers(vocabulary, size=(BLOCK, longest))
    else:
        # Inverse-CDF sampling for all texts in one search: text b's cumulative frequencies live in (b, b + 1].
        cumulative = rng.dirichlet(np.full(vocabulary, tilt), size=BLOCK).cumsum(axis=1)
        cumulative /= cumulative[:, -1:]
        row = np.arange(BLOCK)[:, None]
        draws = row + rng.random((BLOCK, longest))
        words = np.searchsorted((row + cumulative).ravel(), draws.ravel(), side="right").reshape(draws.shape)
        words = np.minimum(words - row * vocabulary, vocabulary - 1)  # guards the last rounding of a sum
    size = rng.integers(lengths[0], lengths[1] + 1, size=BLOCK)
    real = np.arange(longest) < size[:, None]
    # One row of scores for "no word", so that padding adds nothing to a text's score.
    scores = np.concatenate([family.scores, np.zeros((1, family.scores.shape[1]), family.scores.dtype)])
    total = scores[np.where(real, words, vocabulary)].sum(axis=1)  # [BLOCK, K]
    tokens = np.where(real, words + len(SPECIAL_WORDS), PAD).astype(np.int32)
    return Texts(tokens, size.astype(np.int32), family.label(total).astype(np.int64))


def _take(labels: np.ndarray, missing: np.ndarray, balanced: bool) -> np.ndarray:
    """Rows to keep: the first `missing[c]` of each class c, or the first `missing[0]` of any class."""
    if not balanced:
        return np.flatnonzero(labels != TIE)[: missing[0]]
    return np.concatenate([np.flatnonzero(labels == label)[:wanted] for label, wanted in enumerate(missing)])
