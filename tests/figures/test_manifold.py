"""A manifold: a panel per network, in as many dimensions as it needs."""

import pytest
from pictures import drawn, legend_of, manifold

from rnn_geometry.figures.manifold import draw_manifolds
from rnn_geometry.figures.style import INK, class_colours
from rnn_geometry.shapes import Hypercube, Simplex

CASES = {
    "line": Simplex.of(2),
    "triangle": Simplex.of(3),
    "tetrahedron": Simplex.of(4),
    "two labels": Hypercube.of(2),
    "four labels": Hypercube.of(4),
}


@pytest.mark.parametrize("shape", CASES.values(), ids=CASES)
def test_a_manifold_has_a_panel_a_run_in_three_dimensions_where_two_do_not_hold_it(shape, tmp_path):
    classes = shape.target.classes
    names = [f"class {i}" for i in range(classes)]
    manifolds = [manifold(classes, shape.outputs)] * 2
    figure = drawn(draw_manifolds(manifolds, [("gru", ""), ("mine", "0.1")], names, shape), tmp_path)
    assert [axes.get_title() for axes in figure.axes] == ["GRU", "mine, L2 0.1"]
    assert {axes.name for axes in figure.axes} == {"3d" if shape.dimension > 2 else "rectilinear"}
    assert legend_of(figure)[:classes] == names


@pytest.mark.parametrize(("shape", "own"), [(Simplex.of(3), True), (Hypercube.of(2), False), (Hypercube.of(1), False)])
def test_a_readout_has_the_colour_of_its_class_and_a_label_s_has_none(shape, own, tmp_path):
    classes, readouts = shape.target.classes, shape.outputs
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(draw_manifolds([manifold(classes, readouts)], [("gru", "")], names, shape), tmp_path)
    arrows = [line.get_color() for line in figure.axes[0].lines if line.get_linewidth() > 1.5]
    assert arrows == (class_colours(classes)[:readouts] if own else [INK] * readouts)
