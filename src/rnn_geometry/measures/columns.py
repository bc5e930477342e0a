"""A table of one run as CSV, such as `deflections.csv`, without the weight of pandas."""

import csv
from pathlib import Path

import numpy as np

from rnn_geometry.files import complete_or_absent


def write_columns(path: str | Path, columns: dict[str, np.ndarray]) -> None:
    """Write a table of columns, numbers with six digits; what is not measured (NaN) is left empty."""
    rows = zip(*(np.asarray(column).tolist() for column in columns.values()), strict=True)
    with complete_or_absent(path) as partial, open(partial, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value):
    if not isinstance(value, float):
        return value
    return "" if np.isnan(value) else f"{value:.6g}"
