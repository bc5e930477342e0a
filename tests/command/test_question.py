"""What the command makes of a file of texts: the study it asks for, or the mistake that it tells."""

import copy
import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from snakemake.utils import update_config

from rnn_geometry.command.__main__ import make_parser
from rnn_geometry.command.question import NAME, BadQuestion, Question, read_texts
from rnn_geometry.study import Study

ROOT = Path(__file__).parents[2]
DEFAULT = yaml.safe_load((ROOT / "config.yaml").read_text())
TICKETS = ROOT / "docs/example/tickets.csv"


def ask(*arguments) -> Question:
    options = vars(make_parser().parse_args(["analyse", *map(str, arguments)]))
    return Question(**{name: value for name, value in options.items() if name not in ("command", "cores", "out")})


@pytest.fixture
def write(tmp_path):
    """Write a CSV file with so many texts of each label; its path."""

    def write_texts(counts: dict) -> Path:
        rows = [f"some words of {label} {i},{label}" for label, count in counts.items() for i in range(count)]
        (tmp_path / "texts.csv").write_text("\n".join(["text,label", *rows]) + "\n")
        return tmp_path / "texts.csv"

    return write_texts


def overlay(*arguments) -> dict:
    return read_texts(ask(*arguments)).overlay


def refused(*arguments) -> str:
    with pytest.raises(BadQuestion) as caught:
        read_texts(ask(*arguments))
    return str(caught.value)


ORDERED = ["--ordered", "--classes", "billing", "delivery", "technical"]


@pytest.mark.parametrize("options", [[], ORDERED, ["--seeds", 3, "--cell", "lstm", "--epochs", 7, "--l2", "0.01"]])
def test_the_study_is_a_sound_one_and_touches_nothing_of_the_default_one(options):
    found = overlay(TICKETS, "--text", "message", "--label", "topic", *options)
    config = copy.deepcopy(DEFAULT)
    update_config(config, yaml.safe_load(yaml.safe_dump(found)))
    assert {run.task for run in Study.from_config(config).runs} == {NAME}
    assert all(NAME not in DEFAULT[kind] for kind in ("tasks", "corpora", "recipes"))
    assert found["tasks"][NAME]["classes"] == ["billing", "delivery", "technical"]
    assert found["corpora"][NAME]["train"] == [str(TICKETS)]


def test_the_options_are_in_the_study(write):
    path = write({"a": 40, "b": 40})
    found = overlay(
        path, "--ordered", "--classes", "b", "a", "--seeds", 3, "--cell", "lstm", "--units", 8, "--epochs", 7, "--l2", 0.01
    )
    assert found["study"]["runs"] == [{"tasks": [NAME], "cells": ["lstm"], "seeds": [0, 1, 2]}]
    assert found["cells"] == {"lstm": {"type": "lstm", "hidden_size": 8}}
    assert (found["tasks"][NAME]["family"], found["recipes"][NAME]["epochs"]) == ("ordered", 7)
    assert found["recipes"][NAME]["l2"] == 0.01


def test_classes_are_all_that_have_texts_enough_numbers_by_size(write):
    path = write({10: 12, 2: 12, 1: 12, 7: 9})
    assert overlay(path)["tasks"][NAME]["classes"] == ["1", "2", "10"]
    assert "Left out: 7." in read_texts(ask(path)).description
    assert overlay(path, "--classes", 10, 1)["tasks"][NAME]["classes"] == ["10", "1"]


def test_texts_without_a_word_are_left_out_and_counted(write):
    path = write({"a": 20, "b": 20})
    path.write_text(path.read_text() + ",a\n!?,b\n")
    assert read_texts(ask(path)).description.startswith("40 texts of texts.csv: a 20, b 20.")
    assert "42 rows read, 40 used; left out: 1 empty, 1 without a word." in read_texts(ask(path)).description


def test_columns_that_semicolons_part_are_told(tmp_path):
    (tmp_path / "texts.csv").write_text("text;label\n" + "words;a\nwords;b\n" * 20)
    assert "it looks as if semicolons part its columns" in refused(tmp_path / "texts.csv")


def test_of_many_classes_the_most_frequent_ten_are_taken_in_the_file_s_order(write):
    found = overlay(write({f"c{i:02}": 10 + i for i in range(14)}))
    assert found["tasks"][NAME]["classes"] == [f"c{i:02}" for i in range(4, 14)]


def test_labels_in_one_cell_are_told_apart_and_texts_with_none_are_kept(write):
    path = write({"a": 20, "b": 20, "a b": 20, "c": 3})
    task = overlay(path, "--multilabel")["tasks"][NAME]
    assert (task["family"], task["labels"], task["unlabelled"]) == ("multilabel", ["a", "b"], "keep")


def test_a_small_file_is_read_more_often_than_a_large_one(write):
    small, large = (overlay(write({"a": count, "b": count}))["recipes"][NAME] for count in (40, 4000))
    assert small["epochs"] > large["epochs"]
    assert small["batch_size"] < large["batch_size"]


def test_a_cell_of_the_user_s_own_is_named_by_its_absolute_path(monkeypatch):
    monkeypatch.chdir(ROOT)
    found = overlay(
        "docs/example/tickets.csv", "--text", "message", "--label", "topic", "--cell", "docs/example/leaky.py:Leaky"
    )
    assert found["cells"] == {"own-Leaky": {"import": f"{ROOT}/docs/example/leaky.py:Leaky", "hidden_size": 64}}
    assert found["study"]["runs"][0]["cells"] == ["own-Leaky"]


def test_a_file_that_is_not_there_is_told_with_those_that_are(write):
    path = write({"a": 20, "b": 20})
    assert refused(path.with_name("text.csv")) == f"there is no file '{path.with_name('text.csv')}'; there is {path}"


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        (
            {"a": 20, "b": 20},
            ["--text", "words"],
            "no column 'words'; there are: text, label; name them with --text",
        ),
        ({"a": 20, "b": 20}, ["--label", "text"], "--text and --label are both 'text'"),
        ({"a": 20, "b": 20}, ["--classes", "a", "z"], "no text has the class 'z'; there are: a (20), b (20)"),
        ({"a": 20, "b": 3}, ["--classes", "a", "b"], "class 'b' has 3 texts, but needs 10; there are: a (20), b (3)"),
        ({"a": 20, "b": 3}, [], "two classes with 10 texts or more would be needed; there are: a (20), b (3)"),
        ({"a": 20, "b": 20}, ["--classes", "a"], "--classes names one class, 'a'; there must be two"),
        ({f"t{i}": 1 for i in range(30)}, [], "is 'label' the column of labels?"),
        ({"a": 20, "": 1, "b": 20}, [], "row 21: an empty label: mend it, or leave out such rows with --drop-unlabelled"),
        (
            {"b": 20, "a": 20},
            ["--ordered"],
            "order of the classes is not known; say it with --classes, such as --classes a b",
        ),
        ({"a": 20, "b": 20}, ["--separator", "/"], "--separator is of labels that a text has several of"),
        (
            {"a|b": 20, "b": 20},
            ["--multilabel"],
            "'a|b' has '|' among labels, which have white space between them: --sep",
        ),
        ({"a": 20, "b": 20}, ["--cell", "rnn"], "--cell: 'rnn' is none of gru, lstm, ugrnn, vanilla, nor FILE.py:CLASS"),
        ({"a": 20, "b": 20}, ["--cell", "none.py:X"], "none.py' cannot be read (No such file or directory)"),
    ],
)
def test_what_is_wrong_is_told_with_what_there_is(write, counts, options, message):
    assert message in refused(write(counts), *options)


def test_units_that_are_no_more_than_the_dimensions_expected_are_refused(write):
    path = write(dict.fromkeys("abcdef", 20))
    assert refused(path, "--units", 5).startswith(
        "--units: 5 is too small for 6 classes, whose networks are expected to span 5"
    )
    overlay(path, "--units", 6)
    overlay(path, "--units", 5, "--classes", "a", "b", "c", "d", "e")
    overlay(path, "--units", 5, "--ordered", "--classes", *"abcdef")


def test_a_path_that_snakemake_would_read_otherwise_is_refused(write):
    path = write({"a": 20, "b": 20})
    assert "has braces or angle brackets in it" in refused(path.rename(path.with_name("{task}.csv")))


def test_numbers_are_in_order_of_size_without_being_told(write):
    for names in (["-1", "0", "1"], ["1.0", "2.0", "10.0"], ["-10", "-2.5", "3", "1e2"]):
        path = write(dict.fromkeys(sorted(names, reverse=True), 12))
        assert overlay(path, "--ordered")["tasks"][NAME]["classes"] == names


ROWS = st.tuples(st.sampled_from(["good film", "bad", "", " ", "?!", "the end"]), st.sampled_from(["a", "b", "c", "", " "]))


@given(st.lists(ROWS, max_size=20))
def test_rows_read_are_rows_used_and_rows_left_out(tmp_path_factory, rows):
    rows = [("words", "a")] * 10 + rows + [("words", "b")] * 10
    path = tmp_path_factory.mktemp("rows") / "t.jsonl"
    path.write_text("".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows))
    read = read_texts(ask(path, "--drop-unlabelled"))
    (line,) = [line for line in read.description.splitlines() if " rows read, " in line]
    total, used, *out = map(int, re.findall(r"\d+", line))
    assert total == len(rows) == used + sum(out)
    chosen = read.overlay["tasks"][NAME]["classes"]
    assert used == sum(label.strip() in chosen and any(map(str.isalnum, text)) for text, label in rows)


def test_texts_in_scripts_without_spaces_are_read_in_pieces_unless_told_otherwise(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("text,label\n" + "教练今天我们进球教练,体育\n银行利润股票市场银行,财经\n" * 12, encoding="utf-8")
    read = read_texts(ask(path))
    assert read.overlay["tasks"][NAME]["vocabulary"] == "pieces"
    assert "no spaces between words, so they are read in word pieces (or else: --vocabulary words)." in read.description
    assert "A text is read up to piece" in read.description
    asked = read_texts(ask(path, "--vocabulary", "words"))
    assert asked.overlay["tasks"][NAME]["vocabulary"] == "words"
    assert "A text is read up to word 1;" in asked.description
    assert overlay(TICKETS, "--text", "message", "--label", "topic")["tasks"][NAME]["vocabulary"] == "words"


def test_quotes_can_be_letters(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("text\tlabel\n" + '"one\ta\ntwo"\tb\n' * 12)
    assert "--no-quotes" in refused(path)
    read = read_texts(ask(path, "--no-quotes"))
    assert read.description.startswith("24 texts of t.tsv: a 12, b 12.")
    assert read.overlay["corpora"][NAME]["quotes"] is False


CELLS = st.one_of(
    st.sampled_from(["a", "b", "a|b", "['a']", "[]", "1", "1.0", "none", "", " ", "=A()", "@a|b", "教练", "a\u0301"]),
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats() | st.lists(st.sampled_from(["a", "b", 1, None]), max_size=2),
    st.text(max_size=5),
)
OPTIONS = st.lists(
    st.sampled_from(["--ordered", "--multilabel", "--drop-unlabelled", "--no-quotes", "--vocabulary=pieces", "--separator=|"]),
    unique=True,
    max_size=3,
).filter(lambda options: not {"--ordered", "--multilabel"} <= set(options))


@settings(max_examples=500)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), OPTIONS, st.sampled_from(["csv", "tsv", "jsonl"]), st.integers(0, 12))
def test_whatever_a_file_holds_it_is_read_with_all_its_rows_or_refused(tmp_path_factory, rows, options, kind, copies):
    rows = [("some words", "a"), ("other words", "b")] * copies + rows
    path = tmp_path_factory.mktemp("any") / f"t.{kind}"
    if kind == "jsonl":
        content = "".join(json.dumps({"text": text, "label": label}) + "\n" for text, label in rows)
    else:
        content = "".join(f"{text}{',' if kind == 'csv' else chr(9)}{label}\n" for text, label in [("text", "label"), *rows])
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with suppress(BadQuestion):  # and no other error
        told = read_texts(ask(path, *options)).description
        total, *parts = map(int, re.findall(r"\d+", next(line for line in told.splitlines() if " rows read, " in line)))
        assert total == sum(parts)
        assert total == len(rows) or kind != "jsonl"
