"""docs/cells.md shows its examples as they are (what they do is tested in test_own_cell and workflow/test_own_network)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/cells.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "name"), [("python", "leaky.py"), ("yaml", "leaky.yaml"), ("yaml", "theirs.yaml")])
def test_the_page_shows_the_example_as_it_is(language, name):
    shown = re.findall(rf"```{language}\n(.+?)```", PAGE, re.DOTALL)
    assert (ROOT / "docs/example" / name).read_text(encoding="utf-8").strip() in [block.strip() for block in shown]


def test_every_page_and_file_that_it_points_to_is_there():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", PAGE) if not link.startswith("#")]
    assert len(links) > 5
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
