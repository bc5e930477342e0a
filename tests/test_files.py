"""Artefacts: complete or absent, read back as they were written, and damage is named."""

import json
import math
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rnn_geometry import files
from rnn_geometry.files import (
    DamagedArtefact,
    complete_or_absent,
    read_arrays,
    read_json,
    read_metadata,
    read_table,
    write_arrays,
    write_json,
    write_table,
)

NUMBERS = st.sampled_from([np.float32, np.float64, np.int32, np.int64, np.bool_])
ARRAYS = NUMBERS.flatmap(lambda kind: arrays(kind, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_infinity=False)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3))


def test_a_finished_block_leaves_only_its_target(tmp_path):
    target = tmp_path / "new" / "folder" / "table.csv.gz"
    with complete_or_absent(target) as partial:
        partial.write_text("whole")
        assert partial.parent == target.parent  # a move within one file system is atomic
        assert partial.suffix == target.suffix  # writers choose the compression by it
        assert not target.exists()
    assert target.read_text() == "whole"
    assert list(target.parent.iterdir()) == [target]


def write_half(target, error):
    with complete_or_absent(target) as partial:
        partial.write_text("half of it")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_failed_block_leaves_nothing(tmp_path, error):
    with pytest.raises(error):
        write_half(tmp_path / "table.csv", error)
    assert list(tmp_path.iterdir()) == []


def test_a_failed_block_leaves_the_older_target_as_it_was(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("older")
    with pytest.raises(ValueError, match="halfway"):
        write_half(target, ValueError("halfway"))
    assert target.read_text() == "older"
    assert list(tmp_path.iterdir()) == [target]


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.text("abc.", min_size=1), ARRAYS, min_size=1, max_size=3),
    st.dictionaries(st.text("abc", min_size=1), JSON),
)
def test_arrays_and_metadata_come_back_as_they_were_written(tmp_path_factory, named, metadata):
    path = tmp_path_factory.getbasetemp() / "arrays.safetensors"
    write_arrays(path, named, metadata)
    found = read_arrays(path)
    assert found.keys() == named.keys()
    for name, array in named.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array, strict=True)
    assert read_metadata(path) == metadata


def read_all(path):
    return {name: array.tolist() for name, array in read_arrays(path).items()}, read_metadata(path)


def test_no_flipped_byte_anywhere_in_a_file_goes_unnoticed(tmp_path):
    path = tmp_path / "states.safetensors"
    write_arrays(path, {"states": np.arange(6.0), "text": np.arange(3)}, {"architecture": {"cell": "gru"}, "run": "a"})
    whole, content = path.read_bytes(), read_all(path)
    for place in range(len(whole)):
        for mask in (0x01, 0x10, 0xFF):
            damaged = bytearray(whole)
            damaged[place] ^= mask
            path.write_bytes(damaged)
            with suppress(DamagedArtefact):
                assert read_all(path) == content, place  # such as one kind of white space for another in the header


@given(st.binary(max_size=300))
@settings(max_examples=1000)
def test_a_file_of_anything_else_is_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "anything.safetensors"
    path.write_bytes(content)
    with pytest.raises(DamagedArtefact, match=r"anything\.safetensors: "):
        read_arrays(path)


def test_a_file_of_an_older_format_or_of_none_is_refused(tmp_path, monkeypatch):
    from safetensors.numpy import save_file

    path = tmp_path / "states.safetensors"
    save_file({"states": np.ones(2)}, path, {"run": '"a"'})
    with pytest.raises(DamagedArtefact, match=r"states\.safetensors: of an older format than 1, which this version reads;"):
        read_arrays(path)
    monkeypatch.setattr(files, "FORMAT", 0)
    write_arrays(path, {"states": np.ones(2)})
    monkeypatch.undo()
    for read in (read_arrays, read_metadata):
        with pytest.raises(DamagedArtefact, match=r"states\.safetensors: of format 0; this version reads 1; delete it"):
            read(path)


def test_equal_content_gives_equal_bytes_in_every_process_and_order(tmp_path):
    program = "import sys, numpy; from rnn_geometry.files import write_arrays; names = sys.argv[2:]; "
    program += "write_arrays(sys.argv[1], {n: numpy.ones(3) for n in names}, {n: n for n in names})"
    contents = set()
    for number, names in enumerate(["abcdefgh", "hgfedcba", "abcdefgh"]):
        path = tmp_path / f"{number}.safetensors"
        environment = os.environ | {"PYTHONHASHSEED": str(number)}
        subprocess.run([sys.executable, "-c", program, str(path), *names], check=True, env=environment)
        contents.add(path.read_bytes())
    assert len(contents) == 1


def test_what_a_killed_job_left_is_removed_by_the_next_one_that_writes_there(tmp_path):
    for name in (".table.csv.123.partial.csv", ".other.csv.123.partial.csv"):
        (tmp_path / name).write_text("half")
    write_table(tmp_path / "table.csv", pd.DataFrame({"a": [1]}))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.csv.123.partial.csv", "table.csv"]


def test_a_full_disk_is_reported_with_the_file_that_did_not_fit(tmp_path):
    def write():
        with complete_or_absent(tmp_path / "table.csv"), open("/dev/full", "w") as full:
            full.write("more than nothing")

    with pytest.raises(OSError, match=r"No space left on device: '.*/table\.csv'"):
        write()


def test_a_transposed_array_keeps_its_values(tmp_path):
    array = np.arange(6.0).reshape(2, 3).T[:, ::-1]
    write_arrays(tmp_path / "arrays.safetensors", {"a": array})
    np.testing.assert_array_equal(read_arrays(tmp_path / "arrays.safetensors")["a"], array)


def test_only_the_arrays_named_are_read(tmp_path):
    write_arrays(tmp_path / "arrays.safetensors", {name: np.zeros(2) for name in "abc"})
    assert list(read_arrays(tmp_path / "arrays.safetensors", ["c", "a"])) == ["c", "a"]


@pytest.mark.parametrize("read", [read_arrays, read_metadata])
@pytest.mark.parametrize("kept", [0, 5, 40, -1])
def test_a_truncated_file_is_named(tmp_path, read, kept):
    path = tmp_path / "states.safetensors"
    write_arrays(path, {"states": np.ones((4, 4))})
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match=r"states\.safetensors: not a readable safetensors file .* delete it and run again"):
        read(path)


def test_a_missing_array_is_named_with_its_file(tmp_path):
    write_arrays(tmp_path / "states.safetensors", {"states": np.ones(2)})
    with pytest.raises(ValueError, match=r"states\.safetensors: .*logits"):
        read_arrays(tmp_path / "states.safetensors", ["logits"])


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=5), VALUES))
def test_a_record_comes_back_with_null_for_what_was_not_measured(tmp_path_factory, record):
    path = tmp_path_factory.getbasetemp() / "record.json"
    write_json(path, record)
    missing = {key for key, value in record.items() if isinstance(value, float) and math.isnan(value)}
    assert read_json(path) == {key: None if key in missing else value for key, value in record.items()}


def test_a_record_is_standard_json_ending_in_a_newline(tmp_path):
    write_json(tmp_path / "record.json", {"accuracy": math.nan, "classes": 3})
    text = (tmp_path / "record.json").read_text()
    assert json.loads(text, parse_constant=pytest.fail) == {"accuracy": None, "classes": 3}
    assert text.endswith("}\n")


@pytest.mark.parametrize("content", [b"", b'{"accuracy": 0.', b"\xff\xfe", b"accuracy: 1"])
def test_a_record_that_is_none_is_named(tmp_path, content):
    (tmp_path / "record.json").write_bytes(content)
    with pytest.raises(DamagedArtefact, match=r"record\.json: not a readable record \(.*\); delete it and run again"):
        read_json(tmp_path / "record.json")


@pytest.mark.parametrize("value", [math.inf, -math.inf, [math.nan]])
def test_an_infinite_number_is_an_error_and_leaves_no_record(tmp_path, value):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "record.json", {"loss": value})
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_written_without_its_index_and_reads_back(tmp_path):
    table = pd.DataFrame({"task": ["a, b", "c"], "accuracy": [0.1 + 0.2, 1 / 3]}, index=[7, 8])
    write_table(tmp_path / "table.csv", table)
    assert (tmp_path / "table.csv").read_bytes().startswith(b"task,accuracy\n")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "table.csv"), table.reset_index(drop=True))


ODD_NAMES = [
    "0",
    "1",
    "5",
    "1.0",
    "007",
    "1e5",
    "true",
    "False",
    "null",
    "nan",
    "NA",
    "None",
    "-1",
    "inf",
    "2020-01-01",
    "a, b",
    'a"b',
]


@given(st.lists(st.sampled_from(ODD_NAMES) | st.text(st.characters(exclude_categories=["C"]), min_size=1), min_size=1))
def test_names_in_a_table_come_back_as_they_were_whatever_they_look_like(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("table") / "table.csv"
    columns = ["task", "cell", "class", "word", "kind", "cell_a", "cell_b", "study"]
    write_table(path, pd.DataFrame(dict.fromkeys(columns, names) | {"count": 7, "size": 0.5, "missing": np.nan}))
    found = read_table(path)
    for column in columns:
        assert found[column].tolist() == names
    assert found["count"].tolist() == [7] * len(names)
    assert (found["size"] == 0.5).all()
    assert found["missing"].isna().all()


def test_a_name_that_is_not_known_is_no_name_and_other_columns_can_be_told_to_be_text(tmp_path):
    write_table(tmp_path / "t.csv", pd.DataFrame({"class": ["1", ""], "l2": ["1e-05", "0.1"]}))
    assert read_table(tmp_path / "t.csv")["class"].isna().tolist() == [False, True]
    assert read_table(tmp_path / "t.csv")["l2"].tolist() == [1e-5, 0.1]
    assert read_table(tmp_path / "t.csv", l2=str)["l2"].tolist() == ["1e-05", "0.1"]


def test_every_table_is_read_by_the_one_function_that_knows_names():
    root = Path(__file__).parents[1]
    files = [path for folder in ("src", "workflow") for path in (root / folder).rglob("*.py")]
    # What Snakemake writes of costs has no names.
    assert {path.name for path in files if "pd.read_csv(" in path.read_text()} == {"files.py", "origins.py"}
