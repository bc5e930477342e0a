"""One file of texts (CSV, TSV, JSONL or Parquet, plain or compressed) to a table with the columns asked for.

A file is read whole or not at all: whatever is wrong with it ends in one CorpusError that names the file and the line (of
the file, the header is line 1) or the row (of the data, the header not counted).
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet

from rnn_geometry.tasks.lines import OPENERS, CorpusError, read_lines
from rnn_geometry.tasks.separated import place_of, read_separated

HALF_PAIR = re.compile(r"\\ud[89a-f][0-9a-f]{2}")  # as repr() shows what UTF-8 cannot write


def place(row: pd.Series) -> str:
    """Where a text stands: its file, and its row there unless the file is the text (row 0)."""
    return f"{row['source']}, row {row['row']}" if row["row"] else row["source"]


def refuse(table: pd.DataFrame, wrong: pd.Series, reason: str) -> None:
    """Raise CorpusError at the first row of a table (columns source, row) that is wrong."""
    if wrong.any():
        raise CorpusError(f"{place(table[wrong.to_numpy(bool)].iloc[0])}: {reason}")


def read_table(path: str | Path, columns: Mapping[str, str], quotes: bool = True, name: str | None = None) -> pd.DataFrame:
    """Columns of one file as they stand there (text, or in JSONL and Parquet whatever these hold), and two more: source
    (`name`, or else the path) and row (from 1).

    columns: by what the table calls them, what the file does; the last one holds labels. quotes: whether a CSV or TSV file
    puts cells in double quotes. Raises CorpusError.
    """
    path, name = Path(path), name or str(path)
    kind = _kind_of(path)
    if kind not in READERS:
        raise CorpusError(f"{name}: not one of {', '.join(READERS)} (or compressed: {', '.join(OPENERS)})")
    rows = READERS[kind](path, name, list(columns.values()), quotes)
    if not rows:
        raise CorpusError(f"{name}: no row of data in it")
    table = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return table.assign(source=name, row=range(1, len(table) + 1))


def label_names(path: str | Path, column: str) -> list[str] | None:
    """The names of the labels 0, 1, ... in a column of a Parquet file, where `datasets` has written them into it."""
    if _kind_of(Path(path)) != ".parquet":
        return None
    try:
        about = json.loads((pyarrow.parquet.read_schema(path).metadata or {}).get(b"huggingface", b"{}"))
        feature = about["info"]["features"][column]
        inner = feature[0] if isinstance(feature, list) else feature.get("feature", feature)
        return list(inner["names"])
    except (KeyError, TypeError, AttributeError, ValueError, IndexError):  # of another kind, or by another hand
        return None


def _kind_of(path: Path) -> str:
    return next((suffix for suffix in map(str.lower, reversed(path.suffixes)) if suffix not in OPENERS), "")


def _read_csv(path: Path, name: str, columns: Sequence[str], quotes: bool) -> list[tuple]:
    return read_separated(path, name, columns, quotes, ",")


def _read_tsv(path: Path, name: str, columns: Sequence[str], quotes: bool) -> list[tuple]:
    return read_separated(path, name, columns, quotes, "\t")


def _read_jsonl(path: Path, name: str, columns: Sequence[str], quotes: bool) -> list[tuple]:
    rows = []
    for number, line in enumerate(read_lines(path, name), 1):
        if not line.strip():
            continue
        at = f"{name}, line {number}"
        try:
            pairs = json.loads(line, object_pairs_hook=_Pairs)
        except (ValueError, RecursionError) as error:
            raise CorpusError(f"{at}: not JSON ({getattr(error, 'msg', error)})") from error
        if not isinstance(pairs, _Pairs):
            raise CorpusError(f"{at}: not a JSON object with the keys {', '.join(columns)}")
        keys = [key for key, _ in pairs]
        rows.append(tuple(_plain(pairs[place_of(column, keys, at)][1]) for column in columns))
        if "\\ud" in line.lower() and (half := HALF_PAIR.search(str(rows[-1]))):
            raise CorpusError(f"{at}: half of a surrogate pair, {half[0]}, which is no letter")
    return rows


class _Pairs(list):
    """The keys and values of a JSON object, so that a key that stands there twice is seen."""


def _plain(value):
    return dict(value) if isinstance(value, _Pairs) else value


def _read_parquet(path: Path, name: str, columns: Sequence[str], quotes: bool) -> list[tuple]:
    try:
        found = pyarrow.parquet.read_schema(path).names
        for column in columns:
            place_of(column, found, name)
        table = pyarrow.parquet.read_table(path, columns=list(columns))
        table.validate(full=True)  # finds invalid UTF-8
        # Not by way of pandas: it would take a column for the index that it was once, and integers with gaps for floats.
        return list(zip(*(table[column].to_pylist() for column in columns), strict=True))
    except (pyarrow.ArrowException, OSError) as error:
        raise CorpusError(f"{name}: cannot be read ({' '.join(str(error).split())}); fetch the file again") from error


READERS = {".csv": _read_csv, ".tsv": _read_tsv, ".jsonl": _read_jsonl, ".parquet": _read_parquet}
