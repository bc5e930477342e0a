"""Labels as files write them: names or numbers, one a text or several, and none of them misread."""

import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.tasks.labels import drop_unlabelled, number_labels
from rnn_geometry.tasks.lines import CorpusError

NAMES = ["no", "maybe", "yes"]


def table_of(cells):
    return pd.DataFrame({"label": pd.Series(cells, dtype=object), "source": "t.csv", "row": range(1, len(cells) + 1)})


def numbered(cells, names=None, multilabel=False, separator=None):
    labels, found = number_labels(table_of(cells), names, multilabel, separator)
    return labels.tolist(), found


@pytest.mark.parametrize("cells", [["2", "0", " 2"], [2, 0, 2], ["yes", "no", "yes"], np.array([2, 0, 2])])
def test_a_label_is_a_number_from_0_or_one_of_the_names(cells):
    assert numbered(cells, NAMES) == ([2, 0, 2], NAMES)


def test_without_names_they_are_those_that_occur_numbers_by_size_and_before_words():
    assert numbered(["10", "b", "9", "b"]) == ([1, 2, 0, 2], ["9", "10", "b"])


def test_stars_from_1_to_5_are_names_when_the_names_say_so():
    assert numbered([1, 5, 3], ["1", "2", "3", "4", "5"])[0] == [0, 4, 2]


@pytest.mark.parametrize(
    "cells", [["2 0", "1", "", "2"], [[2, 0], [1], [], [2]], [["yes", "no"], ["maybe"], [], ["yes"]], ["2 0 2", "1", " ", "2"]]
)
def test_several_labels_are_a_list_or_have_spaces_between_and_become_a_binary_number(cells):
    assert numbered(cells, NAMES, multilabel=True) == ([0b101, 0b010, 0, 0b100], NAMES)


@given(st.lists(st.sets(st.integers(0, 61)), min_size=1, max_size=20))
def test_bit_i_is_on_where_label_i_is(sets):
    labels, _ = numbered([" ".join(map(str, numbers)) for numbers in sets], [f"name {i}" for i in range(62)], multilabel=True)
    assert [{i for i in range(62) if label >> i & 1} for label in labels] == sets


@pytest.mark.parametrize(
    ("cells", "multilabel", "message"),
    [
        (["0", "3"], False, r"^t\.csv, row 2: label '3' is out of range: 0 to 2$"),
        (["0", "1", -1], False, r"^t\.csv, row 3: label -1 is out of range: 0 to 2$"),
        (["0", "1.5", "1"], False, r"^t\.csv, row 2: label '1\.5' is out of range: 0 to 2$"),
        (["yes", "nope"], False, r"^t\.csv, row 2: label 'nope' is none of: no, maybe, yes$"),
        (["0", "1 9"], True, r"^t\.csv, row 2: label '1 9' is out of range: 0 to 2$"),
        (["0", ""], False, r"^t\.csv, row 2: an empty label: mend it, or leave out such rows with --drop-unlabelled"),
        (["0", None], True, r"^t\.csv, row 2: an empty label"),
        ([float("nan")], False, r"^t\.csv, row 1: an empty label"),
    ],
)
def test_a_label_that_is_none_is_named_by_its_row(cells, multilabel, message):
    with pytest.raises(CorpusError, match=message):
        numbered(cells, NAMES, multilabel)


def test_more_labels_than_a_number_has_bits_are_refused():
    with pytest.raises(CorpusError, match=r"^63 labels; .* at most 62$"):
        numbered([" ".join(map(str, range(63)))], multilabel=True)


# How numbers are written: -1, 2.50, 1e3, 007; and the forms that files have for the same ones.
NUMBERS = st.one_of(
    st.integers(-50, 50).map(str),
    st.decimals(-50, 50, places=2).map(str),
    st.integers(0, 99).map("{:03}".format),
    st.floats(-1e3, 1e3).map("{:.2e}".format),
)


@given(st.lists(NUMBERS, min_size=1, unique=True), st.lists(st.sampled_from(["nan", "inf", "a", "B", "1_0", "-", "1/2"])))
def test_names_are_in_order_of_size_however_numbers_are_written_and_words_come_after(numbers, words):
    names = numbered([*words, *numbers])[1]
    sizes = [Decimal(name) for name in names[: len(numbers)]]
    assert sizes == sorted(sizes)
    assert names[len(numbers) :] == sorted(set(words))


@given(st.lists(st.none() | st.integers(-9, 9), min_size=1))
def test_whole_numbers_in_a_column_with_gaps_are_the_names_that_they_are_without(cells):
    kept, dropped = drop_unlabelled(table_of(pd.Series(cells, dtype="Float64").astype(float).tolist()), False)
    known = [cell for cell in cells if cell is not None]
    assert dropped == ({"no label": len(cells) - len(known)} if len(known) < len(cells) else {})
    assert number_labels(kept, None, False)[1] == [str(number) for number in sorted(set(known))]


@pytest.mark.parametrize(("cells", "names"), [([True, False], ["false", "true"]), ([0.5, 2.0], ["0.5", "2"])])
def test_truth_values_and_fractions_have_names(cells, names):
    assert numbered(cells)[1] == names


@pytest.mark.parametrize("cell", [{"a": 1}, b"x", [["a"]]])
def test_what_is_neither_text_nor_number_is_no_label(cell):
    with pytest.raises(CorpusError, match=r"row 2: (a label that is neither text nor a number|the label is a list)"):
        numbered(["a", cell])


LABELS = st.sampled_from(["action", "comedy", "it's", "drama_1", "none", "7"])
WAYS = {  # to write a set of labels in a cell
    "json": json.dumps,
    "python": repr,
    "list": list,
    "array": np.array,
    "spaces": " ".join,
    **{sign: sign.join for sign in "|,;/"},
    "comma and space": ", ".join,
}


@pytest.mark.parametrize("way", WAYS)
@given(sets=st.lists(st.lists(LABELS, min_size=1, unique=True), min_size=1))
def test_a_set_of_labels_is_read_from_every_way_to_write_it(way, sets):
    separator = {"spaces": None, "comma and space": ","}.get(way, way if len(way) == 1 else None)
    found, names = numbered([WAYS[way](labels) for labels in sets], None, True, separator)
    assert [{name for i, name in enumerate(names) if label >> i & 1} for label in found] == [set(labels) for labels in sets]


@pytest.mark.parametrize("sign", ",;|")
@given(sets=st.lists(st.lists(LABELS, min_size=1, unique=True), min_size=1).filter(lambda sets: max(map(len, sets)) > 1))
def test_a_separator_that_was_not_named_is_refused_and_named(sign, sets):
    with pytest.raises(CorpusError, match=rf"t\.csv, row \d+: .* has '\{sign}' among labels, .*: --separator '\{sign}'"):
        numbered([sign.join(labels) for labels in sets], None, True)


@pytest.mark.parametrize("way", ["json", "python", "list", "array"])
@given(labels=st.lists(LABELS, min_size=1, unique=True))
def test_a_list_where_one_label_is_expected_asks_for_several(way, labels):
    with pytest.raises(CorpusError, match=r"t\.csv, row 2: the label is a list; texts with several labels need --multilabel"):
        numbered(["action", WAYS[way](labels)])


@pytest.mark.parametrize("cell", ["['a' 'b']", "[a, b]", "['a', ]b", "[007]"])
def test_what_only_looks_like_a_list_is_refused(cell):
    with pytest.raises(CorpusError, match=r"row 1: label .* looks like a list, but is none"):
        numbered([cell], None, True)


def test_a_set_may_be_empty_in_every_way():
    assert numbered(["[]", [], "", "a"], None, True) == ([0, 0, 0, 1], ["a"])
