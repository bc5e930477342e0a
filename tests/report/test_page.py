"""The page: whatever a study is called stays text, nothing is asked of a network, and everyone can get at everything."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from plotly.offline import get_plotlyjs

from rnn_geometry.report.page import as_script, render

VOID = {"meta", "img", "br", "input"}


class Outline(HTMLParser):
    """Every element of a page as (name, attributes, elements around it), and the text of scripts."""

    def __init__(self, page: str):
        super().__init__()
        self.elements, self.scripts, self.open = [], [], []
        self.feed(page)
        assert self.open == [], "elements that are not closed"

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes), tuple(self.open)))
        if name not in VOID:
            self.open.append(name)
        if name == "script":
            self.scripts.append((dict(attributes), ""))

    def handle_endtag(self, name):
        assert self.open.pop() == name

    def handle_data(self, text):
        if self.open and self.open[-1] == "script":
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + text)

    def all(self, *names) -> list[dict]:
        return [attributes for name, attributes, _ in self.elements if name in names]


@pytest.fixture
def outline(page) -> Outline:
    return Outline(page)


def test_names_that_are_markup_stay_text(page, outline):
    assert page.count("<script>alert") == 0
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert len(outline.scripts) == 2 + 2  # plotly, the page's own, and a figure's data a view
    assert not [
        name for attributes in outline.all(*{name for name, *_ in outline.elements}) for name in attributes if name[:2] == "on"
    ]


def test_words_of_a_corpus_reach_plotly_as_text_too(outline):
    for attributes, data in outline.scripts:
        if attributes.get("type") == "application/json":
            words = [text for trace in json.loads(data)["data"] for text in trace.get("hovertext", [])]
            assert any("&lt;script&gt;" in text for text in words)
            assert not any("<" in text for text in words)


def test_nothing_is_fetched(outline):
    sources = [
        attributes[key]
        for _, attributes, _ in outline.elements
        for key in ("src", "srcset", "poster", "data")
        if key in attributes
    ]
    assert sources
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    links = [attributes["href"] for attributes in outline.all("a", "link")]
    assert {link for link in links if not link.startswith("#")} == {"https://arxiv.org/abs/2010.15114"}
    assert not outline.all("link", "iframe", "object", "embed")


def test_the_policy_admits_these_scripts_and_no_request(outline):
    (policy,) = (meta["content"] for meta in outline.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    code = [text for attributes, text in outline.scripts if "type" not in attributes]
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in code]
    assert re.search(r"script-src ([^;]*)", policy)[1].split() == [f"'sha256-{digest}'" for digest in digests]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy


def test_every_picture_has_a_text_its_size_and_a_caption(outline):
    images = outline.all("img")
    assert len(images) == 3 + 2  # figures, and a still a view
    assert all(image["alt"] and int(image["width"]) > 100 and int(image["height"]) > 100 for image in images)
    assert len(outline.all("figcaption")) == len(outline.all("figure")) == 5


def test_tables_have_captions_and_scopes_and_can_be_scrolled_by_keyboard(outline):
    assert len(outline.all("caption")) == len(outline.all("table")) == 1 + 2 + (3 + 1) + 2
    assert all("scope" in cell for cell in outline.all("th"))
    regions = [attributes for attributes in outline.all("div") if attributes.get("class") == "scroll"]
    assert len(regions) == len(outline.all("table"))
    assert all(region["tabindex"] == "0" and region["aria-label"] for region in regions)


def test_headings_are_in_order_and_links_lead_somewhere(outline):
    levels = [int(name[1]) for name, *_ in outline.elements if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes, _ in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    inside = {attributes["href"][1:] for attributes in outline.all("a") if attributes["href"].startswith("#")}
    assert inside <= set(ids)


def test_every_figure_and_network_says_how_it_is_made_anew(page):
    for target in ("claims", "results/figures/readouts.png", "results/runs/three/gru/l2-0.1/seed-0/modes.safetensors"):
        assert f"snakemake --cores 8 {target} --configfile config/mine.yaml<" in page


def test_the_page_is_plotly_and_little_else(page):
    assert len(page.encode()) - len(get_plotlyjs().encode()) < 1e6


def test_a_study_without_anything_has_a_page(parts):
    networks = parts["networks"] | {"networks": 0, "trained": 0, "commits": [], "imported": []}
    empty = {"tally": [], "findings": [], "pictures": {}, "captions": {}, "views": [], "costs": [], "networks": networks}
    Outline(render(**(parts | empty)))


@pytest.mark.parametrize("code", ["'</script>'", "'</SCRIPT'", "1\r\n2"])
def test_code_that_would_not_arrive_as_it_is_is_refused(code):
    with pytest.raises(ValueError, match="script"):
        as_script(code)
