"""Words of any script: Unicode's own rules tell them, but for what a text in plain ASCII has always been cut into."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, pre_tokenizers

from rnn_geometry.tasks.writing import has_word, have_no_spaces, tokenise

MANY = settings(max_examples=1000)
# Letters with their marks of scripts that have spaces, digits, and what stands between words and in them.
LETTERS = "abzéèöΣίЖйאבאّعربيكहिन्दीगीतক্ষাவணக்கம்한국어\u0301\u0308\u0327\u093c\u064e\u05b0"
BETWEEN = " 12_'’-.,!\u200c\u200d"
TEXTS = st.text(st.sampled_from(LETTERS + BETWEEN), max_size=30).map(lambda text: unicodedata.normalize("NFC", text))
WORDS_OF_UNICODE = pre_tokenizers.Split(Regex(r"(?y{w})\X"), "isolated")  # Oniguruma's mode for annex 29
TRAILING = re.compile("['’]\\W*$")  # an apostrophe at a word's end, with the marks that it bears


def unicode_words(text: str) -> list[tuple[int, int]]:
    """Where the words of annex 29 begin and end that hold no punctuation but inner apostrophes."""
    found = []
    for word, (start, _) in WORDS_OF_UNICODE.pre_tokenize_str(text):
        bare = TRAILING.sub("", word)
        if any(map(str.isalnum, bare)) and not set(bare) & set(".,"):
            found.append((start, start + len(bare)))
    return found


def cut_by(words: list[str], text: str) -> list[tuple[int, int]]:
    """The words of annex 29 that do not lie in one of ours, found one after the other."""
    spans, end = [], 0
    for word in words:
        start = text.index(word, end)
        end = start + len(word)
        spans.append((start, end))
    return [(a, b) for a, b in unicode_words(text) if not any(start <= a and b <= end for start, end in spans)]


@MANY
@given(TEXTS)
def test_no_word_of_unicode_s_is_cut(text):
    assert cut_by(tokenise(text, lower=False), text) == []


@pytest.mark.parametrize("text", ["निर्देशक गीत", "বাংলা", "e\u0301cole q\u0323u", "عَرَبِيّ"])
def test_letters_alone_would_cut_them(text):
    assert cut_by(re.findall(r"\w+(?:['’]\w+)*", text), text)
    assert cut_by(tokenise(text, lower=False), unicodedata.normalize("NFC", text)) == []


@MANY
@given(st.text(st.characters(max_codepoint=127)), st.booleans())
def test_plain_ascii_is_cut_at_all_that_is_no_letter_digit_or_inner_apostrophe(text, lower):
    assert tokenise(text, lower) == re.findall(r"\w+(?:'\w+)*", text.lower() if lower else text)


@MANY
@given(st.lists(st.text(st.sampled_from("ab1'.,- "), max_size=12), min_size=1, max_size=4), TEXTS)
def test_the_same_words_come_of_ascii_that_stands_beside_other_scripts(parts, other):
    ascii_text = " ".join(parts)
    assert tokenise(f"{ascii_text} é") == [*tokenise(ascii_text), "é"]
    assert tokenise(f"{other} | {ascii_text}")[-len(tokenise(ascii_text)) or 99 :] == tokenise(ascii_text)


@MANY
@given(TEXTS)
def test_accents_that_are_composed_and_those_that_are_not_give_the_same_words(text):
    assert tokenise(unicodedata.normalize("NFD", text)) == tokenise(text)


@given(TEXTS, st.sampled_from("\u00ad\u200e\u200f\u2060\ufeff"), st.integers(0, 30))
def test_what_only_directs_the_layout_is_no_part_of_a_word_and_cuts_none(text, sign, place):
    assert tokenise(text[:place] + sign + text[place:]) == tokenise(unicodedata.normalize("NFC", text))


def test_a_space_of_no_width_parts_words():
    assert tokenise("ភាសា\u200bខ្មែរ") == ["ភាសា", "ខ្មែរ"]


@given(TEXTS)
def test_a_text_has_a_word_where_words_come_of_it(text):
    assert has_word(text) == bool(tokenise(text))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["今天我们比赛。", "ok"], True),
        (["これはペンです"], True),
        (["ภาษาไทยไม่มีช่องว่าง"], True),
        (["한국어 문장입니다"], False),
        (["हिन्दी गीत", "عربي"], False),
        (["the film 教练 was good"], False),
        (["...", ""], False),
    ],
)
def test_scripts_without_spaces_are_told_by_most_of_the_letters(texts, expected):
    assert have_no_spaces(texts) == expected
