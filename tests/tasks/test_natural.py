"""A natural task: split by class, fixed by its seed, and blind to its held-out texts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.seeds import generator
from rnn_geometry.tasks.corpora import CorpusError
from rnn_geometry.tasks.encoded import UNKNOWN
from rnn_geometry.tasks.natural import encode_corpus, stratified_split

CLASSES = ["tech", "sport"]
COUNTS = {"sport": 20, "tech": 10, "weather": 5}
ROWS = [(label, i) for label, count in COUNTS.items() for i in range(count)]
# Every text has the word "news", its class's name and a word that no other text has.
TABLE = pd.DataFrame(
    {
        "text": [f"News, {label}: {label}{i}" for label, i in ROWS],
        "label": [label for label, _ in ROWS],
        "source": [f"{label}/{i}.txt" for label, i in ROWS],
    }
)


def encoded(table=TABLE, seed=0, classes=CLASSES, size=1000, longest=10, test_fraction=0.2):
    return encode_corpus(
        table,
        classes,
        vocabulary_size=size,
        longest_text=longest,
        lower=True,
        test_fraction=test_fraction,
        rng=generator("natural", seed),
    )


def words_of(texts, vocabulary):
    return [[vocabulary[token] for token in row] for row in texts.tokens.tolist()]


def test_texts_keep_their_words_and_labels_are_numbered_in_the_order_of_the_classes():
    train, _, vocabulary = encoded()
    for words, label in zip(words_of(train, vocabulary), train.labels, strict=True):
        assert words[:2] == ["news", CLASSES[label]]
        assert words[2].startswith(CLASSES[label])


def test_each_class_gives_the_same_share_of_its_texts_and_other_classes_none():
    train, test, vocabulary = encoded()
    assert np.bincount(train.labels).tolist() == [8, 16]
    assert np.bincount(test.labels).tolist() == [2, 4]
    assert "weather" not in vocabulary


def test_no_text_is_lost_or_used_twice():
    train, _, vocabulary = encoded()
    own = {words[2] for words in words_of(train, vocabulary)}
    assert len(own) == len(train) == 24
    assert train.scores.shape == (24, 0)  # real text has no scores
    assert own < {f"{label}{i}" for label, i in ROWS}


def test_a_word_of_held_out_texts_alone_is_unknown():
    train, test, vocabulary = encoded()
    assert (train.tokens != UNKNOWN).all()
    assert [words[::2] for words in words_of(test, vocabulary)] == [["news", "<unk>"]] * len(test)
    assert vocabulary[2:5] == ["news", "sport", "tech"]
    assert len(vocabulary) == 2 + 3 + len(train)


def test_the_seed_fixes_the_split_and_another_seed_makes_another():
    one, same, other = (encoded(seed=seed) for seed in (1, 1, 2))
    assert one[2] == same[2] != other[2]
    for split in (0, 1):
        for field, array in vars(one[split]).items():
            np.testing.assert_array_equal(array, getattr(same[split], field))


def test_texts_are_shuffled_over_classes():
    train, _, _ = encoded()
    assert np.count_nonzero(np.diff(train.labels)) > 1


def test_the_vocabulary_s_size_and_the_longest_text_are_respected():
    train, test, vocabulary = encoded(size=4, longest=2)
    assert vocabulary == ["<pad>", "<unk>", "news", "sport"]
    assert train.tokens.shape[1] == test.tokens.shape[1] == 2


def test_a_class_without_texts_is_named():
    with pytest.raises(CorpusError, match=r"^class 'politics' has no text in the corpus; its classes are: "):
        encoded(classes=[*CLASSES, "politics"])


def test_a_class_with_one_text_cannot_be_split_and_is_named():
    with pytest.raises(CorpusError, match=r"^class 'tech' has 1 texts"):
        encoded(TABLE[(TABLE["label"] != "tech") | (TABLE["text"] == "News, tech: tech0")])


def test_a_text_without_a_word_is_named_by_its_source():
    table = TABLE.assign(text=TABLE["text"].where(TABLE["source"] != "sport/7.txt", "... !"))
    with pytest.raises(CorpusError, match=r"^sport/7\.txt: no word is left of '\.\.\. !'"):
        encoded(table)


def test_a_text_without_a_word_in_a_class_that_is_not_used_does_not_matter():
    train, _, _ = encoded(TABLE.assign(text=TABLE["text"].where(TABLE["label"] != "weather", "...")))
    assert len(train) == 24


@given(st.lists(st.integers(2, 30), min_size=2, max_size=4), st.floats(0.01, 0.99))
def test_a_split_holds_out_the_fraction_of_each_class_but_never_none_or_all(counts, fraction):
    labels = np.repeat(np.arange(len(counts)), counts)
    held_out = stratified_split(labels, [f"class {i}" for i in range(len(counts))], fraction, generator("split"))
    for label, count in enumerate(counts):
        out = held_out[labels == label].sum()
        assert 1 <= out <= count - 1
        assert abs(out - fraction * count) <= 1


def test_which_texts_are_held_out_is_drawn():
    labels = np.zeros(50, int)
    one, same, other = (stratified_split(labels, ["all"], 0.3, generator("drawn", seed)).tolist() for seed in (1, 1, 2))
    assert one == same != other
