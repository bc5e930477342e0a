"""Which texts of a corpus a task uses, as what: classes chosen, ordered or joined, labels chosen, a split, balance."""

from collections.abc import Mapping, Sequence

import numpy as np

from rnn_geometry.targets import Target
from rnn_geometry.tasks.corpora import Corpus
from rnn_geometry.tasks.labels import as_number
from rnn_geometry.tasks.lines import CorpusError

UNUSED = -1  # the label of a text that a task does not use


def choose_classes(corpus: Corpus, classes: Sequence | Mapping[str, Sequence]) -> tuple[np.ndarray, list[str]]:
    """Each text's class [n], or UNUSED, and the classes' names: those of the corpus in the order given, or joined ones,
    `{negative: [1 star, 2 stars], positive: [5 stars]}`. Raises CorpusError for a class that the corpus lacks."""
    if corpus.multilabel:
        raise CorpusError("its texts carry several labels each; a task on them is of the family multilabel")
    joined = classes if isinstance(classes, Mapping) else {name: [name] for name in classes}
    new = np.full(len(corpus.names), UNUSED, np.int64)
    for number, parts in enumerate(joined.values()):
        for old in _numbers_of(corpus, parts):
            if new[old] != UNUSED:
                raise CorpusError(f"class {corpus.names[old]!r} is asked for twice")
            new[old] = number
    return new[corpus.table["label"].to_numpy()], [str(name) for name in joined]


def choose_labels(corpus: Corpus, labels: Sequence, unlabelled: str) -> tuple[np.ndarray, list[str]]:
    """Each text's set of the chosen labels as a binary number [n], label i its bit i; UNUSED where the set is empty and
    `unlabelled` is drop. Raises CorpusError for a label that the corpus lacks."""
    old = corpus.table["label"].to_numpy()
    sets = old if corpus.multilabel else 1 << old
    chosen = sum((sets >> number & 1) << i for i, number in enumerate(_numbers_of(corpus, labels)))
    return np.where((chosen == 0) & (unlabelled == "drop"), UNUSED, chosen), [str(name) for name in labels]


def _numbers_of(corpus: Corpus, names: Sequence) -> list[int]:
    for name in map(str, names):
        if name not in corpus.names:
            alike = [other for other in corpus.names if as_number(other) == as_number(name) is not None]
            hint = f"; in a config {alike[0]} needs quotes, '{alike[0]}', to stay as it is" if alike else ""
            raise CorpusError(f"class {name!r} is none of the corpus; its classes are: {', '.join(corpus.names)}{hint}")
    return [corpus.names.index(str(name)) for name in names]


def require_texts(labels: np.ndarray, names: list[str], target: Target, split: str) -> None:
    """Raise CorpusError for the first class (or label) that no text of the split has."""
    for name, count in zip(names, target.count(labels), strict=True):
        if not count:
            raise CorpusError(f"class {name!r} has no text {split}")


def stratified_split(
    labels: np.ndarray, names: list[str], target: Target, fraction: float, purpose: str, rng: np.random.Generator
) -> np.ndarray:
    """Which rows [n] are taken out for a purpose, such as "test on": the same fraction of each class, rounded, at least one
    and not all; a set of labels that one text alone carries is trained on. Raises CorpusError for a class of one text."""
    held_out = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        rows = rng.permutation(np.flatnonzero(labels == label))
        if len(rows) < 2 and not target.independent:
            raise CorpusError(
                f"class {names[label]!r} has {len(rows)} text left; to train on some and {purpose} others takes 2"
            )
        held_out[rows[: min(max(round(fraction * len(rows)), 1), len(rows) - 1)]] = True
    return held_out


def balanced(labels: np.ndarray, target: Target) -> np.ndarray:
    """Which rows [n] to keep, the first ones of each answer, so that none has more than there are texts with the rarest class
    or label."""
    most = target.count(labels).min()
    return np.flatnonzero(rank_within(labels) < most)


def rank_within(groups: np.ndarray) -> np.ndarray:
    """The place [n] of each row among those of its group, from 0."""
    order = np.argsort(groups, kind="stable")
    _, first, counts = np.unique(groups[order], return_index=True, return_counts=True)
    ranks = np.empty(len(groups), np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(first, counts)
    return ranks
