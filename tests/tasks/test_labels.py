"""Labels as files write them: names or numbers, one a text or several, and none of them misread."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.tasks.labels import number_labels
from rnn_geometry.tasks.tables import CorpusError

NAMES = ["no", "maybe", "yes"]


def numbered(cells, names=None, multilabel=False):
    table = pd.DataFrame({"label": pd.Series(cells, dtype=object), "source": "t.csv", "row": range(1, len(cells) + 1)})
    labels, found = number_labels(table, names, multilabel)
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
        (["0", ""], False, r"^t\.csv, row 2: an empty label: mend it or drop the row$"),
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
