"""One file of texts (CSV, TSV, JSONL or Parquet, plain or compressed) to a table with the columns asked for.

A file is read whole or not at all: whatever is wrong with it ends in one CorpusError that names the file and the line (of
the file, the header is line 1) or the row (of the data, the header not counted).
"""

import bz2
import csv
import gzip
import json
import lzma
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet

OPENERS = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
HALF_PAIR = re.compile(r"\\ud[89a-f][0-9a-f]{2}")  # as repr() shows what UTF-8 cannot write
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError)
FORMULA = re.compile(r"\s*(=\s*[A-Za-z_][\w.]*\(|@[A-Z][A-Z.]*\(|[=+@-][\w.+*/-]+\|)")  # =HYPERLINK(, @SUM(, =cmd|
LONGEST = 1_000_000  # bytes of a line, characters of a text: beyond this a file is broken, not long


class CorpusError(ValueError):
    """A corpus that cannot be had or read; the message names it and says what would be right."""


def place(row: pd.Series) -> str:
    """Where a text stands: its file, and its row there unless the file is the text (row 0)."""
    return f"{row['source']}, row {row['row']}" if row["row"] else row["source"]


def refuse(table: pd.DataFrame, wrong: pd.Series, reason: str) -> None:
    """Raise CorpusError at the first row of a table (columns source, row) that is wrong."""
    if wrong.any():
        raise CorpusError(f"{place(table[wrong.to_numpy(bool)].iloc[0])}: {reason}")


def read_table(path: str | Path, columns: list[str], quotes: bool = True, name: str | None = None) -> pd.DataFrame:
    """The named columns of one file as they stand there (text, or in JSONL and Parquet numbers and lists), and two more:
    source (`name`, or else the path) and row (from 1).

    quotes: whether a CSV or TSV file puts fields in double quotes. Raises CorpusError.
    """
    path, name = Path(path), name or str(path)
    kind = next((suffix for suffix in reversed(path.suffixes) if suffix not in OPENERS), "")
    if kind not in READERS:
        raise CorpusError(f"{name}: not one of {', '.join(READERS)} (or compressed: {', '.join(OPENERS)})")
    table = READERS[kind](path, name, columns, quotes)[columns]
    if table.empty:
        raise CorpusError(f"{name}: no row of data in it")
    table = table.assign(source=name, row=range(1, len(table) + 1))
    for column in columns if kind in (".csv", ".tsv") else ():
        wrong = table[column].map(lambda cell: isinstance(cell, str) and FORMULA.match(cell) is not None)
        refuse(
            table,
            wrong.astype(bool),
            f"{column!r} is a formula, which a spreadsheet would run; put a word before it",
        )
    return table


def read_lines(path: Path, name: str) -> Iterator[str]:
    """The lines of a text file, each checked: valid UTF-8, no NUL, of a bearable length, the archive around them whole."""
    number = 0
    try:
        with OPENERS.get(path.suffix, open)(path, "rb") as file:
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise CorpusError(f"{name}, line {number}: longer than {LONGEST:,} bytes; is a line break missing?")
                if b"\0" in line:
                    raise CorpusError(f"{name}, line {number}: a NUL byte; a text file has none")
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise CorpusError(f"{name}, line {number}: not UTF-8 (byte 0x{byte:02x}); convert the file to UTF-8") from error
    except BROKEN as error:
        raise CorpusError(f"{name}, after line {number}: cannot be read on ({error}); fetch the file again") from error


def _read_separated(path: Path, name: str, columns: list[str], quotes: bool, separator: str) -> pd.DataFrame:
    for _ in read_lines(path, name):
        pass
    quoting = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    try:
        # Without a header of its own the parser neither takes a column as an index nor lets a longer row pass.
        options = {"header": None, "dtype": str, "keep_default_na": False, "skip_blank_lines": False, "quoting": quoting}
        table = pd.read_csv(path, sep=separator, encoding="utf-8", **options)
    except pd.errors.EmptyDataError as error:
        raise CorpusError(f"{name}: empty") from error
    except pd.errors.ParserError as error:
        reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        hint = "; where quotes are no more than letters, set quotes: false" if "inside string" in reason else ""
        raise CorpusError(f"{name}: {reason}{hint}") from error
    header = table.iloc[0].tolist()
    _require(columns, header, f"{name}, line 1")
    return table.iloc[1:, [header.index(column) for column in columns]].set_axis(columns, axis="columns")


def _read_csv(path: Path, name: str, columns: list[str], quotes: bool) -> pd.DataFrame:
    return _read_separated(path, name, columns, quotes, ",")


def _read_tsv(path: Path, name: str, columns: list[str], quotes: bool) -> pd.DataFrame:
    return _read_separated(path, name, columns, quotes, "\t")


def _read_jsonl(path: Path, name: str, columns: list[str], quotes: bool) -> pd.DataFrame:
    rows = []
    for number, line in enumerate(read_lines(path, name), 1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise CorpusError(f"{name}, line {number}: not JSON ({error.msg})") from error
        if not isinstance(record, dict):
            raise CorpusError(f"{name}, line {number}: not a JSON object with the keys {', '.join(columns)}")
        _require(columns, list(record), f"{name}, line {number}")
        rows.append([record[column] for column in columns])
        if "\\ud" in line.lower() and (half := HALF_PAIR.search(str(rows[-1]))):
            raise CorpusError(f"{name}, line {number}: half of a surrogate pair, {half[0]}, which is no letter")
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _read_parquet(path: Path, name: str, columns: list[str], quotes: bool) -> pd.DataFrame:
    try:
        _require(columns, pyarrow.parquet.read_schema(path).names, name)
        table = pyarrow.parquet.read_table(path, columns=columns)
        table.validate(full=True)  # finds invalid UTF-8
        return table.to_pandas()
    except (pyarrow.ArrowException, OSError) as error:
        raise CorpusError(f"{name}: cannot be read ({' '.join(str(error).split())}); fetch the file again") from error


def _require(columns: list[str], found: list[str], place: str) -> None:
    for column in columns:
        if column not in found:
            raise CorpusError(f"{place}: no column {column!r}; there are: {', '.join(map(str, found))}")


READERS = {".csv": _read_csv, ".tsv": _read_tsv, ".jsonl": _read_jsonl, ".parquet": _read_parquet}
