"""Words and vocabularies: nothing but words, the most frequent first, and no word lost but the unknown and the cut."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.tasks.encoded import PAD, SPECIAL_WORDS, UNKNOWN
from rnn_geometry.tasks.vocabulary import build_vocabulary, encode, tokenise

TEXTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), max_size=6)
SIZES = st.integers(2, 12)


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


@given(st.text(), st.booleans())
def test_a_word_is_neither_empty_nor_has_white_space_or_padding_in_it(text, lower):
    for word in tokenise(text, lower):
        assert word.split() == [word]
        assert word not in SPECIAL_WORDS


@given(st.text(), st.booleans())
def test_cutting_words_again_changes_nothing(text, lower):
    words = tokenise(text, lower)
    assert tokenise(" ".join(words), lower) == words


@given(st.text(), st.booleans())
def test_no_letter_or_digit_is_lost_or_moved(text, lower):
    kept = [character for character in "".join(tokenise(text, lower)) if character.isalnum()]
    assert kept == [character for character in (text.lower() if lower else text) if character.isalnum()]


@given(TEXTS, SIZES)
def test_a_vocabulary_holds_the_most_frequent_words_ties_in_alphabetical_order(texts, size):
    vocabulary = build_vocabulary(texts, size)
    counts = Counter(word for words in texts for word in words)
    assert vocabulary[PAD] == "<pad>"
    assert vocabulary[UNKNOWN] == "<unk>"
    assert len(vocabulary) == min(size, 2 + len(counts))
    kept, left_out = vocabulary[2:], counts.keys() - set(vocabulary)
    ranks = [(-counts[word], word) for word in kept]
    assert ranks == sorted(set(ranks))
    assert all(rank < (-counts[word], word) for rank in ranks for word in left_out)


@given(TEXTS, SIZES, st.integers(1, 15))
def test_tokens_read_back_as_the_words_but_for_the_unknown_and_what_lies_beyond_the_longest(texts, size, longest):
    vocabulary = build_vocabulary(texts, size)
    tokens, lengths = encode(texts, vocabulary, longest)
    assert tokens.dtype == lengths.dtype == np.int32
    assert tokens.shape == (len(texts), max((min(len(words), longest) for words in texts), default=0))
    for row, length, words in zip(tokens.tolist(), lengths.tolist(), texts, strict=True):
        assert [vocabulary[token] for token in row[:length]] == [w if w in vocabulary else "<unk>" for w in words[:longest]]
        assert set(row[length:]) <= {PAD}
