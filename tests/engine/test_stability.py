"""Time constants and stability: what an eigenvalue says about the decay of a mode."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.engine.stability import stability_class, time_constants, unstable_directions


@given(modulus=st.floats(0.01, 3).filter(lambda modulus: abs(modulus - 1) > 1e-6), angle=st.floats(0, 2 * np.pi))
def test_a_mode_shrinks_or_grows_by_e_in_one_time_constant(modulus, angle):
    eigenvalue = modulus * np.exp(1j * angle)
    (tau,) = time_constants(np.array([eigenvalue]))
    assert np.abs(eigenvalue) ** tau == pytest.approx(np.exp(np.sign(modulus - 1)))


def test_a_mode_on_the_unit_circle_lasts_for_ever_and_one_at_zero_no_time():
    assert time_constants(np.array([1.0, -1.0, 1j, 0.0])).tolist() == [np.inf, np.inf, np.inf, 0.0]


def test_the_index_counts_eigenvalues_outside_the_unit_circle():
    eigenvalues = np.array([[0.9, 0.5j, 0.1], [1.1, -1.2, 1.0], [0.8 + 0.8j, 0.8 - 0.8j, 2.0]])
    assert unstable_directions(eigenvalues).tolist() == [0, 2, 3]
    assert unstable_directions(np.empty((0, 3))).tolist() == []
    assert unstable_directions(np.array([[1 + 1e-9, 1 + 1e-6, 1.0]])).tolist() == [1]  # the first is 1 but for rounding


def test_the_slowest_modes_alone_do_not_say_what_is_stable():
    every = np.array([[1.0 - 1e-3, 0.9, 5.0]])
    assert (stability_class(every[:, :2]).item(), stability_class(every).item()) == ("stable", "saddle")


def test_a_point_is_stable_unstable_or_a_saddle():
    eigenvalues = np.array([[0.9, 0.5], [0.6 + 0.7j, 0.6 - 0.7j], [1.1, 0.2], [1.1, -3.0]])
    assert stability_class(eigenvalues).tolist() == ["stable", "stable", "saddle", "unstable"]
