"""The figures of memory."""

import numpy as np
import pandas as pd
import pytest
from pictures import drawn, eigenvalues

from rnn_geometry.figures.memory import draw_memory
from rnn_geometry.figures.memory_kernel import Kernel, draw_kernels


def test_memory_over_classes_shows_every_network_beside_an_integrator_and_a_text(tmp_path):
    rows = [["three", "gru", 3, 0.9, -0.01], ["three", "lstm", 3, 0.4, 0.02], ["ten", "gru", 10, 0.8, -0.03]]
    table = pd.DataFrame(rows, columns=["task", "cell", "classes", "memory_kept", "exponent_mean"]).assign(l2=0.1, seed=0)
    tasks = pd.DataFrame({"task": ["three", "ten"], "source": "synthetic", "classes": [3, 10], "length_median": [20.0, 25.0]})
    figure = drawn(draw_memory(table, table, tasks), tmp_path)
    kept, exponents = ({round(float(y), 3) for line in axes.lines for y in np.ravel(line.get_ydata())} for axes in figure.axes)
    assert {0.9, 0.4, 0.8, 1.0, 0.368} <= kept
    assert {-0.01, 0.02, -0.03, 0.05, -0.05, 0.04, -0.04} <= exponents
    assert {"an integrator", "memory as long as the text"} <= {text.get_text() for text in figure.legends[0].get_texts()}


def test_kernels_stand_in_units_of_their_mean_and_time_constants_beside_them(tmp_path):
    ages = np.arange(0, 20, 2)
    slow = np.tile([np.exp(-1 / 30), np.exp(-1 / 8), 0.2], (5, 1)).astype(complex)
    flat = Kernel(ages, np.full(10, 0.7), np.full(10, 0.01), slow)
    (axes,) = drawn(draw_kernels([flat], [("gru", "")], 2), tmp_path).axes
    measured, published = (line.get_ydata() for line in axes.lines[:2])
    np.testing.assert_allclose(measured, 1)
    np.testing.assert_allclose(published, np.exp(-ages / 8))


@pytest.mark.parametrize("spectra", [eigenvalues(), np.empty((0, 8), complex)])
def test_a_network_without_an_effect_has_a_name_and_no_line(spectra, tmp_path):
    unknown = Kernel(np.arange(5), np.full(5, np.nan), np.full(5, np.nan), spectra)
    figure = drawn(draw_kernels([unknown, unknown], [("gru", "0.1"), ("gru", "0.2")], 2), tmp_path)
    assert "GRU, L2 0.1" in [text.get_text() for text in figure.legends[0].get_texts()]
