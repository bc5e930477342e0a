"""One file of texts: the same table from every format, and for every kind of damage one error with the file and the place."""

import bz2
import csv
import gzip
import json
import lzma

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.tables import read_table

TEXT = {"text": "text"}
COLUMNS = TEXT | {"label": "label"}
ROWS = [("A match, won", "sport"), ('She said "no"\nand left', "NA"), ("Zürich\t😀 ", "7")]
CSV = 'id,text,label\n1,"A match, won",sport\n2,"She said ""no""\nand left",NA\n3,Zürich\t😀 ,7\n'
TSV = 'id\ttext\tlabel\n1\tA match, won\tsport\n2\t"She said ""no""\nand left"\tNA\n3\t"Zürich\t😀 "\t7\n'
JSONL = "".join(json.dumps({"label": label, "text": text, "id": 1}) + "\n" for text, label in ROWS)
PACK = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize(("kind", "content"), [("csv", CSV), ("tsv", TSV), ("jsonl", JSONL), ("csv", "\ufeff" + CSV)])
def test_every_format_plain_or_packed_gives_the_same_rows_as_they_stand(tmp_path, kind, content, packing):
    path = tmp_path / f"texts.v1.{kind}{packing}"
    path.write_bytes(PACK[packing](content.encode()))
    table = read_table(path, COLUMNS)
    assert list(zip(table["text"], table["label"], strict=True)) == ROWS
    assert table["row"].tolist() == [1, 2, 3]
    assert set(table["source"]) == {str(path)}


@pytest.mark.parametrize("name", ["T.CSV", "t.Csv", "t.csv.GZ", "T.JSONL", "t.TSV.Bz2"])
def test_endings_may_be_in_capitals(tmp_path, name):
    kind, _, packing = name.lower().partition(".")[2].partition(".")
    content = {"csv": CSV, "tsv": TSV, "jsonl": JSONL}[kind].encode()
    (tmp_path / name).write_bytes(PACK[f".{packing}" if packing else ""](content))
    assert read_table(tmp_path / name, COLUMNS)["label"].tolist() == [label for _, label in ROWS]


def test_parquet_keeps_its_lists_and_numbers(tmp_path):
    path = tmp_path / "texts.parquet"
    pd.DataFrame({"labels": [[0, 2], []], "text": ["a", "b"], "stars": [4, 5]}).to_parquet(path)
    table = read_table(path, {"text": "text", "labels": "labels", "stars": "stars"})
    assert [list(labels) for labels in table["labels"]] == [[0, 2], []]
    assert table["stars"].tolist() == [4, 5]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), min_size=1, max_size=5))
def test_whatever_pandas_writes_is_read_back(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("written")
    for name, separator in (("t.csv", ","), ("t.tsv", "\t")):
        pd.DataFrame({"text": texts, "label": "x"}).to_csv(folder / name, index=False, sep=separator, quoting=csv.QUOTE_ALL)
        assert read_table(folder / name, TEXT)["text"].tolist() == texts


@given(st.lists(st.sampled_from(["", " ", "\t", '{"text": "a"}', '{"text": "b"}'])))
def test_blank_lines_of_jsonl_are_no_rows_wherever_they_stand(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("blank") / "t.jsonl"
    path.write_text("\n".join(['{"text": "first"}', *lines, ""]))
    assert read_table(path, TEXT)["text"].tolist() == ["first", *(json.loads(line)["text"] for line in lines if line.strip())]


def test_line_ends_of_another_system_are_no_part_of_a_text(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"text,label\r\na b,x\r\nc d,y\r\n")
    assert read_table(tmp_path / "t.csv", COLUMNS)["label"].tolist() == ["x", "y"]


def test_quotes_can_be_letters_like_any_other(tmp_path):
    path = tmp_path / "texts.tsv"
    path.write_text('text\tlabel\n"so it goes\ta\nb"\tb\n')
    assert read_table(path, TEXT, quotes=False)["text"].tolist() == ['"so it goes', 'b"']


GOOD = b"text,label\na b,x\nc d,y\n"
HALF_GZIP = gzip.compress(GOOD * 1000, mtime=0)[:60]
BROKEN = [
    ("t.csv", GOOD, {"text": "body"}, r"t\.csv, line 1: no column 'body'; there are: text, label$"),
    ("t.csv", GOOD + b"e,f,g\n", TEXT, r"t\.csv, line 4: 3 fields, where the header has 2$"),
    (
        "t.csv",
        GOOD + b'"e f,x\n',
        TEXT,
        r"t\.csv, line 4: a quote that opens a cell here is never closed; .*quotes: false",
    ),
    ("t.csv", b"", TEXT, r"t\.csv: empty$"),
    ("t.csv", b"text,label\n", TEXT, r"t\.csv: no row of data in it$"),
    (
        "t.csv",
        GOOD + b"caf\xe9,x\n",
        TEXT,
        r"t\.csv, line 4: not UTF-8 \(byte 0xe9\); .*iconv -f WINDOWS-1252 -t UTF-8 .*t\.csv > t-utf8\.csv$",
    ),
    ("t.csv", GOOD + b"a\0b,x\n", TEXT, r"t\.csv, line 4: a NUL byte; a text file has none$"),
    ("t.csv", GOOD + b"a" * 1_000_001, TEXT, r"t\.csv, line 4: longer than 1,000,000 characters; is a line break missing\?$"),
    ("t.csv.gz", GOOD, TEXT, r"t\.csv\.gz, after line 0: cannot be read on \(Not a gzipped file .*; fetch the file again$"),
    ("t.csv.gz", HALF_GZIP, TEXT, r"t\.csv\.gz, after line \d+: cannot be read on \(Compressed file ended before"),
    ("t.csv.bz2", bz2.compress(GOOD)[:-9], TEXT, r"t\.csv\.bz2, after line \d+: cannot be read on"),
    ("t.csv.xz", lzma.compress(GOOD)[:-9], TEXT, r"t\.csv\.xz, after line \d+: cannot be read on"),
    ("t.csv.xz", b"no archive", TEXT, r"t\.csv\.xz, after line 0: cannot be read on \(Input format not supported"),
    ("t.jsonl", b'{"text": "a"}\n{"text": \n', TEXT, r"t\.jsonl, line 2: not JSON \(Expecting value\)$"),
    ("t.jsonl", b'{"text": "a"}\n["a"]\n', TEXT, r"t\.jsonl, line 2: not a JSON object with the keys text$"),
    ("t.jsonl", b'{"text": "a"}\n{"body": "a"}\n', TEXT, r"t\.jsonl, line 2: no column 'text'; there are: body$"),
    (
        "t.jsonl",
        b'{"text": "a\\ud800"}\n',
        TEXT,
        r"t\.jsonl, line 1: half of a surrogate pair, \\ud800, which",
    ),
    ("t.jsonl", b'{"text": "a", "text": "b"}\n', TEXT, r"t\.jsonl, line 1: 2 columns are called 'text'; rename"),
    ("t.jsonl", b"[" * 100_000 + b"\n", TEXT, r"t\.jsonl, line 1: not JSON"),
    ("t.jsonl", b"1" * 5_000 + b"\n", TEXT, r"t\.jsonl, line 1: not JSON"),
    ("t.jsonl", b"\n \n", TEXT, r"t\.jsonl: no row of data in it$"),
    ("t.csv", b"text,text,label\na,b,x\n", TEXT, r"t\.csv, line 1: 2 columns are called 'text'; rename"),
    ("t.parquet", b"PAR1", TEXT, r"t\.parquet: cannot be read \(.*\); fetch the file again$"),
    ("t.txt", GOOD, TEXT, r"t\.txt: not one of \.csv, \.tsv, \.jsonl, \.parquet \(or compressed: \.gz, \.bz2, \.xz\)$"),
]


@pytest.mark.parametrize(("name", "content", "columns", "message"), BROKEN)
def test_a_broken_file_is_refused_with_its_place(tmp_path, name, content, columns, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CorpusError, match=message) as caught:
        read_table(tmp_path / name, columns)
    assert "\n" not in str(caught.value)


def test_a_parquet_file_without_the_column_is_told_what_it_has(tmp_path):
    pd.DataFrame({"text": ["a"], "stars": [4]}).to_parquet(tmp_path / "t.parquet")
    with pytest.raises(CorpusError, match=r"t\.parquet: no column 'label'; there are: text, stars$"):
        read_table(tmp_path / "t.parquet", COLUMNS)


def test_a_flipped_byte_in_an_archive_is_noticed(tmp_path):
    raw = bytearray(gzip.compress(GOOD * 100, mtime=0))
    raw[-6] ^= 1  # in the checksum
    (tmp_path / "t.csv.gz").write_bytes(raw)
    with pytest.raises(CorpusError, match=r"t\.csv\.gz, after line 300: cannot be read on \(CRC check failed"):
        read_table(tmp_path / "t.csv.gz", TEXT)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"gone\.csv, after line 0: cannot be read on \(\[Errno 2\]"):
        read_table(tmp_path / "gone.csv", TEXT)
