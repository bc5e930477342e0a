"""What skeletons lack against asymmetry."""

import numpy as np
import pandas as pd
import pytest
from pictures import drawn, legend_of

from rnn_geometry.figures.given import Given
from rnn_geometry.figures.skeleton_asymmetry import ASYMMETRIES, draw, draw_asymmetry
from rnn_geometry.figures.style import cell_marker
from rnn_geometry.tables.columns import KEYS

TASKS = {  # source, outputs, dimension, faces that are there
    "categorical-4": ("synthetic", 4, 3, 0.8),
    "news": ("bbc", 5, 4, 0.25),
    "multilabel-1": ("synthetic", 1, 1, 1.0),
    "multilabel-2": ("synthetic", 2, 2, 1.0),
    "planar": ("synthetic", 5, 2, np.nan),
}


@pytest.fixture
def tables():
    """Two networks of each task, and their readouts, whose spreads name the network."""
    rows = [
        [task, cell, 0.1, 0, source, outputs, dimension, share, 0.01 * number]
        for number, (task, (source, outputs, dimension, share)) in enumerate(TASKS.items(), 1)
        for cell in ("gru", "lstm")
    ]
    columns = ["source", "outputs", "expected_dimension", "faces_share", "corner_lambda_spread"]
    skeletons = pd.DataFrame(rows, columns=[*KEYS, *columns])
    readouts = skeletons[KEYS].assign(norm_variation=0.1, angle_sd=2.0, expected_dimension=9)
    return skeletons, readouts


def dots(axes) -> list[tuple[float, float]]:
    return sorted({(round(float(line.get_xdata()[0]), 3), round(float(line.get_ydata()[0]), 3)) for line in axes.lines})


def test_every_network_with_known_faces_is_a_dot_where_its_asymmetry_and_its_missing_faces_put_it(tables, tmp_path):
    figure = drawn(draw_asymmetry(*tables), tmp_path)
    assert [axes.get_xlabel() for axes in figure.axes] == [asymmetry.label for asymmetry in ASYMMETRIES]
    assert dots(figure.axes[2]) == [(0.01, 0.2), (0.02, 0.75), (0.03, 0.0), (0.04, 0.0)]
    assert [line.get_marker() for line in figure.axes[2].lines[:2]] == [cell_marker("gru"), cell_marker("lstm")]
    legend = ["GRU", "LSTM", "real text", "dimension 1", "dimension 4"]
    assert legend_of(figure) == legend


def test_too_few_readouts_to_differ_are_no_dot_of_a_symmetric_network(tables, tmp_path):
    norms, angles, corners = drawn(draw_asymmetry(*tables), tmp_path).axes
    assert [len(axes.lines) for axes in (norms, angles, corners)] == [6, 4, 8]


def test_real_text_has_open_markers(tables, tmp_path):
    axes = drawn(draw_asymmetry(*tables), tmp_path).axes[2]
    assert {line.get_xdata()[0] for line in axes.lines if line.get_markerfacecolor() == "white"} == {0.02}


def test_a_study_of_shapes_without_faces_has_empty_panels(tables, tmp_path):
    skeletons, readouts = tables
    figure = drawn(draw_asymmetry(skeletons[skeletons["task"] == "planar"], readouts), tmp_path)
    assert [len(axes.lines) for axes in figure.axes] == [0, 0, 0]


def test_what_is_drawn_comes_from_three_tables_and_of_the_networks_shown_alone(tables, tmp_path):
    skeletons, readouts = tables
    about = ["source", "outputs", "expected_dimension"]
    written = {
        "skeleton": skeletons.drop(columns=["source", "outputs"]),
        "readouts": readouts,
        "tasks": skeletons[["task", *about]].drop_duplicates(),
    }
    paths = {name: tmp_path / f"{name}.csv" for name in written}
    for name, table in written.items():
        table.to_csv(paths[name], index=False)
    runs = [["categorical-4", "gru", "0.1", "0"], ["news", "lstm", "0.1", "0"]]
    figure = drawn(draw(Given("", runs, tables=paths)), tmp_path)
    assert dots(figure.axes[0]) == [(0.1, 0.2), (0.1, 0.75)]
