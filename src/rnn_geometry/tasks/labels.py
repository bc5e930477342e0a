"""From the labels of a corpus, as its files write them, to numbers."""

import ast
import json
import re
from datetime import date
from decimal import Decimal
from math import isfinite
from numbers import Integral, Real

import numpy as np
import pandas as pd

from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.tables import place, refuse

MOST_LABELS = 62  # of a multi-label corpus: a set of them is one int64
# Labels are names in tables that may be opened in a spreadsheet: =HYPERLINK(, @SUM(, =cmd|' ...
FORMULA = re.compile(r"\s*(=\s*[A-Za-z_][\w.]*\(|@[A-Z][A-Z.]*\(|[=+@-][\w.+*/-]+\|\s*')")
ITEM = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9][0-9]*))"""
LIST = re.compile(rf"\s*[\[{{]\s*(?:{ITEM}\s*(?:,\s*{ITEM}\s*)*,?\s*)?[\]}}]\s*")  # a list or a set as Python and JSON write it
SEPARATORS = ",;|"
EMPTY = "an empty label: mend it, or leave out such rows with --drop-unlabelled (empty_labels: drop in a config)"
RUN = "the label is a formula, which a spreadsheet would run; put a word before it"
SEVERAL = "the label is a list; texts with several labels need --multilabel (multilabel: true in a config)"


def drop_unlabelled(table: pd.DataFrame, multilabel: bool) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows that have a label, and how many others there were."""
    missing = _missing(table["label"], multilabel)
    return table[~missing].reset_index(drop=True), {"no label": int(missing.sum())} if missing.any() else {}


def number_labels(
    table: pd.DataFrame, names: list[str] | None, multilabel: bool, separator: str | None = None
) -> tuple[np.ndarray, list[str]]:
    """The labels of a table (columns label, source, row) as numbers [n] int64, and the name of each number.

    A label is a name, or a number from 0 that stands for one of `names`; without names given, they are those that occur, in
    their order. multilabel: a cell is a list of labels, also as Python or JSON writes one, or has the separator, white space
    by default, between them; the set becomes a binary number, label i its bit i. Raises CorpusError at the first row whose
    label is not among the names.
    """
    cells = table["label"]
    refuse(table, _missing(cells, multilabel), EMPTY)
    refuse(table, _where(cells, lambda cell: isinstance(cell, str) and FORMULA.match(cell)), RUN)
    if multilabel:
        _refuse_other_separators(table, separator)
    else:
        refuse(table, _where(cells, _is_set), SEVERAL)
    sets = cells.map(lambda cell: _parts(cell, separator) if multilabel else [_name(cell)])
    refuse(table, sets.map(lambda labels: None in labels), "a label that is neither text nor a number")
    owner = np.repeat(np.arange(len(sets)), sets.map(len))  # the row that each label is of
    found = pd.Series([label for labels in sets for label in labels], dtype=object)
    names = names or sorted(found.unique(), key=by_size)
    numbers = _numbers(found, names, table, owner)
    if not multilabel:
        return numbers, names
    if len(names) > MOST_LABELS:
        raise CorpusError(f"{len(names)} labels; a text can carry sets of at most {MOST_LABELS}")
    labels = np.zeros(len(table), np.int64)
    np.bitwise_or.at(labels, owner, 1 << numbers)
    return labels, names


def by_size(name: str) -> tuple:
    """What to sort names by: numbers by size, and before words."""
    number = as_number(name)
    return (1, 0.0, name) if number is None else (0, number, name)


def as_number(name: str) -> float | None:
    """The number that a name is, such as -1 or 2.5; None where it is a word."""
    try:
        number = float(name)
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in name else None


def _where(cells: pd.Series, test) -> pd.Series:
    return cells.map(lambda cell: bool(test(cell))).astype(bool)


def _missing(cells: pd.Series, multilabel: bool) -> pd.Series:
    """Cells [n] without a label; a set of labels may be empty."""
    return _where(
        cells,
        lambda cell: cell is None or (np.isscalar(cell) and pd.isna(cell)) or (not multilabel and not str(cell).strip()),
    )


def _is_set(cell) -> bool:
    return isinstance(cell, (list, tuple, set, np.ndarray)) or (isinstance(cell, str) and _listed(cell) is not None)


def _listed(cell: str) -> list | None:
    """The labels of a list that is written out, as Python or JSON has it; None where it is none."""
    if not LIST.fullmatch(cell):
        return None
    try:
        return json.loads(cell)
    except ValueError:  # single quotes, or a set
        pass
    try:
        return list(ast.literal_eval(cell.strip()))
    except (ValueError, SyntaxError):
        return None


def _refuse_other_separators(table: pd.DataFrame, separator: str | None) -> None:
    """Raise CorpusError at the first cell of text whose labels seem to have something else between them."""
    for number, cell in enumerate(table["label"]):
        if not isinstance(cell, str) or _listed(cell) is not None:
            continue
        if cell.lstrip().startswith("["):
            here = place(table.iloc[number])
            raise CorpusError(f'{here}: label {cell!r} looks like a list, but is none: as JSON it is ["one", "another"]')
        if sign := next((sign for sign in SEPARATORS if separator is None and sign in cell), None):
            raise CorpusError(
                f"{place(table.iloc[number])}: {cell!r} has {sign!r} among labels, which have white space between them: "
                f"--separator {sign!r}, or separator: {sign!r} in a config"
            )


def _parts(cell, separator: str | None) -> list[str | None]:
    """The labels in a cell."""
    if not isinstance(cell, str):
        return [_name(label) for label in cell] if _is_set(cell) else [_name(cell)]
    if (labels := _listed(cell)) is not None:
        return [_name(label) for label in labels]
    return [part.strip() for part in cell.split(separator) if part.strip()]


def _name(cell) -> str | None:
    """A label as text: whole numbers as such, though a column with gaps has them as floats; None for what is no label."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, (bool, np.bool_)):
        return str(bool(cell)).lower()
    if isinstance(cell, Real) and not isinstance(cell, Integral):
        return str(int(cell)) if float(cell).is_integer() else str(float(cell))
    return str(cell) if isinstance(cell, (Integral, Decimal, date)) else None


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
