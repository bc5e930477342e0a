"""Words and vocabularies: nothing but words, the most frequent first, and no word lost but the unknown and the cut."""

import subprocess
import sys
import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS, UNKNOWN
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
from rnn_geometry.tasks.writing import tokenise

TEXTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12).map(" ".join), max_size=6)
SIZES = st.integers(2, 12)
MANY = settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The match, won 2-1!", ["the", "match", "won", "2", "1"]),
        ("It's the players' day: O’Neill scored", ["it's", "the", "players", "day", "o’neill", "scored"]),
        ("Ärger über £5m\n\tin Zürich", ["ärger", "über", "5m", "in", "zürich"]),
        ("... -- ''", []),
    ],
)
def test_a_sentence_is_cut_into_its_words(text, words):
    assert tokenise(text) == words


def test_capitals_stay_when_asked():
    assert tokenise("The BBC", lower=False) == ["The", "BBC"]


@MANY
@given(st.text(), st.booleans())
def test_a_word_is_neither_empty_nor_has_white_space_or_padding_in_it(text, lower):
    for word in tokenise(text, lower):
        assert word.split() == [word]
        assert word not in SPECIAL_WORDS


@MANY
@given(st.text(), st.booleans())
def test_cutting_words_again_changes_nothing(text, lower):
    words = tokenise(text, lower)
    assert tokenise(" ".join(words), lower) == words


@MANY
@given(st.text(), st.booleans())
def test_no_letter_or_digit_is_lost_or_moved(text, lower):
    kept = [character for character in "".join(tokenise(text, lower)) if character.isalnum()]
    without_layout = "".join(letter for letter in (text.lower() if lower else text) if unicodedata.category(letter) != "Cf")
    composed = unicodedata.normalize("NFC", without_layout)
    assert kept == [character for character in composed if character.isalnum()]


@MANY
@given(st.lists(st.text(), max_size=6), st.booleans())
def test_numbered_words_read_back_as_the_words_of_each_text(texts, lower):
    words, flat, lengths = number_words(texts, lower)
    assert len(set(words)) == len(words)
    ends = np.cumsum(lengths)
    read = [[words[number] for number in flat[end - length : end]] for end, length in zip(ends, lengths, strict=True)]
    assert read == [tokenise(text, lower) for text in texts]


@given(TEXTS, SIZES, st.data())
def test_a_vocabulary_holds_the_most_frequent_words_of_the_chosen_texts_ties_in_alphabetical_order(texts, size, data):
    chosen = np.array([data.draw(st.booleans()) for _ in texts], bool)
    words, flat, lengths = number_words(texts)
    vocabulary = build_vocabulary(words, count_words(flat, lengths, chosen, len(words)), size)
    counts = Counter(word for text, is_chosen in zip(texts, chosen, strict=True) if is_chosen for word in text.split())
    assert vocabulary[PAD] == "<pad>"
    assert vocabulary[UNKNOWN] == "<unk>"
    assert len(vocabulary) == min(size, 2 + len(counts))
    kept, left_out = vocabulary[2:], counts.keys() - set(vocabulary)
    ranks = [(-counts[word], word) for word in kept]
    assert ranks == sorted(set(ranks))
    assert all(rank < (-counts[word], word) for rank in ranks for word in left_out)


@MANY
@given(TEXTS, SIZES, st.integers(1, 15))
def test_tokens_read_back_as_the_words_but_for_the_unknown_and_what_lies_beyond_the_longest(texts, size, longest):
    words, flat, lengths = number_words(texts)
    vocabulary = build_vocabulary(words, np.bincount(flat, minlength=len(words)), size)
    tokens, kept = pad(*expand(flat, lengths, *words_as_tokens(words, vocabulary)), longest)
    assert tokens.dtype == kept.dtype == np.int32
    assert tokens.shape == (len(texts), max((min(len(text.split()), longest) for text in texts), default=0))
    for row, length, text in zip(tokens.tolist(), kept.tolist(), texts, strict=True):
        expected = [word if word in vocabulary else "<unk>" for word in text.split()[:longest]]
        assert [vocabulary[token] for token in row[:length]] == expected
        assert set(row[length:]) <= {PAD}


# Word pieces

TALK = ["the walker walks and the talker talks", "walking talking walked talked", "the end of the walk", "a talk ends"] * 3


def trained(texts=TALK, size=60):
    words, flat, _ = number_words(texts)
    return words, build_pieces(words, np.bincount(flat, minlength=len(words)), size)


def test_pieces_of_a_word_put_together_are_the_word():
    words, vocabulary = trained()
    assert vocabulary[:2] == SPECIAL_WORDS
    assert len(set(vocabulary)) == len(vocabulary) <= 60
    tokens, sizes = words_as_pieces(words, vocabulary)
    ends = np.cumsum(sizes)
    for word, end, size in zip(words, ends, sizes, strict=True):
        pieces = [vocabulary[token] for token in tokens[end - size : end]]
        assert all(piece.startswith("##") for piece in pieces[1:])
        assert pieces[0] + "".join(piece.removeprefix("##") for piece in pieces[1:]) == word


def test_frequent_words_are_whole_pieces_and_a_new_word_is_spelt_with_known_ones():
    _, vocabulary = trained()
    assert {"the", "walk", "talk"} <= set(vocabulary)
    tokens, sizes = words_as_pieces(["walkend", "zebra"], vocabulary)
    assert sizes[0] > 1
    assert "".join(vocabulary[token].removeprefix("##") for token in tokens[: sizes[0]]) == "walkend"
    assert tokens[sizes[0] :].tolist() == [UNKNOWN]  # no z was ever seen


def test_a_vocabulary_smaller_than_the_alphabet_holds_its_most_frequent_letters():
    _, vocabulary = trained(["aaa aab"] * 5 + ["c"], size=6)
    assert vocabulary == [*SPECIAL_WORDS, "a", "b", "##a", "##b"]


def test_pieces_are_the_same_whatever_the_threads_and_the_hash_seed():
    code = """
import numpy as np
from rnn_geometry.tasks.vocabulary import build_pieces, number_words
rng = np.random.default_rng(0)
texts = [" ".join("".join(rng.choice(list("abcdefghij"), 5)) for _ in range(300)) for _ in range(20)]
words, flat, _ = number_words(texts)
print(build_pieces(words, np.bincount(flat), 400))
"""
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": ":".join(sys.path), "RAYON_NUM_THREADS": threads, "PYTHONHASHSEED": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2", "4", "4")
    }
    assert len(said) == 1


@given(st.lists(st.integers(1, 3), min_size=1, max_size=5), st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=5))
def test_expanding_replaces_each_word_by_its_own_tokens(sizes, texts):
    texts = [[word % len(sizes) for word in text] for text in texts]
    tokens = np.arange(sum(sizes), dtype=np.int32)
    own = np.split(tokens, np.cumsum(sizes)[:-1])
    flat = np.array([word for text in texts for word in text], np.int32)
    found, lengths = expand(flat, np.array([len(text) for text in texts], np.int64), tokens, np.array(sizes))
    assert found.tolist() == [token for text in texts for word in text for token in own[word].tolist()]
    assert lengths.tolist() == [sum(sizes[word] for word in text) for text in texts]


# Scripts without spaces

CHINESE = ["教练今天我们进球", "我们比赛教练进球", "银行今天利润股票", "股票市场银行利润"] * 3


def test_texts_without_spaces_are_cut_into_pieces_that_occur_together_often_and_are_not_learnt_whole():
    words, vocabulary = trained(CHINESE, size=200)
    several = [piece.removeprefix("##") for piece in vocabulary[2:] if len(piece.removeprefix("##")) > 1]
    assert {"教练", "进球", "银行"} <= set(several)
    words, vocabulary = trained([*CHINESE, "今天股票我们银行进球市场"], size=200)
    assert "今天股票我们银行进球市场" not in vocabulary
    tokens, sizes = words_as_pieces(words, vocabulary)
    assert UNKNOWN not in tokens
    assert sizes.max() > 1


def test_a_letter_that_is_not_known_leaves_the_others_of_a_text_without_spaces_known():
    _, vocabulary = trained(CHINESE, size=200)
    tokens, sizes = words_as_pieces(["教练龘进球", "龘"], vocabulary)
    said = [vocabulary[token] for token in tokens]
    assert "".join(piece.removeprefix("##") for piece in said[: sizes[0]]) == "教练<unk>进球"
    assert said[sizes[0] :] == ["<unk>"]


def test_a_script_of_thousands_has_more_letters_than_an_alphabet():
    many = ["".join(chr(0x4E00 + (7 * i + j) % 1500) for j in range(10)) for i in range(1500)]
    letters = [piece for piece in trained(many, size=4000)[1] if len(piece) == 1]
    assert len(letters) == 1000


@given(st.lists(st.lists(st.sampled_from(["教", "练", "今", "a", "龘"]), min_size=1, max_size=8).map("".join), max_size=5))
def test_pieces_of_texts_without_spaces_put_together_are_the_texts_but_for_the_unknown(texts):
    _, vocabulary = trained(CHINESE, size=200)
    words, flat, lengths = number_words(texts)
    found, _ = expand(flat, lengths, *words_as_pieces(words, vocabulary))
    together = "".join(vocabulary[token].removeprefix("##") for token in found)
    known = set("".join(vocabulary[2:]))
    assert together.replace("<unk>", "") == "".join(letter for letter in "".join(texts) if letter in known)
