"""What a figure is given: the contents of its files, of its tables, and the names of its networks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.engine.stability import as_arrays
from rnn_geometry.figures.given import Given, read_network
from rnn_geometry.files import write_arrays, write_json

RUNS = [["planar", "gru", "0.1", "0"], ["planar", "lstm", "0.1", "3"]]


@dataclass
class Wanted:
    """What some figure takes of a network."""

    states: np.ndarray
    index: np.ndarray
    r2: float


@pytest.fixture
def given(tmp_path):
    """Two networks with states of 0 and of 1, one stable and one unstable fixed point, and a record."""
    files = {"states": [], "modes_arrays": [], "effects": []}
    for number in range(2):
        for kind in files:
            files[kind].append(tmp_path / f"{kind}-{number}")
        write_arrays(files["states"][-1], {"states": np.full((3, 2), number), "text": np.arange(3)})
        write_arrays(files["modes_arrays"][-1], as_arrays(np.full((1, 2), 0.5), np.array([[0.5, 0.4], [1.5, 0.4]])))
        write_json(files["effects"][-1], {"r2": number / 2})
    write_json(tmp_path / "task.json", {"classes": ["x", "y"]})
    return Given("planar", RUNS, files, tmp_path / "task.json")


def test_every_network_holds_what_its_own_files_do(given):
    assert [network["states"][0, 0] for network in given.networks] == [0, 1]
    assert [network["r2"] for network in given.networks] == [0, 0.5]
    assert [network["index"].tolist() for network in given.networks] == [[0, 1], [0, 1]]
    assert given.task["classes"] == ["x", "y"]


def test_a_figure_takes_of_each_network_what_the_fields_of_its_class_name(given):
    first, second = given.each(Wanted)
    assert (first.r2, second.r2) == (0, 0.5)
    assert vars(second).keys() == {"states", "index", "r2"}


@pytest.mark.parametrize(
    ("runs", "titles"),
    [
        (RUNS, [("gru", ""), ("lstm", "")]),
        ([*RUNS, ["planar", "gru", "0.2", "0"]], [("gru", "0.1"), ("lstm", "0.1"), ("gru", "0.2")]),
        ([], []),
    ],
)
def test_a_title_has_the_penalty_only_where_a_cell_has_several(runs, titles):
    assert Given("planar", runs).titles == titles


def test_effects_come_with_their_words_and_skeletons_with_their_points(tmp_path):
    write_arrays(tmp_path / "effects_arrays", {"arrows": np.zeros(2)}, {"words": ["a"], "kinds": ["evidence"]})
    bones = {"states": np.ones((2, 3)), "index": np.zeros(2), "labels": np.zeros(2), "edges": np.zeros((0, 2))}
    write_arrays(tmp_path / "skeleton_arrays", bones | {"paths": np.zeros((0, 4, 3)), "logits": np.zeros(2)})
    write_arrays(tmp_path / "states", {"states": np.zeros((5, 3))})
    found = read_network({kind: tmp_path / kind for kind in ("effects_arrays", "states", "skeleton_arrays")})
    assert (found["words"], found["kinds"]) == (["a"], ["evidence"])
    assert (found["states"].shape, found["points"].shape) == ((5, 3), (2, 3))
    assert "logits" not in found


def test_words_that_look_like_missing_values_are_words(tmp_path):
    pd.DataFrame({"word": ["null", "nan"], "size": [1.0, np.nan]}).to_csv(tmp_path / "deflections.csv", index=False)
    table = read_network({"deflections": tmp_path / "deflections.csv"})["deflections"]
    assert table["word"].tolist() == ["null", "nan"]
    assert table["size"].isna().tolist() == [False, True]


@pytest.fixture
def tables(tmp_path):
    """A table of three networks, and one of two tasks, which knows better what family each is of."""
    rows = [["planar", "gru", 0.1, 0, "x", 1], ["planar", "gru", 0.1, 1, "x", 2], ["planar", "lstm", 0.1, 3, "x", 3]]
    runs = pd.DataFrame(rows, columns=["task", "cell", "l2", "seed", "family", "value"])
    runs.to_csv(tmp_path / "metrics.csv", index=False)
    about = {"task": ["other", "planar"], "family": ["categorical", "ordered"], "words": [4, 7]}
    pd.DataFrame(about).to_csv(tmp_path / "word_counts.csv", index=False)
    return {name: tmp_path / f"{name}.csv" for name in ("metrics", "word_counts")}


def test_the_rows_of_a_table_are_those_of_the_networks_shown(tables):
    assert Given("", RUNS, tables=tables).rows("metrics")["value"].tolist() == [1, 3]


def test_columns_of_a_table_of_tasks_take_the_place_of_those_of_the_same_name(tables):
    rows = Given("", RUNS, tables=tables).rows("metrics", of_tasks="word_counts")
    assert rows[["family", "words", "value"]].values.tolist() == [["ordered", 7, 1], ["ordered", 7, 3]]
