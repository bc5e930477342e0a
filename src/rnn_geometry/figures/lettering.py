"""Names in figures as they are: cut to the room that there is, and in a font that has their letters, where one is installed."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

LONGEST = 32  # letters of a name in a legend or a title
FAMILY = "DejaVu Sans"  # matplotlib brings it: the same everywhere
NO_LETTERS = ("Last Resort", "STIXSiz", "STIXNon", "cm", "LastResort")  # fonts that show of a letter what it is not
ADVICE = "install fonts that have them, such as Noto (Debian: fonts-noto, fonts-noto-cjk)"


def short(name: str, longest: int = LONGEST) -> str:
    """A name in one line; of one that is longer, its beginning and its end."""
    name = " ".join(name.split())
    if len(name) <= longest:
        return name
    end = longest // 3
    return f"{name[: longest - end - 1].rstrip()}…{name[len(name) - end :].lstrip()}"


def letters_of(words: Iterable[str]) -> frozenset[str]:
    """The characters of some words that a font must have: no spaces, controls, joiners or marks of variants."""
    return frozenset(
        letter for word in words for letter in word if unicodedata.category(letter)[0] not in "ZC" and letter != "\ufe0f"
    )


@cache
def families_for(letters: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The families of fonts, beside the figures' own, that have the letters it lacks: those that have most of them first.
    Also the letters that no font here has."""
    own = set(get_font(findfont(FontProperties(family=FAMILY))).get_charmap())
    missing = {letter for letter in letters if ord(letter) not in own}
    families: list[str] = []
    fonts = _fonts() if missing else {}
    while missing:
        best = max(fonts, key=lambda family: len(missing & fonts[family]), default=None)
        if best is None or not missing & fonts[best]:
            break
        families.append(best)
        missing -= fonts[best]
    return tuple(families), frozenset(missing)


@cache
def _fonts() -> dict[str, frozenset[str]]:
    """The letters of each family of upright fonts that is installed, by name: in one order on every call."""
    found: dict[str, frozenset[str]] = {}
    for font in sorted(fontManager.ttflist, key=lambda font: (font.name, abs(int(font.weight) - 400), font.fname)):
        if font.name in found or font.style != "normal" or font.name.startswith(NO_LETTERS):
            continue
        try:
            found[font.name] = frozenset(map(chr, get_font(font.fname).get_charmap()))
        except (OSError, RuntimeError):  # removed since, or none that can be read
            continue
    return found


def letter(texts: Iterable[Text]) -> frozenset[str]:
    """Set the texts of a figure in fonts that have their letters; returns the letters that none here has."""
    texts = list(texts)
    families, missing = families_for(letters_of(text.get_text() for text in texts))
    if families:
        for text in texts:
            text.set_fontfamily([FAMILY, *families])
    return missing
