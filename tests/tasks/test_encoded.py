"""The encoded data set: what is written is read back, split by split, and described by what a hand count finds."""

import csv

import numpy as np
import pytest

from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex
from rnn_geometry.tasks.encoded import (
    PAD,
    SPECIAL_WORDS,
    UNKNOWN,
    Splits,
    Texts,
    describe,
    join,
    load_split,
    output_names,
    read_vocabulary,
    save_splits,
    shape_of_task,
    shuffle_words,
    target_of_task,
    write_vocabulary,
)

TRAIN = Texts(
    tokens=np.array([[2, 3, 4], [3, 0, 0], [4, 4, 0], [2, 0, 0]], np.int32),
    lengths=np.array([3, 1, 2, 1], np.int32),
    labels=np.array([0, 1, 0, 0]),
    scores=np.array([[0.5, 1], [-2, 0], [3, 3], [0, 0]], np.float32),
)
VALIDATION = TRAIN[1:2]
TEST = Texts(
    tokens=np.array([[2, 1, 1, 3], [1, 0, 0, 0]], np.int32),
    lengths=np.array([4, 1], np.int32),
    labels=np.array([1, 0]),
    scores=np.empty((2, 0), np.float32),
)
SPLITS = Splits(TRAIN, VALIDATION, TEST)
WORDS = [*SPECIAL_WORDS, "the", 'say "so", he said', "NA"]


@pytest.fixture
def saved(tmp_path):
    save_splits(tmp_path / "texts.safetensors", SPLITS)
    return tmp_path / "texts.safetensors"


@pytest.mark.parametrize(("split", "texts"), SPLITS._asdict().items())
def test_each_split_comes_back_as_it_was_saved(saved, split, texts):
    for field, array in vars(load_split(saved, split)).items():
        np.testing.assert_array_equal(array, getattr(texts, field), strict=True)


def test_a_split_that_is_not_there_is_named_with_its_file(saved):
    with pytest.raises(ValueError, match=r"texts\.safetensors: .*unseen"):
        load_split(saved, "unseen")


@pytest.mark.parametrize("rows", [slice(1, 3), np.array([2, 0]), TRAIN.labels == 0])
def test_rows_of_texts_keep_their_tokens_lengths_labels_and_scores_together(rows):
    chosen = TRAIN[rows]
    assert len(chosen) == len(TRAIN.labels[rows])
    for text, length in zip(chosen.tokens, chosen.lengths, strict=True):
        assert np.count_nonzero(text) == length
    np.testing.assert_array_equal(chosen.labels, TRAIN.labels[rows])
    np.testing.assert_array_equal(chosen.scores, TRAIN.scores[rows])


def test_joining_the_parts_of_texts_gives_them_back():
    for field, array in vars(join([TRAIN[:1], TRAIN[1:3], TRAIN[3:]])).items():
        np.testing.assert_array_equal(array, getattr(TRAIN, field), strict=True)


def test_the_special_words_stand_at_their_numbers():
    assert (SPECIAL_WORDS[PAD], SPECIAL_WORDS[UNKNOWN]) == ("<pad>", "<unk>")


def test_a_vocabulary_comes_back_word_by_word(tmp_path):
    write_vocabulary(tmp_path / "vocabulary.csv", WORDS)
    assert read_vocabulary(tmp_path / "vocabulary.csv") == WORDS


def test_the_scores_of_a_word_stand_beside_it(tmp_path):
    scores = np.arange(len(WORDS) * 2).reshape(-1, 2)
    write_vocabulary(tmp_path / "vocabulary.csv", WORDS, scores)
    with open(tmp_path / "vocabulary.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["token"]) for row in rows] == list(range(len(WORDS)))
    assert [[int(row["score_0"]), int(row["score_1"])] for row in rows] == scores.tolist()


def test_words_and_scores_of_different_number_are_refused(tmp_path):
    with pytest.raises(ValueError, match="shorter"):
        write_vocabulary(tmp_path / "vocabulary.csv", WORDS, np.zeros((2, 2)))
    assert list(tmp_path.iterdir()) == []


def test_a_task_is_described_by_what_a_hand_count_finds():
    assert describe("categorical", ["a", "b"], SPLITS, WORDS, Simplex.of(2)) == {
        "family": "categorical",
        "shape": "simplex",
        "classes": ["a", "b"],
        "train_texts": 4,
        "validation_texts": 1,
        "test_texts": 2,
        "rarest_class": 0.25,  # one training text in four is of class b
        "length_median": 1.0,  # of 1, 1, 1, 1, 2, 3, 4
        "length_p95": pytest.approx(3.7),
        "length_max": 4,
        "vocabulary_size": 5,
        "vocabulary_coverage": 0.4,  # two of the five held-out words are known
        "outputs": 2,
        "multilabel": False,
        "expected_dimension": 1,
    }


def test_a_class_or_label_without_training_texts_shows_in_the_record():
    for classes, shape in ((["a", "b", "c"], Simplex.of(3)), (["none", "a", "b", "a+b"], Hypercube.of(2))):
        assert describe("any", classes, SPLITS, WORDS, shape)["rarest_class"] == 0


@pytest.mark.parametrize(
    ("family", "classes", "shape"),
    [
        ("categorical", ["a", "b"], Simplex.of(2)),
        ("planar", list("abcde"), Ordered(5, 2)),
        ("multilabel", ["none", "a", "b", "a+b"], Hypercube.of(2)),
        ("correlated", ["a", "b", "c"], Shape(3, 1)),
    ],
)
def test_the_shape_the_target_and_the_names_of_the_outputs_come_back_from_the_record(family, classes, shape):
    record = describe(family, classes, SPLITS, WORDS, shape)
    assert shape_of_task(record) == shape
    assert target_of_task(record) == shape.target
    assert output_names(record) == (["a", "b"] if family == "multilabel" else classes)


def test_shuffling_permutes_the_words_of_each_text_and_touches_nothing_else():
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 30, 200).astype(np.int32)
    real = np.arange(30) < lengths[:, None]
    tokens = np.where(real, rng.integers(1, 50, real.shape), PAD).astype(np.int32)
    texts = Texts(tokens, lengths, np.arange(200), np.empty((200, 0), np.float32))
    shuffled = shuffle_words(texts, np.random.default_rng(1))
    assert ((shuffled.tokens != PAD) == real).all()
    np.testing.assert_array_equal(np.sort(shuffled.tokens), np.sort(tokens))
    moved = (shuffled.tokens != tokens).any(axis=1)
    assert moved[lengths > 5].all()
    assert shuffled.labels is texts.labels
    np.testing.assert_array_equal(shuffled.tokens, shuffle_words(texts, np.random.default_rng(1)).tokens)


def test_words_that_draw_the_same_key_stay_in_their_order():
    tokens = np.tile(np.arange(1, 41, dtype=np.int32), (64, 1))
    texts = Texts(tokens, np.full(64, 40, np.int32), np.zeros(64, int), np.empty((64, 0), np.float32))

    class Draws:
        def random(self, shape, dtype):
            return np.tile(np.repeat([0.75, 0.25], 20), (shape[0], 1)).astype(dtype)

    assert (shuffle_words(texts, Draws()).tokens == np.r_[21:41, 1:21]).all()
