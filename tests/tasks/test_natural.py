"""A natural task: split by class or as the corpus is, fixed by its seed, blind to its held-out texts, told in numbers."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.seeds import generator
from rnn_geometry.tasks.corpora import Corpus
from rnn_geometry.tasks.encoded import UNKNOWN
from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.natural import describe_lengths, encode_corpus

CLASSES = ["tech", "sport"]
COUNTS = {"sport": 20, "tech": 10, "weather": 5}
NAMES = list(COUNTS)
ROWS = [(label, i) for label, count in COUNTS.items() for i in range(count)]
# Every text has the word "news", its class's name and a word that no other text has.
TABLE = pd.DataFrame(
    {
        "text": [f"News, {label}: {label}{i}" for label, i in ROWS],
        "label": [NAMES.index(label) for label, _ in ROWS],
        "split": "",
        "source": "news.csv",
        "row": range(1, len(ROWS) + 1),
    }
)
OPTIONS = {
    "family": "categorical",
    "classes": CLASSES,
    "unlabelled": "drop",
    "balance": False,
    "vocabulary": "words",
    "vocabulary_size": 1000,
    "longest_text": 10,
    "lower": True,
    "test_fraction": 0.2,
    "train_texts": None,
    "test_texts": None,
}


def encoded(table=TABLE, seed=0, names=NAMES, multilabel=False, dropped=None, **options):
    return encode_corpus(Corpus(table, names, multilabel, dropped or {}), OPTIONS | options, generator("natural", seed))


def words_of(texts, vocabulary):
    return [[vocabulary[token] for token in row] for row in texts.tokens.tolist()]


def test_texts_keep_their_words_and_labels_are_numbered_in_the_order_of_the_classes():
    task = encoded()
    for words, label in zip(words_of(task.train, task.vocabulary), task.train.labels, strict=True):
        assert words[:2] == ["news", CLASSES[label]]
        assert words[2].startswith(CLASSES[label])


def test_each_class_gives_the_same_share_of_its_texts_and_other_classes_none():
    task = encoded()
    assert np.bincount(task.train.labels).tolist() == [8, 16]
    assert np.bincount(task.test.labels).tolist() == [2, 4]
    assert "weather" not in task.vocabulary


def test_a_split_of_the_corpus_s_own_is_kept():
    own = TABLE.assign(split=np.where(TABLE["row"] % 3 == 0, "test", "train"))
    task = encoded(own)
    trained = {words[2] for words in words_of(task.train, task.vocabulary)}
    assert trained == {text.split()[-1] for text in own[(own["split"] == "train") & (own["label"] < 2)]["text"]}
    assert len(task.test) == 10


def test_every_row_that_was_read_is_used_or_dropped_for_a_reason():
    for options in ({}, {"balance": True}, {"train_texts": 9}, {"classes": ["weather", "sport"]}):
        told = encoded(dropped={"empty": 3, "no label": 2}, **options).statistics
        assert told["rows"] == len(TABLE) + 5 == sum(told["texts"].values()) + sum(told["dropped"].values())


def test_no_text_is_lost_or_used_twice():
    task = encoded()
    own = {words[2] for words in words_of(task.train, task.vocabulary)}
    assert len(own) == len(task.train) == 24
    assert task.train.scores.shape == (24, 0)  # real text has no scores
    assert own < {f"{label}{i}" for label, i in ROWS}


@pytest.mark.parametrize("vocabulary", ["words", "pieces"])
def test_a_letter_of_held_out_texts_alone_is_unknown(vocabulary):
    own = TABLE.assign(split=np.where(TABLE["row"] % 3 == 0, "test", "train"))
    own = own.assign(text=own["text"].where(own["split"] == "train", "News: ξ"))
    task = encoded(own, vocabulary=vocabulary)
    assert (task.train.tokens != UNKNOWN).all()
    assert ((task.test.tokens == UNKNOWN).sum(axis=1) == 1).all()


def test_the_vocabulary_s_order_is_that_of_the_training_texts():
    task = encoded()
    assert task.vocabulary[2:5] == ["news", "sport", "tech"]
    assert len(task.vocabulary) == 2 + 3 + len(task.train)


@pytest.mark.parametrize("vocabulary", ["words", "pieces"])
def test_the_seed_fixes_the_task_and_another_seed_makes_another(vocabulary):
    one, same, other = (encoded(seed=seed, vocabulary=vocabulary) for seed in (1, 1, 2))
    assert one.vocabulary == same.vocabulary != other.vocabulary
    for split in ("train", "test"):
        for field, array in vars(getattr(one, split)).items():
            np.testing.assert_array_equal(array, getattr(getattr(same, split), field))


def test_texts_are_shuffled_over_classes():
    assert np.count_nonzero(np.diff(encoded().train.labels)) > 1


def test_the_vocabulary_s_size_and_the_longest_text_are_respected():
    task = encoded(vocabulary_size=4, longest_text=2)
    assert task.vocabulary == ["<pad>", "<unk>", "news", "sport"]
    assert task.train.tokens.shape[1] == task.test.tokens.shape[1] == 2


def test_pieces_cover_what_whole_words_do_not():
    words, pieces = (encoded(vocabulary=kind, vocabulary_size=40).statistics["coverage"] for kind in ("words", "pieces"))
    assert words["test"] < 0.7 < 0.95 < pieces["test"]


def test_balance_and_caps_hold_in_both_splits():
    task = encoded(balance=True)
    assert np.bincount(task.train.labels).tolist() == [8, 8]
    assert np.bincount(task.test.labels).tolist() == [2, 2]
    capped = encoded(train_texts=12, test_texts=3)
    assert (len(capped.train), len(capped.test)) == (12, 3)
    assert capped.statistics["dropped"] == {"other classes": 5, "more than asked for": 15}


def test_every_part_of_balanced_texts_is_balanced():
    labels = [i % 10 == 0 for i in range(4000)]
    table = pd.DataFrame({"text": "a text", "label": labels, "split": "", "source": "x.csv", "row": 1}).astype({"label": int})
    task = encoded(table, names=["often", "rare"], classes=["often", "rare"], balance=True)
    for part in np.array_split(task.train.labels, 4):
        assert 0.3 < part.mean() < 0.7


MOODS = pd.DataFrame(
    {"text": [f"mood {i}" for i in range(40)], "label": [i % 4 for i in range(40)], "split": "", "source": "m.csv", "row": 1}
)


def test_sets_of_labels_are_binary_numbers():
    task = encoded(MOODS, names=["joy", "love"], multilabel=True, family="multilabel", labels=["love"], unlabelled="keep")
    label_of = dict(zip(MOODS["text"], MOODS["label"], strict=True))
    for words, label in zip(words_of(task.train, task.vocabulary), task.train.labels, strict=True):
        assert label == label_of[" ".join(words)] >> 1
    assert task.statistics["classes"]["train"] == {"love": 16, "none": 16}


def test_the_statistics_are_what_a_hand_count_finds():
    table = TABLE.assign(split=np.where(TABLE["row"] % 2 == 0, "test", "train"))
    table.loc[0, "text"] = "News news, sport: sport0 and more of it"  # 8 words, trained on
    table.loc[1, "text"] = "?!"
    told = encoded(table, longest_text=5, dropped={"empty": 3}).statistics
    assert told["texts"] == {"train": 15, "test": 14}
    assert told["dropped"] == {"empty": 3, "other classes": 5, "no word": 1}
    assert told["classes"] == {"train": {"tech": 5, "sport": 10}, "test": {"tech": 5, "sport": 9}}
    assert told["lengths"]["test"] == describe_lengths(np.full(14, 3))
    assert told["lengths"]["train"]["max"] == 8
    assert told["lengths"]["train"]["mean"] == pytest.approx((14 * 3 + 8) / 15)
    assert told["cut"] == pytest.approx(1 / 29)
    assert told["coverage"] == {"train": 1.0, "test": pytest.approx(2 / 3)}  # the third word is in no other text
    assert told["words"] == 3 + 29 + 4


def test_a_class_without_texts_is_named():
    with pytest.raises(CorpusError, match=r"^class 'politics' is none of the corpus; its classes are: sport, tech, weather$"):
        encoded(classes=[*CLASSES, "politics"])
    with pytest.raises(CorpusError, match=r"^class 'politics' has no text in the corpus$"):
        encoded(classes=[*CLASSES, "politics"], names=[*NAMES, "politics"])
    with pytest.raises(CorpusError, match=r"^class 'tech' has no text to test on$"):
        encoded(TABLE.assign(split=np.where(TABLE["row"] < 4, "test", "train")))


def test_a_class_with_one_text_cannot_be_split_and_is_named():
    with pytest.raises(CorpusError, match=r"^class 'tech' has 1 text;"):
        encoded(TABLE[(TABLE["label"] != 1) | (TABLE["text"] == "News, tech: tech0")])
