"""CSV and TSV, read so that no row vanishes into another: where a quote may be no more than a letter, the file is refused."""

import csv
import re
from collections.abc import Sequence
from pathlib import Path

from rnn_geometry.tasks.lines import LONGEST, CorpusError, read_lines

LINE_END = re.compile(r"\r\n?|\n")
SHARE = 0.25  # of the rows of several lines: a poem may have a line that looks like a row, but few texts have
WAY_OUT = "; where quotes are letters like any other: --no-quotes, or quotes: false in a config"


def read_separated(path: Path, name: str, columns: Sequence[str], quotes: bool, separator: str) -> list[tuple]:
    """The cells of the named columns, the last of them the labels, row by row; None where a row is too short to have one.

    Lines without anything on them are no rows. quotes: whether cells are put in double quotes. Raises CorpusError, too,
    where a quoted cell holds lines that are rows themselves: fields as many as the header's, with a label that other rows have.
    """
    csv.field_size_limit(LONGEST)
    quoting = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    records = csv.reader(read_lines(path, name, newline=""), delimiter=separator, quoting=quoting, strict=True)
    header: list[str] = []
    rows, long, ended = [], [], 0
    try:
        for record in records:
            began, ended = ended + 1, records.line_num
            if not header:
                header = record
                places = [place_of(column, header, f"{name}, line {ended}") for column in columns] if header else []
            elif record:
                _require_fields(record, header, f"{name}, line {began}")
                rows.append(tuple(record[place] if place < len(record) else None for place in places))
                if ended > began:
                    long.append((began, record))
    except csv.Error as error:
        raise CorpusError(f"{name}, line {ended + 1}: {_explain(str(error), records.line_num)}") from error
    if not header:
        raise CorpusError(f"{name}: empty")
    _refuse_rows_in_cells(name, rows, long, separator, (len(header), places))
    return rows


def place_of(column: str, header: Sequence[str], place: str) -> int:
    """Where a column stands. Raises CorpusError where it does not, or where two have that name."""
    if column not in header:
        raise CorpusError(f"{place}: no column {column!r}; there are: {', '.join(map(str, header))}")
    if (count := list(header).count(column)) > 1:
        raise CorpusError(f"{place}: {count} columns are called {column!r}; rename all but the one that is meant")
    return list(header).index(column)


def _require_fields(record: list[str], header: list[str], place: str) -> None:
    if len(record) > len(header):
        raise CorpusError(f"{place}: {len(record)} fields, where the header has {len(header)}")


def _explain(error: str, line: int) -> str:
    if "unexpected end" in error:
        return f"a quote that opens a cell here is never closed{WAY_OUT}"
    if "field larger" in error:
        return f"a cell of more than {LONGEST:,} characters begins{WAY_OUT}"
    return f"a quote opens a cell, and text follows the one that closes it (line {line}){WAY_OUT}"


def _refuse_rows_in_cells(name: str, rows: list[tuple], long: list[tuple], separator: str, form: tuple[int, list[int]]) -> None:
    """Raise CorpusError at the first of the `long` rows (line, record), those of several lines, that has swallowed others.

    form: how many fields a row has, and where those asked for stand, the label last. Lines inside a text look like rows by
    chance: so their labels must be those of other rows, or few, and SHARE of the long rows must have such lines.
    """
    found = [_labels_inside(record, separator, *form) for _, record in long]
    every = [label for labels in found for label in labels]
    labels = {row[-1] for row in rows} | (set(every) if 2 * len(set(every)) <= len(every) else set()) if every else set()
    swallowed = [[label for label in inside if label in labels] for inside in found]
    if not any(swallowed) or sum(map(bool, swallowed)) < SHARE * len(long):
        return
    (line, _), inside = next(pair for pair in zip(long, swallowed, strict=True) if pair[1])
    raise CorpusError(
        f"{name}, line {line}: a quote opens a cell that holds {len(inside)} lines which look like rows themselves (such as "
        f"one of {inside[0]!r}){WAY_OUT}; where the cell is meant so, write JSONL or Parquet"
    )


def _labels_inside(record: list[str], separator: str, fields: int, places: list[int]) -> list[str]:
    """The labels of those lines of a row that look like rows, but for the line with its own: as many fields as a row has,
    something in those that are asked for, and no space about the label, as there is in prose."""
    lines = LINE_END.split(separator.join(record))
    del lines[len(LINE_END.findall(separator.join(record[: places[-1]])))]
    parts = [line.split(separator) for line in lines]
    looking = [row for row in parts if len(row) == fields and all(row[place].strip() for place in places)]
    return [label for label in (row[places[-1]] for row in looking) if label == label.strip()]
