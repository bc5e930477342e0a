"""Corpora: from a source (the hub, files, a wheel of the package index) to one checked table of texts and numbered labels."""

import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet

from rnn_geometry.files import DamagedArtefact, complete_or_absent
from rnn_geometry.tasks.hub import read_hub
from rnn_geometry.tasks.labels import drop_unlabelled, number_labels
from rnn_geometry.tasks.lines import LONGEST, CorpusError, read_lines
from rnn_geometry.tasks.tables import label_names, read_table, refuse
from rnn_geometry.tasks.wheels import read_wheel

COLUMNS = ["text", "label", "split", "source", "row"]


@dataclass(frozen=True)
class Corpus:
    """Labelled texts.

    table: columns text; label, int64: the number of its name, or if multilabel the set of its labels as a binary number,
    label i its bit i; split: train or test, or empty where the corpus has no split of its own; source and row: where the
    text stands. names: of the labels. dropped: how many rows were left out, by reason; with those kept, all that were read.
    """

    table: pd.DataFrame
    names: list[str]
    multilabel: bool
    dropped: dict[str, int]


def read_corpus(name: str, options: dict, corpora_dir: str | None = None) -> Corpus:
    """The corpus of this name from its source; options: as in the config, defaults filled in.

    corpora_dir: a folder with `{name}/{train,test}.csv.gz`, read in the place of the hub. Raises CorpusError.
    """
    try:
        table, names = _read(name, options, corpora_dir)
        if isinstance(options["label_names"], str):
            names = read_names(options["label_names"])
        elif options["label_names"]:
            names = _agreed(options["label_names"], names)
        table = table[COLUMNS].reset_index(drop=True)
        table, dropped = clean_texts(table, options["clean"], drop_empty=options["empty_texts"] == "drop")
        if options["empty_labels"] == "drop":
            table, unlabelled = drop_unlabelled(table, options["multilabel"])
            dropped |= unlabelled
        labels, names = number_labels(table, names, options["multilabel"], options["separator"])
    except CorpusError as error:
        raise CorpusError(f"corpus {name}: {error}") from error
    return Corpus(table.assign(label=labels), names, options["multilabel"], dropped)


def _read(name: str, options: dict, corpora_dir: str | None) -> tuple[pd.DataFrame, list[str] | None]:
    if options["source"] == "wheel":
        return read_wheel(options), None
    if options["source"] == "files":
        return read_files(options)
    return read_folder(Path(corpora_dir) / name, options["multilabel"]) if corpora_dir else read_hub(options)


def read_files(options: dict) -> tuple[pd.DataFrame, list[str] | None]:
    """The texts of files, and the names of labels 0, 1, ... where the first of them tells them.

    options: train and test (paths; without test there is no split), text and label (columns), quotes.
    """
    columns = {"text": options["text"], "label": options["label"]}
    tables = []
    for split in ("train", "test"):
        for path in options[split]:
            tables.append(read_table(path, columns, options["quotes"]).assign(split=split if options["test"] else ""))
    return pd.concat(tables, ignore_index=True), label_names(options["train"][0], options["label"])


def read_folder(folder: Path, multilabel: bool) -> tuple[pd.DataFrame, list[str] | None]:
    """A corpus of `corpora_dir`: train.csv.gz and test.csv.gz with the columns text and label (labels if multilabel), and
    labels.txt, a name a line, where it is there."""
    files = {split: [str(folder / f"{split}.csv.gz")] for split in ("train", "test")}
    label = "labels" if multilabel else "label"
    names = folder / "labels.txt"
    table, _ = read_files(files | {"text": "text", "label": label, "quotes": True})
    return table, read_names(names) if names.exists() else None


def read_names(path: str | Path) -> list[str]:
    """The names of the labels, a line each, from label 0 on."""
    return [line.strip() for line in read_lines(Path(path), str(path)) if line.strip()]


def _agreed(wanted: list[str], found: list[str] | None) -> list[str]:
    """The names of the config; the source's own, which may be spelt otherwise, must be as many."""
    if found and len(found) != len(wanted):
        raise CorpusError(f"label_names has {len(wanted)} names, the source has {len(found)}: {', '.join(found)}")
    return wanted


def clean_texts(table: pd.DataFrame, replacements: list[list[str]], drop_empty: bool) -> tuple[pd.DataFrame, dict[str, int]]:
    """The table with each pattern replaced in its texts, one after the other; every row checked.

    Raises CorpusError at the first row whose text is missing or empty (unless those are to be dropped), too long, no text at
    all, or holds a NUL. Returns the table and how many texts were dropped.
    """
    texts = table["text"]
    is_text = texts.map(lambda text: isinstance(text, str))
    refuse(table, ~is_text & texts.notna(), "the text is no text but a number or a list")
    texts = texts.fillna("").astype(object)
    refuse(table, texts.map(len) > LONGEST, f"the text has more than {LONGEST:,} characters; is a quote or line break missing?")
    refuse(table, texts.map(lambda text: "\0" in text), "a NUL in the text")
    for pattern, replacement in replacements:
        compiled = re.compile(pattern)
        texts = texts.map(lambda text, p=compiled, r=replacement: p.sub(r, text))
    empty = texts.map(lambda text: not text.strip()).astype(bool)
    if not drop_empty:
        refuse(table, empty, "an empty text: mend it, or drop such texts with empty_texts: drop")
    table = table.assign(text=texts)[~empty]
    return table.reset_index(drop=True), {"empty": int(empty.sum())} if empty.any() else {}


def save_corpus(path: str | Path, corpus: Corpus) -> None:
    """Write a corpus as one Parquet file, what is not in its table in the metadata."""
    table = pyarrow.Table.from_pandas(corpus.table, preserve_index=False)
    about = {"names": corpus.names, "multilabel": corpus.multilabel, "dropped": corpus.dropped, "types": _types(table)}
    about = json.dumps(about)
    table = table.replace_schema_metadata({"corpus": f"{zlib.crc32(about.encode()):08x} {about}"})
    with complete_or_absent(path) as partial:
        pyarrow.parquet.write_table(table, partial, compression="zstd", write_page_checksum=True)


def load_corpus(path: str | Path) -> Corpus:
    """Read what `save_corpus` wrote; raises DamagedArtefact."""
    try:
        table = pyarrow.parquet.read_table(path, page_checksum_verification=True)
    except (pyarrow.ArrowException, OSError) as error:
        raise DamagedArtefact(path, f"not a readable Parquet file ({' '.join(str(error).split())})") from error
    checksum, _, about = (table.schema.metadata or {}).get(b"corpus", b"").partition(b" ")
    damaged = DamagedArtefact(path, "its columns or labels are not as they were written")
    if checksum != f"{zlib.crc32(about):08x}".encode() or table.column_names != COLUMNS:
        raise damaged
    about = json.loads(about)
    if about.pop("types") != _types(table):  # of these the pages' checksums know nothing
        raise damaged
    return Corpus(table.replace_schema_metadata().to_pandas(), **about)


def _types(table: pyarrow.Table) -> list[str]:
    return [str(kind) for kind in table.schema.types]
