"""From raw text to tokens: a word tokeniser and the vocabulary of a training split."""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS, UNKNOWN

WORD = re.compile(r"\w+(?:['’]\w+)*")


def tokenise(text: str, lower: bool = True) -> list[str]:
    """The words of a text: runs of letters, digits and inner apostrophes; punctuation is dropped."""
    return WORD.findall(text.lower() if lower else text)


def build_vocabulary(texts: Iterable[list[str]], size: int) -> list[str]:
    """The `size` most frequent words (special ones included), ties in alphabetical order; `<pad>` 0, `<unk>` 1."""
    counts = Counter(word for words in texts for word in words)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return SPECIAL_WORDS + ranked[: max(size - len(SPECIAL_WORDS), 0)]


def encode(texts: list[list[str]], vocabulary: list[str], longest: int) -> tuple[np.ndarray, np.ndarray]:
    """Word lists as tokens [n, T] (T at most `longest`; what lies beyond is cut) and lengths [n]."""
    index = {word: i for i, word in enumerate(vocabulary)}
    rows = [[index.get(word, UNKNOWN) for word in words[:longest]] for words in texts]
    lengths = np.array([len(row) for row in rows], np.int32)
    tokens = np.full((len(rows), lengths.max(initial=0)), PAD, np.int32)
    tokens[np.arange(tokens.shape[1]) < lengths[:, None]] = [token for row in rows for token in row]
    return tokens, lengths
