"""How texts are written: what in them is a word, and which scripts have no spaces between words.

Words are those of the Unicode Standard's annex 29, with two exceptions: a dot, comma or colon always ends a word; and what
stands together in a script without spaces is one word, which word pieces cut further. A combining mark belongs to the letter
before it, as does a joiner; what only directs the layout is left out.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain

WORD_IN_ASCII = re.compile(r"\w+(?:['’]\w+)*")
JOINERS = "\u200c\u200d"  # of Persian and of Indian scripts
BREAK = "\u200b"  # a space of no width: layout, too, but it parts words
# Thai and Lao; Myanmar; Khmer; Tai; kana; Han, in several blocks.
WITHOUT_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf\u3005-\u3007\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
MOST = 0.5  # of the letters of texts: with more of such scripts, spaces do not tell their words


def _ranges(chosen: Iterable[int]) -> str:
    """Code points as the inside of a regular expression's class."""
    ranges: list[list[int]] = []
    for point in chosen:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


@cache
def _patterns() -> tuple[re.Pattern, re.Pattern]:
    """What a word is, and what only directs the layout."""
    marks, layout = [], []
    for point in chain(range(0x80, 0x20000), range(0xE0000, 0xE1000)):  # there are none beyond
        character = chr(point)
        kind = unicodedata.category(character)
        if kind[0] == "M":
            marks.append(point)
        elif kind == "Cf" and character not in JOINERS + BREAK:
            layout.append(point)
    mark = f"{_ranges(marks)}{JOINERS}"
    run = rf"\w[\w{mark}]*"
    return re.compile(rf"{run}(?:['’][{mark}]*{run})*"), re.compile(f"[{_ranges(layout)}]")


def tokenise(text: str, lower: bool = True) -> list[str]:
    """The words of a text: runs of letters with their marks, digits and inner apostrophes; punctuation is dropped, and accents
    are composed (NFC)."""
    text = text.lower() if lower else text
    if text.isascii():
        return WORD_IN_ASCII.findall(text)
    word, layout = _patterns()
    return word.findall(unicodedata.normalize("NFC", layout.sub("", text)))


def has_word(text: str) -> bool:
    """Whether there is a word in a text."""
    return WORD_IN_ASCII.search(text) is not None


def have_no_spaces(texts: Iterable[str]) -> bool:
    """Whether texts are written in scripts without spaces between words, by most of their letters."""
    letters = without = 0
    for text in texts:
        letters += sum(map(str.isalpha, text))
        without += 0 if text.isascii() else len(WITHOUT_SPACES.findall(text))
    return without > MOST * letters
