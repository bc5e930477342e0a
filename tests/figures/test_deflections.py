"""Deflections: an arrow per word and place, or the telling words beside the manifold."""

import numpy as np
import pytest
from matplotlib.text import Text
from pictures import TITLES, drawn, legend_of

from rnn_geometry.figures.deflections import Arrows, draw_deflections, draw_telling_words


def arrows(words: int, places: int = 9) -> Arrows:
    rng = np.random.default_rng(0)
    slow = rng.standard_normal((places, 2))
    return Arrows(
        visited_places=rng.standard_normal((50, 2)),
        slow_places=slow,
        arrow_places=slow,
        arrows=0.1 * rng.standard_normal((words, places, 2)),
        mean_place=slow.mean(axis=0) if places else np.full(2, np.nan),
        mean_arrows=0.1 * rng.standard_normal((words, 2)) if places else np.full((words, 2), np.nan),
        arrow_outputs=np.arange(words) % 3,
        plane_shares=np.array([0.6, 0.3]),
    )


@pytest.mark.parametrize(("words", "places", "shown"), [(4, 9, 9), (9, 9, 6), (4, 0, 0)])
def test_deflections_have_an_arrow_a_word_and_place_and_a_colour_a_word_of_evidence(words, places, shown, tmp_path):
    names, kinds = [f"w{i}" for i in range(words)], ["neutral"] + ["evidence"] * (words - 1)
    figure = drawn(draw_deflections([arrows(words, places)] * 2, TITLES, names, kinds), tmp_path)
    assert legend_of(figure) == names
    for axes in figure.axes:
        quivers = [artist for artist in axes.collections if hasattr(artist, "U")]
        assert [quiver.N for quiver in quivers] == [shown] * words
        colours = {tuple(quiver.get_facecolor()[0]) for quiver in quivers}
        assert len(colours) == words


@pytest.mark.parametrize("words", [1, 2, 15])
def test_telling_words_stand_beside_the_manifold_and_do_not_overlap(words, tmp_path):
    names = [f"word{i}" for i in range(words)]
    figure = drawn(draw_telling_words([arrows(words)], TITLES[:1], [names], ["x", "y", "z"]), tmp_path)
    assert {text.get_text() for text in figure.axes[0].texts} == set(names)
    boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]  # without their lines
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
