"""Spectra: the expected modes set apart."""

import numpy as np
import pytest
from pictures import UNITS, drawn, eigenvalues

from rnn_geometry.figures.spectrum import draw_spectra


@pytest.mark.parametrize("expected", [1, 2, 4])
def test_a_spectrum_has_a_panel_a_run_and_sets_the_expected_modes_apart(expected, tmp_path):
    figure = drawn(draw_spectra([eigenvalues()] * 3, [("gru", ""), ("lstm", "0.1"), ("mine", "")], expected), tmp_path)
    assert [axes.get_title().partition("\n")[0] for axes in figure.axes] == ["GRU", "LSTM, L2 0.1", "mine"]
    for axes in figure.axes:
        rest, slow = (dots.get_offsets() for dots in axes.collections)
        assert (len(rest), len(slow)) == (9 * (UNITS - expected), 9 * expected)
        assert np.linalg.norm(slow, axis=1).max() == pytest.approx(np.abs(eigenvalues()).max())


def test_a_network_without_slow_points_has_an_empty_panel_and_says_so(tmp_path):
    figure = drawn(draw_spectra([eigenvalues(), np.empty((0, 8), complex)], [("gru", ""), ("lstm", "")], 2), tmp_path)
    assert [text.get_text() for axes in figure.axes for text in axes.texts] == ["no slow points"]
