"""Tables of a run: read back as they were written, whatever is in a word."""

import csv

import numpy as np

from rnn_geometry.measures.columns import write_columns


def test_a_table_is_read_back_with_six_digits_and_without_what_is_not_known(tmp_path):
    columns = {"word": np.array(["the", 'a "b"', "c, d"]), "count": np.array([7, 8, 9]), "size": np.array([np.nan, 0.5, 1 / 3])}
    write_columns(tmp_path / "table.csv", columns)
    with open(tmp_path / "table.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [tuple(row.values()) for row in rows] == [("the", "7", ""), ('a "b"', "8", "0.5"), ("c, d", "9", "0.333333")]
