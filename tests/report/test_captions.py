"""One caption a kind of figure, for this report and for Snakemake's, and a section of docs/reading.md that says more."""

import re
from pathlib import Path

import pytest

from rnn_geometry.claims.registry import CLAIMS

ROOT = Path(__file__).parents[2]
CAPTIONS = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "workflow/report").glob("*.rst")}
KINDS = sorted({pattern.split("-")[0] for claim in CLAIMS for pattern in claim.figures} | {"claims"})
READING = (ROOT / "docs/reading.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_figure_has_a_caption_and_is_explained(kind):
    assert CAPTIONS[kind].strip()
    assert re.search(rf"^## .*`{kind}(-\{{\w+\}})?`", READING, re.MULTILINE)


@pytest.mark.parametrize("name", CAPTIONS)
def test_captions_are_plain_sentences_so_that_every_page_can_print_them(name):
    assert not re.search(r"[<>*`{}|_]|\n.", CAPTIONS[name].strip().replace("results/report.html", ""))
