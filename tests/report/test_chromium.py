"""The page in a real browser: it opens fast, every picture shows, manifolds draw and turn, and nothing is complained of."""

import pytest


@pytest.fixture
def opened(page, tmp_path, chromium):
    """The planted page, open in a window of a desktop."""
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    chromium.open(path)
    return chromium


def draw_all(browser) -> None:
    browser.show_all(".view", "view.dataset.ready === 'true'")


def test_manifolds_draw_when_they_come_into_sight_and_nothing_is_complained_of(opened):
    assert opened.evaluate("document.querySelectorAll('[data-ready]').length") == 0
    draw_all(opened)
    assert opened.evaluate("[...document.querySelectorAll('.view canvas')].every((canvas) => canvas.width > 100)")
    assert opened.complaints == []


def test_every_picture_can_be_read(opened):
    show = (
        "Promise.all([...document.images].map((image) => { image.loading = 'eager'; return image.decode(); })).then(() => true)"
    )
    assert opened.evaluate(show)
    assert opened.evaluate("[...document.images].every((image) => image.naturalWidth > 100)")


def test_nothing_is_asked_of_a_network(opened):
    draw_all(opened)
    assert [address for address in opened.requests if not address.startswith(("file:", "data:", "blob:"))] == []


def test_a_request_that_a_script_makes_all_the_same_is_refused(opened):
    refused = "fetch('http://127.0.0.1:1/').then(() => 'sent', (error) => error.message)"
    assert "Content Security Policy" in " ".join([opened.evaluate(refused), *opened.complaints])


def test_a_view_is_turned_by_keys_and_buttons_and_its_parts_can_be_hidden(opened):
    draw_all(opened)
    eye = "document.querySelector('.canvas')._fullLayout.scene._scene.getCamera().eye"
    first = opened.evaluate(eye)
    opened.evaluate("document.querySelector('.canvas').focus()")
    opened.press("ArrowLeft")
    opened.wait_for(f"Math.abs({eye}.x - {first['x']}) > 0.01")
    turned = opened.evaluate(eye)
    assert (turned["x"] ** 2 + turned["y"] ** 2) == pytest.approx(first["x"] ** 2 + first["y"] ** 2, rel=1e-6)
    opened.evaluate("document.querySelector('[data-key=\"0\"]').click()")
    opened.wait_for(f"Math.abs({eye}.x - {first['x']}) < 1e-6")
    opened.evaluate("document.querySelector('[data-group=words]').click()")
    hidden = "document.querySelector('.canvas').data.filter((trace) => trace.visible === false)"
    hidden += ".every((trace) => trace.legendgroup === 'words')"
    opened.wait_for("document.querySelector('.canvas').data.some((trace) => trace.visible === false)")
    assert opened.evaluate(hidden)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_as_wide_as_its_window(opened, width):
    opened.resize(width, 800)
    draw_all(opened)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_the_flat_pictures_stand_for_the_views(opened):
    draw_all(opened)
    opened.send("Emulation.setEmulatedMedia", media="print")
    shown = "[...document.querySelectorAll('{}')].map((element) => getComputedStyle(element).display)"
    assert set(opened.evaluate(shown.format(".still"))) == {"block"}
    assert set(opened.evaluate(shown.format(".canvas"))) == {"none"}
