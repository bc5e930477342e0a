"""From a file of texts and a few options to the config of a study, with all that can be wrong with them told beforehand."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rnn_geometry.own import require_class, require_plain
from rnn_geometry.study.config.corpora import FilesCorpus
from rnn_geometry.study.config.tasks import NaturalTask
from rnn_geometry.tasks.expected import expected_shape

NAME = "texts"  # of the corpus, the task and the recipe: none of the default study's
TYPES = ("gru", "lstm", "ugrnn", "vanilla")
LEAST_TEXTS = 10  # of a class, so that at least two are tested on and one is validated on
MOST_CLASSES, MOST_LABELS = 10, 4  # taken unless told which: colours that can be told apart; sets of labels that have names
LONGEST_TEXT = NaturalTask.model_fields["longest_text"].default  # words read of a text, unless nearly all are shorter
# The share of the texts that is trained on.
LEARNT = (1 - NaturalTask.model_fields["test_fraction"].default) * (1 - NaturalTask.model_fields["validation_fraction"].default)
STEPS, EPOCHS = 400, (3, 60)  # of training: about so many steps, within so many readings of the texts


class BadQuestion(ValueError):
    """What is asked cannot be answered; the message says why, and what there is."""


@dataclass(frozen=True)
class Question:
    """What is asked: a file with its columns, the classes and what they are to one another, and the networks to train."""

    texts: Path
    text: str
    label: str
    classes: list[str] | None
    ordered: bool
    multilabel: bool
    cell: str
    units: int
    seeds: int
    epochs: int | None
    l2: float
    no_quotes: bool
    separator: str | None
    drop_unlabelled: bool
    vocabulary: str | None

    @property
    def family(self) -> str:
        return "multilabel" if self.multilabel else "ordered" if self.ordered else "categorical"


@dataclass(frozen=True)
class TextsRead:
    """The texts as they were found, in words, and the study that asks the question: an overlay on the default one."""

    description: str
    overlay: dict


def read_texts(question: Question) -> TextsRead:
    """Read and check the texts as the study will, and choose what the options leave open. Raises BadQuestion."""
    cell = _cell(question)
    if not question.texts.is_file():
        raise BadQuestion(f"there is no file {str(question.texts)!r}{_neighbours(question.texts)}")
    try:
        require_plain(str(question.texts.absolute()))
    except ValueError as error:
        raise BadQuestion(str(error)) from error
    if question.text == question.label:
        raise BadQuestion(f"--text and --label are both {question.text!r}; texts and labels stand in columns of their own")
    if question.separator and not question.multilabel:
        raise BadQuestion("--separator is of labels that a text has several of: it needs --multilabel")
    corpus_options = _corpus(question)
    from rnn_geometry.command.reading import account, describe, read_in, require_order
    from rnn_geometry.targets import target_of
    from rnn_geometry.tasks.corpora import read_corpus  # pandas and pyarrow, for a call that asks for more than help
    from rnn_geometry.tasks.lines import CorpusError

    try:
        corpus = read_corpus(NAME, corpus_options)
    except CorpusError as error:
        message = str(error).removeprefix(f"corpus {NAME}: ")
        hint = "; name them with --text and --label" if "no column" in message else ""
        if hint and ";" in message.partition("there are:")[2]:
            hint += " (it looks as if semicolons part its columns; write it with commas, or as .tsv with tabs)"
        raise BadQuestion(f"{message}{hint}") from error
    reading = read_in(corpus, question.vocabulary)
    lengths = reading.lengths
    labels = corpus.table["label"].to_numpy()[lengths > 0]  # a text without a word is left out
    target = target_of(len(corpus.names), question.multilabel)
    counts = dict(zip(corpus.names, target.count(labels).tolist(), strict=True))
    classes = choose_classes(question, counts)
    _require_units(question, len(classes))
    require_order(question, classes)
    used = lengths[lengths > 0]
    longest = min(max(math.ceil(np.quantile(used, 0.95)), 1), LONGEST_TEXT)
    total = len(used) if question.multilabel else sum(counts[name] for name in classes)
    overlay = make_overlay(question, corpus_options, cell, classes, longest, total)
    overlay["tasks"][NAME]["vocabulary"] = reading.vocabulary
    lines = describe(question, counts, classes, total)
    recipe = overlay["recipes"][NAME]
    lines += [account(corpus, reading, total), *([reading.reason] if reading.reason else [])]
    lines.append(
        f"A text is read up to {reading.unit} {longest}; {recipe['epochs']} epochs in batches of {recipe['batch_size']}."
    )
    return TextsRead("\n".join(lines), overlay)


def _neighbours(path: Path) -> str:
    """The files of the same kind in that folder."""
    found = sorted(str(other) for other in path.parent.glob(f"*{path.suffix}") if path.suffix and other.is_file())[:5]
    return f"; there is {', '.join(found)}" if found else ""


def _cell(question: Question) -> dict:
    """The cell as the config has it."""
    if question.cell in TYPES:
        return {"type": question.cell, "hidden_size": question.units}
    if ":" not in question.cell:
        raise BadQuestion(f"--cell: {question.cell!r} is none of {', '.join(TYPES)}, nor FILE.py:CLASS")
    path, _, name = question.cell.rpartition(":")
    named = f"{Path(path).absolute()}:{name}"
    try:
        require_class(named)
    except ValueError as error:
        raise BadQuestion(f"--cell: {error}") from error
    return {"import": named, "hidden_size": question.units}


def _corpus(question: Question) -> dict:
    """The corpus as the config has it, with its defaults."""
    return FilesCorpus(
        source="files",
        train=[str(question.texts.absolute())],
        text=question.text,
        label=question.label,
        quotes=not question.no_quotes,
        multilabel=question.multilabel,
        separator=question.separator,
        empty_texts="drop",
        empty_labels="drop" if question.drop_unlabelled else "refuse",
    ).plain()


def choose_classes(question: Question, counts: dict[str, int]) -> list[str]:
    """The classes (or labels) to tell apart, of those that the file has with so many texts each: the ones asked for, or the
    most frequent, in the file's order. Raises BadQuestion for one that is not there or has too few texts, and for too few."""
    there = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items(), key=lambda item: -item[1])[:20])
    kind = "label" if question.multilabel else "class"
    if question.classes:
        for name in question.classes:
            if name not in counts:
                raise BadQuestion(f"no text has the {kind} {name!r}; there are: {there}")
            if counts[name] < LEAST_TEXTS:
                raise BadQuestion(f"{kind} {name!r} has {counts[name]} texts, but needs {LEAST_TEXTS}; there are: {there}")
        chosen = list(dict.fromkeys(question.classes))
    else:
        most = MOST_LABELS if question.multilabel else MOST_CLASSES
        enough = [name for name, count in counts.items() if count >= LEAST_TEXTS]
        frequent = sorted(enough, key=lambda name: -counts[name])[:most]
        chosen = [name for name in counts if name in frequent]
    if len(chosen) < (1 if question.multilabel else 2):
        if question.classes:
            raise BadQuestion(f"--classes names one class, {chosen[0]!r}; there must be two to tell apart; there are: {there}")
        several = "a label" if question.multilabel else "two classes"
        if len(counts) > MOST_CLASSES:  # whole texts, perhaps
            raise BadQuestion(
                f"{len(counts)} labels, of which {len(chosen)} with {LEAST_TEXTS} texts or more; {several} would be needed; "
                f"is {question.label!r} the column of labels?"
            )
        raise BadQuestion(f"{several} with {LEAST_TEXTS} texts or more would be needed; there are: {there}")
    return chosen


def _require_units(question: Question, classes: int) -> None:
    """Raise BadQuestion where the study would refuse networks as small as asked for."""
    dimension = expected_shape(question.family, classes).dimension
    if question.units <= dimension:
        kind = "labels" if question.multilabel else "classes"
        raise BadQuestion(
            f"--units: {question.units} is too small for {classes} {kind}, whose networks are expected to span {dimension} "
            f"dimensions; it must be at least {dimension + 1}, or name fewer {kind} with --classes"
        )


def make_overlay(question: Question, corpus: dict, cell: dict, classes: list[str], longest: int, total: int) -> dict:
    """The study: one task on `total` texts, one cell, as many seeds as asked for. Small corpora are read more often, in
    smaller batches."""
    batch = 16 if total < 1000 else 32 if total < 5000 else 64
    epochs = question.epochs or min(max(round(STEPS * batch / (LEARNT * total)), EPOCHS[0]), EPOCHS[1])
    name = question.cell if "type" in cell else _name_of(question.cell)
    chosen = {"labels": classes, "unlabelled": "keep"} if question.multilabel else {"classes": classes}
    task = {"corpus": NAME, "family": question.family, **chosen, "longest_text": longest, "recipe": NAME}
    recipe = {"epochs": epochs, "batch_size": batch, "learning_rate": 0.01, "decay": 0.05, "l2": question.l2}
    return {
        "study": {"name": NAME, "runs": [{"tasks": [NAME], "cells": [name], "seeds": list(range(question.seeds))}]},
        "corpora": {NAME: corpus},
        "tasks": {NAME: task},
        "cells": {name: cell},
        "recipes": {NAME: recipe},
    }


def _name_of(cell: str) -> str:
    """A name for a user's own cell that none of the built-in ones has: of its class."""
    return f"own-{re.sub(r'[^A-Za-z0-9]+', '', cell.rpartition(':')[2]) or 'cell'}"
