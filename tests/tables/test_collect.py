"""One table from single records: every row is named, told of its task, and holds its record."""

import pandas as pd
import pytest

from rnn_geometry.files import write_json
from rnn_geometry.tables.collect import collect
from rnn_geometry.tables.registry import ABOUT_A_TASK, ROWS, TABLES

TASKS = pd.DataFrame(
    {
        "task": ["b", "a"],
        "source": ["bbc", "synthetic"],
        "family": ["planar", "categorical"],
        "shape": ["ordered", "simplex"],
        "classes": [5, 3],
        "expected_dimension": [2, 2],
    }
)
RUNS = [["a", "gru", "0.1", "0"], ["a", "gru", "0.1", "1"], ["b", "lstm", "1e-05", "0"]]


@pytest.fixture
def records(tmp_path):
    """Three JSON records, one of them with a number that is not known."""
    paths = [tmp_path / f"{i}.json" for i in range(3)]
    for path, x in zip(paths, (0.5, float("nan"), 0.25), strict=True):
        write_json(path, {"x": x, "y": 7})
    return paths


def test_a_record_is_one_row_with_the_names_of_its_network_as_they_are_spelt(records):
    table = collect(RUNS, records, TASKS, ABOUT_A_TASK)
    assert list(table) == ["task", "family", "shape", "classes", "expected_dimension", "cell", "l2", "seed", "x", "y"]
    assert table[["task", "cell", "l2", "seed"]].values.tolist() == RUNS
    assert table["family"].tolist() == ["categorical", "categorical", "planar"]
    assert table["x"].fillna(-1).tolist() == [0.5, -1, 0.25]
    assert table["y"].dtype == int


def test_a_record_of_many_rows_repeats_the_names(tmp_path):
    for name, steps in (("first", [0, 1, 4]), ("second", [0]), ("third", [])):
        pd.DataFrame({"step": pd.Series(steps, dtype=int)}).to_csv(tmp_path / f"{name}.csv", index=False)
    files = [tmp_path / f"{name}.csv" for name in ("first", "second", "third")]
    table = collect(RUNS, files, TASKS, ABOUT_A_TASK)
    assert table[["seed", "step"]].values.tolist() == [["0", 0], ["0", 1], ["0", 4], ["1", 0]]


def test_a_table_of_tasks_is_in_the_order_asked_for(records):
    table = collect([["a"], ["b"]], records[:2], TASKS, ("source", *ABOUT_A_TASK))
    assert list(table) == ["task", "source", "family", "shape", "classes", "expected_dimension", "x", "y"]
    assert table["source"].tolist() == ["synthetic", "bbc"]


def test_a_record_that_names_what_the_table_does_is_refused(tmp_path):
    write_json(tmp_path / "record.json", {"classes": 4})
    with pytest.raises(ValueError, match="classes"):
        collect([["a"]], [tmp_path / "record.json"], TASKS, ABOUT_A_TASK)


def test_every_table_has_a_name_of_its_own_and_a_record():
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert all(table.record.endswith((".json", ".csv")) for table in TABLES)
    assert set(ROWS) == {"run", "task", "pair", "checkpoint"}
