"""Files that others had trouble with, where they lie beside the checkout (or in CASES_DIR): what the command makes of each."""

import os
from pathlib import Path

import pytest
import yaml

from rnn_geometry.command.__main__ import make_parser
from rnn_geometry.command.question import NAME, BadQuestion, Question, read_texts
from rnn_geometry.study import ConfigError, Study

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("CASES_DIR", ROOT.parent / "shared/cases"))

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"NOT TESTED: no cases at {FOLDER}; name them with CASES_DIR")

SETS = ["action", "comedy", "drama"]
READ = [  # a call, and the classes that it must find, with so many rows
    ("labels-zero-one.csv", ["0", "1"], 40),
    ("names-star.csv", ["1", "2", "3"], 60),
    ("labels-bool.jsonl", ["false", "true"], 28),
    ("label-int.parquet", ["0", "1"], 28),
    ("quotes-open.tsv --no-quotes", ["ham", "spam"], 60),
    ("hindi.csv", ["खेल", "पैसा", "फ़िल्म"], 60),
    ("french-nfd.csv", ["deux", "un"], 40),
    ("chinese.csv", ["体育", "财经"], 60),
    ("labels-minus-one.csv --ordered", ["-1", "0", "1"], 42),
    ("labels-floats.csv --ordered", ["1.0", "2.0", "10.0"], 42),
    ("multilabel-pipes.csv --multilabel --separator |", SETS, 60),
    ("multilabel-repr.csv --multilabel", SETS, 36),
    ("labels-lists.jsonl --multilabel", SETS, 60),
    ("multilabel-none.jsonl --multilabel", ["joy", "none"], 56),
    ("column-source.csv --text headline --label source", ["money", "sport"], 28),
    ("column-split.csv --label split", ["money", "sport"], 28),
    ("label-index.parquet", ["money", "sport"], 28),
    ("UPPER.CSV", ["money", "sport"], 28),
    ("utf16.csv", ["money", "sport"], 28),
    ("blank-at-end.jsonl", ["money", "sport"], 28),
    ("tweets-bar.csv", ["money", "sport"], 31),
]
REFUSED = [
    ("quotes-smallest.tsv", "line 3: a quote opens a cell that holds 2 lines which look like rows themselves"),
    ("quotes-open.tsv", "line 11: a quote opens a cell that holds 12 lines which look like rows themselves"),
    ("names-yesno.csv --ordered", "say it with --classes, such as --classes no on yes"),
    ("multilabel-pipes.csv --multilabel", "--separator '|'"),
    ("labels-lists.jsonl", "texts with several labels need --multilabel"),
    ("columns-twice.csv", "line 1: 2 columns are called 'label'"),
]


def read(call: str):
    name, *options = call.split()
    found = vars(make_parser().parse_args(["analyse", str(FOLDER / name), *options]))
    return read_texts(Question(**{key: value for key, value in found.items() if key not in ("command", "cores", "out")}))


@pytest.mark.parametrize(("call", "classes", "rows"), READ)
def test_a_file_is_read_with_all_its_rows_and_the_names_that_stand_there(call, classes, rows):
    found = read(call)
    task = found.overlay["tasks"][NAME]
    assert task.get("classes", task.get("labels")) == classes
    assert f"{rows} rows read, {rows} used." in found.description
    assert task["vocabulary"] == ("pieces" if "chinese" in call else "words")


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_cannot_be_read_is_refused_with_the_way_out(call, message):
    with pytest.raises(BadQuestion) as caught:
        read(call)
    assert message in str(caught.value)


def test_class_names_that_yaml_takes_for_truth_values_are_told():
    config = yaml.safe_load((ROOT / "config.yaml").read_text()) | yaml.safe_load((FOLDER / "yesno.yaml").read_text())
    with pytest.raises(ConfigError, match=r"tasks\.yn\.classes\[0\]: YAML reads yes, no, .* put the label in quotes"):
        Study.from_config(config)
