"""A manifold: a panel per network, in as many dimensions as it needs."""

import pytest
from pictures import drawn, legend_of, manifold

from rnn_geometry.figures.manifold import draw_manifolds
from rnn_geometry.figures.style import INK, class_colours

CASES = {  # classes, readouts, expected dimension
    "line": (2, 2, 1),
    "triangle": (3, 3, 2),
    "tetrahedron": (4, 4, 3),
    "two labels": (4, 2, 2),
    "four labels": (16, 4, 4),
}


@pytest.mark.parametrize(("classes", "readouts", "dimension"), CASES.values(), ids=CASES)
def test_a_manifold_has_a_panel_a_run_in_three_dimensions_where_two_do_not_hold_it(classes, readouts, dimension, tmp_path):
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(
        draw_manifolds([manifold(classes, readouts)] * 2, [("gru", ""), ("mine", "0.1")], names, dimension), tmp_path
    )
    assert [axes.get_title() for axes in figure.axes] == ["GRU", "mine, L2 0.1"]
    assert {axes.name for axes in figure.axes} == {"3d" if dimension > 2 else "rectilinear"}
    assert legend_of(figure)[:classes] == names


@pytest.mark.parametrize(("classes", "readouts", "own"), [(3, 3, True), (4, 2, False), (2, 1, False)])
def test_a_readout_has_the_colour_of_its_class_and_a_label_s_has_none(classes, readouts, own, tmp_path):
    names = [f"class {i}" for i in range(classes)]
    figure = drawn(draw_manifolds([manifold(classes, readouts)], [("gru", "")], names, 2), tmp_path)
    arrows = [line.get_color() for line in figure.axes[0].lines if line.get_linewidth() > 1.5]
    assert arrows == (class_colours(classes)[:readouts] if own else [INK] * readouts)
