"""How the command reads the texts of a corpus: in words or word pieces, and what becomes of each row of the file."""

from dataclasses import dataclass
from shlex import quote

import numpy as np

from rnn_geometry.command.question import BadQuestion, Question
from rnn_geometry.study.config.tasks import NaturalTask
from rnn_geometry.tasks.corpora import Corpus
from rnn_geometry.tasks.labels import as_number
from rnn_geometry.tasks.vocabulary import build_pieces, expand, number_words, words_as_pieces
from rnn_geometry.tasks.writing import have_no_spaces

SIZE = NaturalTask.model_fields["vocabulary_size"].default
REASONS = {"no label": "without a label", "empty": "empty", "no word": "without a word", "other classes": "of other classes"}


@dataclass(frozen=True)
class Reading:
    """How texts are read: the kind of vocabulary, "words" or "pieces"; why, where nobody asked for it; lengths [n] of the texts
    in words or pieces, 0 where there is none."""

    vocabulary: str
    reason: str
    lengths: np.ndarray

    @property
    def unit(self) -> str:
        return self.vocabulary.removesuffix("s")


def read_in(corpus: Corpus, asked: str | None) -> Reading:
    """The texts of a corpus in the vocabulary asked for, or else in word pieces where their scripts have no spaces."""
    texts = corpus.table["text"]
    reason = ""
    if asked is None and have_no_spaces(texts):
        asked = "pieces"
        reason = "Their script has no spaces between words, so they are read in word pieces (or else: --vocabulary words)."
    words, flat, lengths = number_words(texts)
    if asked == "pieces" and len(words):
        pieces = build_pieces(words, np.bincount(flat, minlength=len(words)), SIZE)
        _, lengths = expand(flat, lengths, *words_as_pieces(words, pieces))
    return Reading(asked or "words", reason, lengths)


def account(corpus: Corpus, reading: Reading, used: int) -> str:
    """A line that says how many rows were read, and what became of them: they add up."""
    no_word = int((reading.lengths == 0).sum())
    read = len(corpus.table) + sum(corpus.dropped.values())
    out = corpus.dropped | {"no word": no_word, "other classes": len(corpus.table) - no_word - used}
    told = [f"{out[key]:,} {reason}" for key, reason in REASONS.items() if out.get(key)]
    return f"{read:,} rows read, {used:,} used" + (f"; left out: {', '.join(told)}." if told else ".")


def require_order(question: Question, classes: list[str]) -> None:
    """Raise BadQuestion where classes are to have an order that neither the call nor their names tell."""
    word = next((name for name in classes if as_number(name) is None), None)
    if question.ordered and not question.classes and word is not None:
        raise BadQuestion(
            f"--ordered: {word!r} is not a number, so the order of the classes is not known; say it with --classes, such as "
            f"--classes {' '.join(map(quote, classes))}"
        )


def describe(question: Question, counts: dict[str, int], classes: list[str], total: int) -> list[str]:
    """Lines that say how many texts of which classes there are, and which classes are left out."""
    shown = ", ".join(f"{name} {counts[name]}" for name in classes)
    left = [name for name in counts if name not in classes]
    lines = [f"{total:,} texts of {question.texts.name}: {shown}."]
    if left:
        more = ", ..." if len(left) > 10 else ""
        lines.append(f"Left out: {', '.join(left[:10])}{more}. To choose yourself: --classes.")
    return lines
