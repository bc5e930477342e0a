"""Write the tables that pages ask for: between `<!-- table NAME WORDS -->` and `<!-- end -->`."""

import re
from pathlib import Path

from rnn_geometry.pages.tables import TABLES

PLACE = re.compile(r"(<!-- table (?P<words>[^\n]*?) -->\n)(?P<old>.*?)(<!-- end -->)", re.DOTALL)


def written(page: Path, kept: Path) -> str:
    """The text of a page with every table as the kept studies have it.

    Raises ValueError with the page's name where a table is unknown, does not end, or asks for a study that is not kept.
    """
    text = page.read_text(encoding="utf-8")
    if text.count("<!-- table ") != len(PLACE.findall(text)):
        raise ValueError(f"{page}: a line `<!-- table … -->` has no line `<!-- end -->` after it")

    def fill(place: re.Match) -> str:
        name, *words = place["words"].split()
        if name not in TABLES:
            raise ValueError(f"{page}: no table is called {name!r}; there are: {', '.join(TABLES)}")
        try:
            return f"{place[1]}\n{TABLES[name](kept, *words)}\n{place[4]}"
        except FileNotFoundError as error:
            raise ValueError(f"{page}: {error.filename} is not there: keep the study with `make pages` first") from error

    return PLACE.sub(fill, text)
