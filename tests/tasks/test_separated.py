"""CSV and TSV: every row of a file is a row of the table, or the file is refused; none vanishes into another."""

import csv
import io

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.separated import read_separated

MANY = settings(max_examples=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
COLUMNS = ["text", "label"]
WORDS = st.lists(st.sampled_from(["good", "film", "she said", "it's", "so, well", "7"]), min_size=1, max_size=5).map(" ".join)
# A text with quotes that are letters: one or two, before, in or after a word, as tweets, SMS and reviews have them.
LONE = st.tuples(WORDS, st.sampled_from(['"{}', '{}"', '"{}" {}', '{} "{}', '{} "{}"', '"{}"', "{}"])).map(
    lambda pair: pair[1].format(pair[0], pair[0])
)
LABELS = st.sampled_from(["ham", "spam"])
ANY = st.text("ab,\t\n\" 7'", min_size=1, max_size=20)
KNOWN = [("a word", "ham"), ("another", "spam")]  # rows that nothing is wrong with


@pytest.fixture
def read(tmp_path):
    def read(content: str, separator="\t", quotes=True) -> list[tuple]:
        path = tmp_path / "texts.tsv"
        path.write_text(content, newline="")
        return read_separated(path, str(path), COLUMNS, quotes, separator)

    return read


def lines_of(rows, separator: str, order: list[int]) -> str:
    """Rows as somebody writes them who knows of no quoting; order: of the columns."""
    return "".join(separator.join(row[place] for place in order) + "\n" for row in [COLUMNS, *rows])


def read_or_refuse(read, content: str) -> tuple[list[tuple] | None, str]:
    try:
        return read(content), ""
    except CorpusError as error:
        return None, str(error)


@MANY
@given(st.lists(st.tuples(LONE, LABELS), max_size=12), st.permutations([0, 1]))
def test_where_quotes_are_letters_each_row_stays_one_or_the_file_is_refused_with_the_way_out(read, rows, order):
    rows = KNOWN + rows
    content = lines_of(rows, "\t", order)
    assert read(content, quotes=False) == rows
    found, refusal = read_or_refuse(read, content)
    if found is None:
        assert "--no-quotes" in refusal
        assert ", line " in refusal
        return
    assert [label for _, label in found] == [label for _, label in rows]
    assert [text for text, _ in found] == [text[1:-1] if text[0] == text[-1] == '"' else text for text, _ in rows]


@MANY
@given(
    st.lists(st.tuples(ANY, LABELS), min_size=1, max_size=8),
    st.sampled_from(",\t"),
)
def test_what_is_quoted_as_it_should_be_comes_back_whatever_is_in_it(read, rows, separator):
    # A file of texts whose lines look like rows says that they are rows.
    lines = [line.split(separator) for text, _ in rows for line in text.split("\n")]
    assume(not any(len(parts) == 2 and all(map(str.strip, parts)) for parts in lines))
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\n").writerows([COLUMNS, *rows])
    assert read(file.getvalue(), separator) == rows


@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("known", [KNOWN, []])
def test_a_quote_that_swallows_rows_is_told_by_its_line(read, separator, known):
    rows = [*known, ('"three four', "ham"), ("five", "spam"), ('six"', "spam")]
    with pytest.raises(
        CorpusError, match=rf"line {2 + len(known)}: a quote opens a cell that holds 2 lines .*'spam'.*--no-quotes"
    ):
        read(lines_of(rows, separator, [1, 0]), separator)


@pytest.mark.parametrize(
    "text", ["Dear sir,\nwe thank you,\nham", "roses, red\nviolets, blue\n", "one\n\ntwo, ham", "a\nb,c\nd,e"]
)
def test_letters_and_poems_of_several_lines_are_texts(read, text):
    rows = [*KNOWN, (text, "ham")]
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *rows])
    assert read(file.getvalue(), ",") == rows


def test_a_line_that_looks_like_a_row_in_one_of_many_texts_of_several_lines_is_a_line(read):
    rows = [*KNOWN, *[("Dear sir,\nthank you", "ham")] * 9, ("food,good\nservice,ham\nbye", "spam")]
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *rows])
    assert read(file.getvalue(), ",") == rows


def test_a_file_all_of_whose_rows_swallow_the_next_is_refused(read):
    for order in ([0, 1], [1, 0]):
        rows = [('"one', "a"), ('two"', "b")] * 12
        found, refusal = read_or_refuse(read, lines_of(rows, "\t", order))
        assert found is None
        assert "a quote opens a cell" in refusal


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            'text\tlabel\n"a" b\tham\n',
            r"line 2: a quote opens a cell, and text follows the one that closes it \(line 2\); .*--no-quotes",
        ),
        ('text\tlabel\n"a\tham\nb\tspam\n', r"line 2: a quote that opens a cell here is never closed; .*--no-quotes"),
        ("text\tlabel\na\tham\tspam\n", r"line 2: 3 fields, where the header has 2$"),
        ("text\tlabel\tlabel\na\tham\tspam\n", r"line 1: 2 columns are called 'label'; rename"),
        ("", r"empty$"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(read, content, message):
    with pytest.raises(CorpusError, match=message):
        read(content)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_system_and_blank_ones_are_no_rows(read, end):
    assert read(end.join(["text\tlabel", "a b\tham", "", "c\tspam", "", ""])) == [("a b", "ham"), ("c", "spam")]


def test_a_row_too_short_lacks_what_it_lacks(read):
    assert read("text\tlabel\na b\nc\tham\n") == [("a b", None), ("c", "ham")]
