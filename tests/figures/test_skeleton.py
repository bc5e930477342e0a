"""The skeleton: every point and connection."""

import numpy as np
import pytest
from pictures import UNITS, drawn

from rnn_geometry.figures.skeleton import Bones, best_view, draw_skeletons


def bones(classes: int) -> Bones:
    """A simplex's corners, and a saddle between the first two of them."""
    rng, corners = np.random.default_rng(0), 3 * np.eye(UNITS)[:classes]
    points = np.concatenate([corners, corners[:2].mean(axis=0, keepdims=True)])
    edges = np.array([[classes, 0], [classes, 1]])
    paths = np.linspace(points[edges[:, 0]], points[edges[:, 1]], 7, axis=1)
    states = rng.dirichlet(np.ones(classes), 200) @ corners
    return Bones(states, points, np.array([0] * classes + [1]), np.array([*range(classes), 0]), edges, paths)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_a_skeleton_shows_every_point_and_connection_and_counts_them_in_its_title(classes, tmp_path):
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(draw_skeletons([bones(classes)] * 2, [("gru", ""), ("mine", "")], names, classes - 1), tmp_path)
    axes = figure.axes[0]
    assert axes.get_title() == f"GRU: {classes} + 1"
    assert len(axes.lines) == 2
    assert [len(dots.get_offsets()) for dots in axes.collections] == [200, classes, 1]
    assert [text.get_text() for text in axes.texts] == names


def test_a_network_without_any_fixed_point_has_a_panel_too(tmp_path):
    none = {name: getattr(bones(3), name)[:0] for name in ("points", "index", "labels", "edges", "paths")}
    figure = drawn(draw_skeletons([Bones(bones(3).states, **none)], [("gru", "")], ["a", "b", "c"], 3), tmp_path)
    assert not figure.axes[0].lines


def test_the_best_view_of_a_square_stood_on_edge_is_that_in_which_its_corners_are_apart():
    square = (
        np.array([[1, 1, 0], [1, -1, 0], [-1, 1, 0], [-1, -1, 0]])
        @ np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
    )
    seen = square @ best_view(square)
    assert np.linalg.norm(seen[:, None] - seen, axis=-1)[np.triu_indices(4, 1)].min() > 1.8
