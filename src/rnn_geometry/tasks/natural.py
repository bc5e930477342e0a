"""A natural task: a corpus, its classes, a fixed split, a vocabulary, encoded."""

import numpy as np
import pandas as pd

from rnn_geometry.tasks.corpora import CorpusError
from rnn_geometry.tasks.encoded import Texts
from rnn_geometry.tasks.vocabulary import build_vocabulary, encode, tokenise


def encode_corpus(
    table: pd.DataFrame,
    classes: list[str],
    *,
    vocabulary_size: int,
    longest_text: int,
    lower: bool,
    test_fraction: float,
    rng: np.random.Generator,
) -> tuple[Texts, Texts, list[str]]:
    """Shuffle and split a corpus (columns text, label, source), build the vocabulary on its training split, encode both.

    Only texts of `classes` are used; their order numbers the labels. Returns train, test, vocabulary.
    Raises CorpusError for a class without texts and for a text without a word.
    """
    known = sorted(table["label"].unique())
    if unknown := [name for name in classes if name not in known]:
        raise CorpusError(f"class {unknown[0]!r} has no text in the corpus; its classes are: {', '.join(known)}")
    table = table[table["label"].isin(classes)]
    table = table.iloc[rng.permutation(len(table))].reset_index(drop=True)
    labels = pd.Categorical(table["label"], categories=classes).codes.astype(np.int64)
    in_test = stratified_split(labels, classes, test_fraction, rng)
    words = [tokenise(text, lower) for text in table["text"]]
    if (empty := next((i for i, found in enumerate(words) if not found), None)) is not None:
        raise CorpusError(f"{table['source'][empty]}: no word is left of {table['text'][empty]!r} after tokenising")
    vocabulary = build_vocabulary((words[i] for i in np.flatnonzero(~in_test)), vocabulary_size)
    tokens, lengths = encode(words, vocabulary, longest_text)
    texts = Texts(tokens, lengths, labels, scores=np.empty((len(labels), 0), np.float32))
    return texts[~in_test], texts[in_test], vocabulary


def stratified_split(labels: np.ndarray, classes: list[str], fraction: float, rng: np.random.Generator) -> np.ndarray:
    """Which rows [n] are held out: the same fraction of each class, rounded, at least one and not all."""
    held_out = np.zeros(len(labels), bool)
    for label, name in enumerate(classes):
        rows = rng.permutation(np.flatnonzero(labels == label))
        if len(rows) < 2:
            raise CorpusError(f"class {name!r} has {len(rows)} texts; training and testing need at least 2")
        held_out[rows[: np.clip(round(fraction * len(rows)), 1, len(rows) - 1)]] = True
    return held_out
