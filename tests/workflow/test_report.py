"""The report of the smoke study: all that was found is in it, and a browser opens it fast and without complaint."""

import re

import pytest

from rnn_geometry.claims.registry import CLAIMS

MEGABYTES, SECONDS = 15, 3  # what the report of the default study may take, of which this one has a part


@pytest.fixture
def report(smoke):
    return smoke.folder / "results/report.html"


def test_every_claim_rule_and_family_is_in_it(report):
    page = report.read_text(encoding="utf-8")
    assert re.findall(r'<article id="([^"]+)"', page) == [claim.id for claim in CLAIMS]
    views = ["correlated-3.rho-0", "categorical-3", "multilabel-2", "planar", "bbc-news"]
    assert sorted(re.findall(r'class="view" id="view-([^"]+)"', page)) == sorted(views)
    for rule in ("fetch_corpus", "train_network", "analyse_dynamics", "draw_claims"):
        assert f'<th scope="row">{rule}</th>' in page
    assert "snakemake --cores 8 results/figures/dimension.png --configfile config/smoke.yaml<" in page
    assert report.stat().st_size < MEGABYTES * 1e6


def test_a_browser_opens_it_fast_and_shows_every_picture_and_manifold(report, chromium):
    assert min(chromium.open(report) for _ in range(2)) < SECONDS  # the better of two: the machine may be busy
    chromium.show_all(".view", "view.dataset.ready === 'true'")
    chromium.show_all("img.still, .picture img", "view.complete")
    assert chromium.evaluate("[...document.images].every((image) => image.naturalWidth > 100)")
    assert chromium.complaints == []
    assert [address for address in chromium.requests if not address.startswith(("file:", "data:", "blob:"))] == []


def test_a_changed_caption_writes_the_report_again_and_nothing_else(smoke):
    caption = smoke.folder / "workflow/report/dimension.rst"
    before = caption.read_text()
    caption.write_text("Another caption.")
    try:
        assert smoke.planned() == {"write_report": 1, "all": 1}
    finally:
        caption.write_text(before)


def test_snakemake_s_own_report_can_be_made(smoke, tmp_path):
    done = smoke.snakemake("--report", str(tmp_path / "report.html"))
    assert done.returncode == 0, done.stdout[-4000:]
    assert "The verdict on every claim of the paper" in (tmp_path / "report.html").read_text(encoding="utf-8")
