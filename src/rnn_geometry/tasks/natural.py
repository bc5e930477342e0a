"""A natural task: a corpus, its classes, a fixed split, a vocabulary, encoded; and the statistics of all this."""

from dataclasses import dataclass

import numpy as np

from rnn_geometry.shapes import Shape
from rnn_geometry.targets import Target
from rnn_geometry.tasks import choices
from rnn_geometry.tasks.corpora import Corpus
from rnn_geometry.tasks.encoded import UNKNOWN, Splits, Texts
from rnn_geometry.tasks.expected import expected_shape
from rnn_geometry.tasks.own_vocabulary import read_own_vocabulary
from rnn_geometry.tasks.vocabulary import (
    build_pieces,
    build_vocabulary,
    count_words,
    expand,
    number_words,
    pad,
    words_as_pieces,
    words_as_tokens,
)
from rnn_geometry.tasks.writing import has_word

VOCABULARIES = {"words": (build_vocabulary, words_as_tokens), "pieces": (build_pieces, words_as_pieces)}
PURPOSES = {"train": "train on", "validation": "validate on", "test": "test on"}
# Of few texts more than the fraction asked for are validated on: LEAST, if that is no more than this share of them.
LEAST_TO_VALIDATE, MOST_OF_FEW = 30, 0.2
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True)
class Encoded:
    """A natural task as training reads it: its texts in three parts, the vocabulary, the names of the outputs (classes or
    labels), the shape of its manifold, and the record `statistics.json`."""

    splits: Splits
    vocabulary: list[str]
    names: list[str]
    shape: Shape
    statistics: dict


def encode_corpus(corpus: Corpus, options: dict, rng: np.random.Generator) -> Encoded:
    """Choose the texts of a task, shuffle and split them, build the vocabulary on the training split, encode all.

    options: the task's in the config, defaults filled in. Test texts are those of the corpus's own split, or test_fraction
    of each class; validation texts are taken out of the training ones, whatever splits the corpus has. A text without a
    letter or digit in it is dropped, and counted.
    Raises CorpusError for a class that the corpus lacks or that has too few texts.
    """
    if options["family"] == "multilabel":
        labels, names = choices.choose_labels(corpus, options["labels"], options["unlabelled"])
    else:
        labels, names = choices.choose_classes(corpus, options["classes"])
    shape = expected_shape(options["family"], len(names))
    used = labels != choices.UNUSED
    has_words = corpus.table["text"].map(has_word).to_numpy(bool)
    rows = np.flatnonzero(used & has_words)
    rows = rows[rng.permutation(len(rows))]
    choices.require_texts(labels[rows], names, shape.target, "in the corpus")
    splits, left_out = split_rows(corpus, labels, rows, names, shape.target, options, rng)
    dropped = corpus.dropped | {"other classes": int((~used).sum()), "no word": int((used & ~has_words).sum())} | left_out
    dropped = {key: count for key, count in dropped.items() if count}
    return _encode(corpus, labels, splits, names, shape, options, dropped)


def split_rows(
    corpus: Corpus,
    labels: np.ndarray,
    rows: np.ndarray,
    names: list[str],
    target: Target,
    options: dict,
    rng: np.random.Generator,
) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """The shuffled rows of each split, balanced and cut to {split}_texts where the options ask for that; and how many that
    leaves out. Raises CorpusError for a class without a text in one of the splits."""
    # Each in an order of its own, so that how many are validated on changes nothing about those that are tested on.
    orders = rng.spawn(len(PURPOSES))
    splits = _draw_splits(corpus, labels, rows, names, target, options, rng)
    left_out = {"balance": 0, "more than asked for": 0}
    for (split, purpose), order in zip(PURPOSES.items(), orders, strict=True):
        chosen = splits[split]
        choices.require_texts(labels[chosen], names, target, f"to {purpose}")
        kept = chosen
        if options["balance"]:  # the first ones of each class: in their order, a frequent class would stand in front
            kept = order.permutation(chosen[choices.balanced(labels[chosen], target)])
        splits[split] = kept[: options[f"{split}_texts"]]
        left_out["balance"] += len(chosen) - len(kept)
        left_out["more than asked for"] += len(kept) - len(splits[split])
        choices.require_texts(labels[splits[split]], names, target, f"among the {len(splits[split])} to {purpose}")
    return splits, left_out


def _draw_splits(
    corpus: Corpus,
    labels: np.ndarray,
    rows: np.ndarray,
    names: list[str],
    target: Target,
    options: dict,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """The shuffled rows that may be trained, validated and tested on."""
    own = corpus.table["split"].to_numpy()[rows]
    if (own == "").all():
        in_test = choices.stratified_split(labels[rows], names, target, options["test_fraction"], PURPOSES["test"], rng)
    else:
        in_test = own == "test"
    learnt = rows[~in_test]
    choices.require_texts(labels[learnt], names, target, f"to {PURPOSES['train']}")
    fraction = max(options["validation_fraction"], min(LEAST_TO_VALIDATE / len(learnt), MOST_OF_FEW))
    in_validation = choices.stratified_split(labels[learnt], names, target, fraction, PURPOSES["validation"], rng)
    return {"train": learnt[~in_validation], "validation": learnt[in_validation], "test": rows[in_test]}


def _encode(
    corpus: Corpus,
    labels: np.ndarray,
    splits: dict[str, np.ndarray],
    names: list[str],
    shape: Shape,
    options: dict,
    dropped: dict[str, int],
) -> Encoded:
    rows = np.concatenate(list(splits.values()))
    split_of = np.repeat(list(splits), [len(chosen) for chosen in splits.values()])
    words, flat, lengths = number_words(corpus.table["text"].iloc[rows], options["lower"])
    if isinstance(options["vocabulary"], dict):  # of a network trained elsewhere
        vocabulary = read_own_vocabulary(**options["vocabulary"])[0]
        tokens_of = words_as_tokens
    else:
        build, tokens_of = VOCABULARIES[options["vocabulary"]]
        vocabulary = build(words, count_words(flat, lengths, split_of == "train", len(words)), options["vocabulary_size"])
    flat, full_lengths = expand(flat, lengths, *tokens_of(words, vocabulary))
    known = {split: flat[np.repeat(split_of == split, full_lengths)] != UNKNOWN for split in splits}
    tokens, kept = pad(flat, full_lengths, options["longest_text"])
    texts = Texts(tokens, kept, labels[rows], scores=np.empty((len(rows), 0), np.float32))
    statistics = {
        "rows": len(corpus.table) + sum(corpus.dropped.values()),
        "texts": {split: len(chosen) for split, chosen in splits.items()},
        "dropped": dropped,
        "classes": {split: _count(labels[chosen], names, shape.target) for split, chosen in splits.items()},
        "lengths": {split: describe_lengths(full_lengths[split_of == split]) for split in splits},
        "cut": float((full_lengths > options["longest_text"]).mean()),
        "words": len(words),
        "vocabulary_size": len(vocabulary),
        "coverage": {split: float(known[split].mean()) for split in splits},
    }
    return Encoded(Splits(**{split: texts[split_of == split] for split in splits}), vocabulary, names, shape, statistics)


def _count(labels: np.ndarray, names: list[str], target: Target) -> dict[str, int]:
    counts = dict(zip(names, target.count(labels).tolist(), strict=True))
    return counts | {target.empty_name(names): int((labels == 0).sum())} if target.independent else counts


def describe_lengths(lengths: np.ndarray) -> dict[str, float]:
    """Quantiles of lengths in tokens, before a text is cut to the longest that is read."""
    quantiles = {f"p{100 * q:02.0f}": float(np.quantile(lengths, q)) for q in QUANTILES}
    return {"mean": float(lengths.mean())} | quantiles | {"max": int(lengths.max())}
