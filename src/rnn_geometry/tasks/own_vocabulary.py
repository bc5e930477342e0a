"""The vocabulary of a network that was trained elsewhere: its words, and which row of its embedding each of them has."""

from pathlib import Path

import numpy as np

from rnn_geometry.tasks.encoded import SPECIAL_WORDS
from rnn_geometry.tasks.lines import CorpusError, read_lines


def read_own_vocabulary(file: str, padding: str | None = None, unknown: str | None = None) -> tuple[list[str], np.ndarray]:
    """The vocabulary of a network trained elsewhere: words in a file, a line each, in the order of the rows of its embedding.

    padding, unknown: the lines that stand for these; None where its embedding has no such row. Returns the words in this
    package's order, `<pad>` 0, `<unk>` 1, and the embedding's row of each [V], -1 for none. Raises CorpusError.
    """
    rows: dict[str, int] = {}
    for number, line in enumerate(read_lines(Path(file), file)):
        word = line.rstrip("\r\n")
        if not word.strip() or word in rows:
            wrong = f"{word!r} stands in line {rows[word] + 1} already" if word in rows else "an empty line"
            raise CorpusError(f"{file}, line {number + 1}: {wrong}; each line is the word of one row of the embedding")
        rows[word] = number
    special = [padding, unknown]
    for key, name in zip(("padding", "unknown"), special, strict=True):
        if name is not None and name not in rows:
            raise CorpusError(f"{file}: no line {name!r}, which vocabulary.{key} says there is")
    words = [word for word in rows if word not in special]
    found = [-1 if name is None else rows[name] for name in special] + [rows[word] for word in words]
    return SPECIAL_WORDS + words, np.array(found)
