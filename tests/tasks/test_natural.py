"""A natural task: split by class or as the corpus is, fixed by its seed, blind to its held-out texts, told in numbers."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.seeds import generator
from rnn_geometry.targets import Softmax
from rnn_geometry.tasks.corpora import Corpus
from rnn_geometry.tasks.encoded import UNKNOWN
from rnn_geometry.tasks.lines import CorpusError
from rnn_geometry.tasks.natural import describe_lengths, encode_corpus, split_rows

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
    "validation_fraction": 0.1,
    "train_texts": None,
    "validation_texts": None,
    "test_texts": None,
}


def encoded(table=TABLE, seed=0, names=NAMES, multilabel=False, dropped=None, **options):
    return encode_corpus(Corpus(table, names, multilabel, dropped or {}), OPTIONS | options, generator("natural", seed))


def words_of(texts, vocabulary):
    return [[vocabulary[token] for token in row] for row in texts.tokens.tolist()]


def test_texts_keep_their_words_and_labels_are_numbered_in_the_order_of_the_classes():
    task = encoded()
    for words, label in zip(words_of(task.splits.train, task.vocabulary), task.splits.train.labels, strict=True):
        assert words[:2] == ["news", CLASSES[label]]
        assert words[2].startswith(CLASSES[label])


def test_each_class_gives_the_same_share_of_its_texts_and_other_classes_none():
    task = encoded()
    assert [np.bincount(texts.labels).tolist() for texts in task.splits] == [[6, 13], [2, 3], [2, 4]]
    assert "weather" not in task.vocabulary


def rows_of(count=600, rare=2, seed=0, split="", **options):
    """The rows of each part of so many texts, of which one in `rare` is of the rarer of two classes."""
    table = pd.DataFrame({"text": "a text", "label": 0, "split": split, "source": "x.csv", "row": 1}, index=range(count))
    labels = (np.arange(count) % rare == 0).astype(int)
    corpus = Corpus(table.assign(label=labels), ["often", "rare"], False, {})
    rows = np.arange(count)
    return split_rows(corpus, labels, rows, corpus.names, Softmax(2), OPTIONS | options, generator("rows", seed))[0]


@pytest.mark.parametrize("options", [{}, {"balance": True, "rare": 5}, {"split": np.tile(["train", "train", "test"], 200)}])
def test_no_row_is_in_two_parts_and_the_seed_fixes_which_is_in_which(options):
    parts, same, other = (rows_of(seed=seed, **options) for seed in (1, 1, 2))
    everything = np.concatenate(list(parts.values()))
    assert len(everything) == len(set(everything))
    assert {split: rows.tolist() for split, rows in parts.items()} == {split: rows.tolist() for split, rows in same.items()}
    assert set(parts["validation"]) != set(other["validation"])


def test_a_split_of_the_corpus_s_own_is_kept_and_validation_texts_are_taken_out_of_its_training_texts():
    own = np.where(np.arange(600) % 3 == 0, "test", "train")
    parts = rows_of(split=own)
    assert set(parts["test"]) == set(np.flatnonzero(own == "test"))
    assert {*parts["train"], *parts["validation"]} == set(np.flatnonzero(own == "train"))
    assert len(parts["validation"]) == 40


def test_every_row_that_was_read_is_used_or_dropped_for_a_reason():
    for options in ({}, {"balance": True}, {"train_texts": 9}, {"classes": ["weather", "sport"]}):
        told = encoded(dropped={"empty": 3, "no label": 2}, **options).statistics
        assert told["rows"] == len(TABLE) + 5 == sum(told["texts"].values()) + sum(told["dropped"].values())


def test_no_text_is_lost():
    task = encoded()
    assert [len(texts) for texts in task.splits] == [19, 5, 6]
    own = {words[2] for words in words_of(task.splits.train, task.vocabulary)}
    assert len(own) == len(task.splits.train)
    assert task.splits.train.scores.shape == (19, 0)  # real text has no scores
    assert own < {f"{label}{i}" for label, i in ROWS}


@pytest.mark.parametrize(("count", "validated"), [(100, 16), (150, 24), (200, 30), (1000, 80)])
def test_a_tenth_of_the_training_texts_is_validated_on_and_of_few_up_to_a_fifth_towards_thirty(count, validated):
    sizes = {split: len(rows) for split, rows in rows_of(count).items()}
    assert sizes == {"train": count * 4 // 5 - validated, "validation": validated, "test": count // 5}


@pytest.mark.parametrize("balance", [False, True])
def test_which_texts_are_tested_on_does_not_depend_on_how_many_are_validated_on(balance):
    few, more = (rows_of(rare=5, balance=balance, test_texts=20, validation_fraction=share) for share in (0.1, 0.3))
    assert len(few["validation"]) < len(more["validation"])
    assert few["test"].tolist() == more["test"].tolist()


@pytest.mark.parametrize("vocabulary", ["words", "pieces"])
def test_a_letter_of_held_out_texts_alone_is_unknown(vocabulary):
    own = TABLE.assign(split=np.where(TABLE["row"] % 3 == 0, "test", "train"))
    own = own.assign(text=own["text"].where(own["split"] == "train", "News: ξ"))
    task = encoded(own, vocabulary=vocabulary)
    assert (task.splits.train.tokens != UNKNOWN).all()
    assert ((task.splits.test.tokens == UNKNOWN).sum(axis=1) == 1).all()


def test_the_vocabulary_s_order_is_that_of_the_training_texts():
    task = encoded()
    assert task.vocabulary[2:5] == ["news", "sport", "tech"]
    assert len(task.vocabulary) == 2 + 3 + len(task.splits.train)


@pytest.mark.parametrize("vocabulary", ["words", "pieces"])
def test_the_seed_fixes_the_task_and_another_seed_makes_another(vocabulary):
    one, same, other = (encoded(seed=seed, vocabulary=vocabulary) for seed in (1, 1, 2))
    assert one.vocabulary == same.vocabulary != other.vocabulary
    for texts, again in zip(one.splits, same.splits, strict=True):
        for field, array in vars(texts).items():
            np.testing.assert_array_equal(array, getattr(again, field))


def test_texts_are_shuffled_over_classes():
    assert np.count_nonzero(np.diff(encoded().splits.train.labels)) > 1


def test_the_vocabulary_s_size_and_the_longest_text_are_respected():
    task = encoded(vocabulary_size=4, longest_text=2)
    assert task.vocabulary == ["<pad>", "<unk>", "news", "sport"]
    assert task.splits.train.tokens.shape[1] == task.splits.test.tokens.shape[1] == 2


def test_pieces_cover_what_whole_words_do_not():
    words, pieces = (encoded(vocabulary=kind, vocabulary_size=40).statistics["coverage"] for kind in ("words", "pieces"))
    assert words["test"] < 0.7 < 0.95 < pieces["test"]


def test_balance_and_caps_hold_in_every_part():
    task = encoded(balance=True)
    assert [np.bincount(texts.labels).tolist() for texts in task.splits] == [[6, 6], [2, 2], [2, 2]]
    capped = encoded(train_texts=12, validation_texts=4, test_texts=3)
    assert [len(texts) for texts in capped.splits] == [12, 4, 3]
    assert capped.statistics["dropped"] == {"other classes": 5, "more than asked for": 11}


def test_every_part_of_balanced_texts_is_balanced():
    labels = [i % 10 == 0 for i in range(4000)]
    table = pd.DataFrame({"text": "a text", "label": labels, "split": "", "source": "x.csv", "row": 1}).astype({"label": int})
    task = encoded(table, names=["often", "rare"], classes=["often", "rare"], balance=True)
    for part in np.array_split(task.splits.train.labels, 4):
        assert 0.3 < part.mean() < 0.7


MOODS = pd.DataFrame(
    {"text": [f"mood {i}" for i in range(40)], "label": [i % 4 for i in range(40)], "split": "", "source": "m.csv", "row": 1}
)


def test_sets_of_labels_are_binary_numbers():
    task = encoded(MOODS, names=["joy", "love"], multilabel=True, family="multilabel", labels=["love"], unlabelled="keep")
    label_of = dict(zip(MOODS["text"], MOODS["label"], strict=True))
    for words, label in zip(words_of(task.splits.train, task.vocabulary), task.splits.train.labels, strict=True):
        assert label == label_of[" ".join(words)] >> 1
    assert list(task.statistics["classes"].values()) == [{"love": count, "none": count} for count in (13, 3, 4)]


def test_the_statistics_are_what_a_hand_count_finds():
    table = TABLE.assign(split=np.where(TABLE["row"] % 2 == 0, "test", "train"))
    table.loc[0, "text"] = "News news, sport: sport0 and more of it"  # 8 words, trained on
    table.loc[1, "text"] = "?!"
    told = encoded(table, longest_text=5, dropped={"empty": 3}).statistics
    assert told["texts"] == {"train": 12, "validation": 3, "test": 14}
    assert told["dropped"] == {"empty": 3, "other classes": 5, "no word": 1}
    assert told["classes"] == {
        "train": {"tech": 4, "sport": 8},
        "validation": {"tech": 1, "sport": 2},
        "test": {"tech": 5, "sport": 9},
    }
    assert told["lengths"]["test"] == describe_lengths(np.full(14, 3))
    assert told["lengths"]["validation"] == describe_lengths(np.full(3, 3))
    assert told["lengths"]["train"]["max"] == 8
    assert told["lengths"]["train"]["mean"] == pytest.approx((11 * 3 + 8) / 12)
    assert told["cut"] == pytest.approx(1 / 29)
    third = pytest.approx(2 / 3)  # the third word is in no other text
    assert told["coverage"] == {"train": 1.0, "validation": third, "test": third}
    assert told["words"] == 3 + 29 + 4


def test_a_class_without_texts_is_named():
    with pytest.raises(CorpusError, match=r"^class 'politics' is none of the corpus; its classes are: sport, tech, weather$"):
        encoded(classes=[*CLASSES, "politics"])
    with pytest.raises(CorpusError, match=r"^class 'politics' has no text in the corpus$"):
        encoded(classes=[*CLASSES, "politics"], names=[*NAMES, "politics"])
    with pytest.raises(CorpusError, match=r"^class 'tech' has no text to test on$"):
        encoded(TABLE.assign(split=np.where(TABLE["row"] < 4, "test", "train")))


def test_a_class_with_one_text_cannot_be_split_and_is_named():
    with pytest.raises(CorpusError, match=r"^class 'tech' has 1 text left; to train on some and test on others takes 2$"):
        encoded(TABLE[(TABLE["label"] != 1) | (TABLE["text"] == "News, tech: tech0")])
    with pytest.raises(CorpusError, match=r"^class 'tech' has 1 text left; to train on some and validate on others takes 2$"):
        encoded(TABLE[(TABLE["label"] != 1) | TABLE["text"].isin(["News, tech: tech0", "News, tech: tech1"])])
