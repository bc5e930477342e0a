"""Spectra, and the record of modes, on spectra that are known."""

import numpy as np
import pytest
import torch
from torch import nn

from rnn_geometry.measures.modes import measure_modes, spectra
from rnn_geometry.networks.cells import CELLS, Cell

LENGTHS = {"median": 20.0, "p95": 60.0}


class Diagonal(Cell):
    """h' = a * h * h / 2, so that J_rec = diag(a * h): a spectrum that depends on the state."""

    def __init__(self, scales):
        super().__init__(1, len(scales))
        self.scales = nn.Parameter(torch.tensor(scales, dtype=torch.float64))

    def step(self, x, h):
        return self.scales * h * h / 2 + 0 * x.sum()


def lasting(*taus: float) -> list[float]:
    """Eigenvalues of modes that last so many tokens; a negative number is one that grows."""
    return [np.exp(-1 / tau) for tau in taus]


def measure(slow: np.ndarray, fixed: np.ndarray, expected: int, predicted: list[int] | None = None) -> dict[str, float]:
    """The record of modes; where no labels are given, the fixed points have one label together."""
    labels = np.zeros(len(fixed), int) if predicted is None else np.array(predicted)
    return measure_modes(slow, fixed, labels, expected=expected, lengths=LENGTHS)


def test_spectra_are_each_states_own_and_largest_first():
    states = torch.tensor([[0.5, 0.5, 0.5], [3.0, 0.0, 1.0]], dtype=torch.float64)
    values = spectra(Diagonal([0.2, -1.0, 0.4]), torch.zeros(1, dtype=torch.float64), states)
    np.testing.assert_allclose(values, [[-0.5, 0.2, 0.1], [0.6, 0.4, 0.0]], atol=1e-12)


def test_spectra_do_not_depend_on_the_chunk():
    torch.manual_seed(0)
    cell, x, states = CELLS["gru"](3, 5).double(), torch.zeros(3).double(), torch.randn(10, 5).double()
    np.testing.assert_allclose(spectra(cell, x, states, chunk=3), spectra(cell, x, states), atol=1e-12)


@pytest.mark.parametrize("cell", [CELLS["lstm"](1, 3), Diagonal([1.0, 1.0])], ids=["closed form", "generic"])
def test_no_states_have_no_spectra(cell):
    dtype = next(cell.parameters()).dtype
    values = spectra(cell, torch.zeros(1, dtype=dtype), torch.empty(0, cell.state_size, dtype=dtype))
    assert values.shape == (0, cell.state_size)


def test_integration_modes_are_those_that_outlast_the_text():
    slow = np.array([lasting(100, 50, 10, 2)] * 5)
    record = measure(slow, slow, expected=2)
    assert record["integration_modes_median"] == 2
    assert record["integration_modes_p95"] == 1
    taus = [record[name] for name in ("tau_slowest", "tau_integrating", "tau_next", "gap")]
    assert taus == pytest.approx([100, 50, 10, 5])
    assert record["spectral_radius"] == pytest.approx(np.exp(-1 / 100))


def test_a_mode_that_grows_slowly_integrates_as_well():
    slow = np.array([lasting(-30, 2, 25, -1)])  # by modulus the fastest mode, -1, comes first
    record = measure(slow, slow, expected=1)
    assert record["integration_modes_median"] == 2
    assert [record[name] for name in ("tau_slowest", "tau_next")] == pytest.approx([30, 25])


def test_a_rotating_mode_lasts_as_its_modulus_says():
    slow = np.array([[0.99 * np.exp(0.4j), 0.99 * np.exp(-0.4j), 0.1]])
    record = measure(slow, slow, expected=2)
    assert record["tau_integrating"] == pytest.approx(-1 / np.log(0.99))


def test_medians_are_over_points_and_stability_is_counted_over_fixed_points():
    slow = np.array([lasting(100, 5), lasting(30, 5), lasting(40, 5)])
    fixed = np.array([[0.9, 0.5], [0.8, -0.9], [1.1, 0.2], [1.2, 1.3], [-1.5, 0.0]])
    record = measure(slow, fixed, expected=1)
    assert record["tau_integrating"] == pytest.approx(40)
    assert (record["stable_fixed_points"], record["unstable_fixed_points"], record["largest_index"]) == (2, 3, 2)


def test_labels_are_counted_over_stable_fixed_points_and_each_once():
    fixed = np.array([[0.9, 0.5], [0.8, -0.9], [1.1, 0.2], [0.2, 0.1], [-1.5, 0.0]])
    record = measure(fixed, fixed, expected=1, predicted=[2, 0, 1, 2, 3])
    assert record["stable_labels"] == 2  # 0 and 2; at 1 and 3 the point is unstable
    assert measure(fixed[2:3], fixed[2:3], expected=1, predicted=[1])["stable_labels"] == 0


def test_without_points_there_is_no_time_constant_and_no_fixed_point():
    record = measure(np.empty((0, 4), complex), np.empty((0, 4), complex), expected=2)
    names = ("stable_fixed_points", "unstable_fixed_points", "stable_labels", "largest_index")
    counts = {name: record.pop(name) for name in names}
    assert set(counts.values()) == {0}
    assert all(np.isnan(value) for value in record.values())


def test_a_network_without_weights_has_modes_of_no_length_and_no_gap():
    record = measure(np.zeros((2, 3)), np.zeros((1, 3)), expected=1)
    assert (record["tau_slowest"], record["tau_next"], record["integration_modes_median"]) == (0, 0, 0)
    assert np.isnan(record["gap"])


def test_exponents_tell_growth_from_decay_where_time_constants_do_not():
    grows = np.array([[np.exp(0.05), np.exp(-0.02), np.exp(-0.5), 0.0]])
    decays = np.array([[np.exp(-0.02), np.exp(-0.05), np.exp(-0.5), 0.0]])
    growing, decaying = (measure(slow, np.empty((0, 4)), 2) for slow in (grows, decays))
    assert growing["tau_integrating"] == pytest.approx(decaying["tau_integrating"])
    assert growing["exponent_mean"] == pytest.approx(0.015)
    assert decaying["exponent_mean"] == pytest.approx(-0.035)
    assert (growing["growing_modes"], decaying["growing_modes"]) == (1, 0)
    assert growing["exponent_next"] == pytest.approx(-0.5)


def test_a_mode_that_is_over_at_once_has_an_exponent_that_can_be_written_down():
    record = measure(np.zeros((2, 3)), np.empty((0, 3)), 1)
    assert np.isfinite([record["exponent_mean"], record["exponent_next"]]).all()
