"""From the labels of a corpus, as its files write them, to numbers."""

import re

import numpy as np
import pandas as pd

from rnn_geometry.tasks.tables import CorpusError, place, refuse

MOST_LABELS = 62  # of a multi-label corpus: a set of them is one int64


def number_labels(table: pd.DataFrame, names: list[str] | None, multilabel: bool) -> tuple[np.ndarray, list[str]]:
    """The labels of a table (columns label, source, row) as numbers [n] int64, and the name of each number.

    A label is a name, or a number from 0 that stands for one of `names`; without names given, they are those that occur, in
    their order. multilabel: a cell is a list of labels or has white space between them; the set becomes a binary number,
    label i its bit i. Raises CorpusError at the first row whose label is none of the names.
    """
    missing = table["label"].map(lambda cell: _is_missing(cell, multilabel)).astype(bool)
    refuse(table, missing, "an empty label: mend it or drop the row")
    if multilabel:
        joined = table["label"].map(lambda cell: isinstance(cell, str) and re.search("[,;]", cell) is not None).astype(bool)
        refuse(table, joined, "a comma or semicolon among labels: they have white space between them, or are a list")
    sets = table["label"].map(_parts if multilabel else _single)
    owner = np.repeat(np.arange(len(sets)), sets.map(len))  # the row that each label is of
    found = pd.Series([label for labels in sets for label in labels], dtype=object)
    names = names or sorted(found.unique(), key=_natural_order)
    numbers = _numbers(found, names, table, owner)
    if not multilabel:
        return numbers, names
    if len(names) > MOST_LABELS:
        raise CorpusError(f"{len(names)} labels; a text can carry sets of at most {MOST_LABELS}")
    labels = np.zeros(len(table), np.int64)
    np.bitwise_or.at(labels, owner, 1 << numbers)
    return labels, names


def _is_missing(cell, multilabel: bool) -> bool:
    """A cell without a label; a set of labels may be empty."""
    return bool(np.isscalar(cell) and pd.isna(cell)) or cell is None or (not multilabel and not str(cell).strip())


def _single(cell) -> list[str]:
    return [str(cell).strip()]


def _parts(cell) -> list[str]:
    return cell.split() if isinstance(cell, str) else [str(label).strip() for label in cell]


def _natural_order(name: str) -> tuple:
    """Numbers by size, and before words."""
    return (0, int(name), name) if name.isdecimal() else (1, 0, name)


def _numbers(found: pd.Series, names: list[str], table: pd.DataFrame, owner: np.ndarray) -> np.ndarray:
    """The number of each label; they are numbers themselves, or else all of them names."""
    if (is_name := found.isin(names)).all():
        return found.map({name: number for number, name in enumerate(names)}).to_numpy(np.int64)
    integers = found.str.fullmatch(r"-?\d{1,9}").to_numpy(bool)
    if integers.mean() < 0.5:  # names, and one of them is not known
        row = table.iloc[owner[int((~is_name).to_numpy().argmax())]]
        raise CorpusError(f"{place(row)}: label {row['label']!r} is none of: {', '.join(names)}")
    numbers = found.where(integers, "-1").to_numpy().astype(np.int64)
    if (wrong := (numbers < 0) | (numbers >= len(names))).any():
        row = table.iloc[owner[wrong.argmax()]]
        raise CorpusError(f"{place(row)}: label {row['label']!r} is out of range: 0 to {len(names) - 1}")
    return numbers
