"""Modes are eigenvectors, whichever solver finds them."""

import numpy as np
import pytest
import torch

from rnn_geometry.engine.modes import Modes, all_modes, find_modes, slowest_modes
from rnn_geometry.engine.stability import time_constants
from rnn_geometry.measures.states import visited_states


def random_jacobians(count: int, size: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, size, size, generator=generator, dtype=torch.float64) / size**0.5


def assert_are_modes(found: Modes, jacobians: torch.Tensor, close: float = 1e-10) -> None:
    """J R = R Lambda, L J = Lambda L, L R = 1, right eigenvectors of length 1, slowest first."""
    j = jacobians.to(found.right.dtype)
    torch.testing.assert_close(j @ found.right, found.right * found.eigenvalues[:, None], rtol=0, atol=close)
    largest = found.left.abs().amax()
    torch.testing.assert_close(found.left @ j, found.eigenvalues[..., None] * found.left, rtol=0, atol=close * largest.item())
    unit = torch.eye(found.eigenvalues.shape[1], dtype=j.dtype).expand(len(j), -1, -1)
    torch.testing.assert_close(found.left @ found.right, unit, rtol=0, atol=close * largest.item())
    torch.testing.assert_close(found.right.norm(dim=1), torch.ones(found.eigenvalues.shape).double(), rtol=0, atol=1e-12)
    taus = time_constants(found.eigenvalues.numpy())
    assert (np.diff(taus, axis=1) <= 1e-6 * taus[:, :-1]).all()


def test_modes_are_eigenvectors_biorthonormal_and_slowest_first():
    jacobians = random_jacobians(6, 12)
    assert_are_modes(find_modes(jacobians), jacobians)


def test_the_slowest_modes_of_a_count_are_the_first_of_all():
    jacobians = random_jacobians(6, 12)
    every, some = find_modes(jacobians), find_modes(jacobians, 5)
    assert torch.equal(every.eigenvalues[:, :5], some.eigenvalues)
    assert torch.equal(every.right[..., :5], some.right)
    assert torch.equal(every.left[:, :5], some.left)


def test_conjugate_pairs_stand_together_with_the_positive_half_first():
    values = find_modes(random_jacobians(50, 9, seed=1)).eigenvalues.numpy()
    for row in values:
        (pairs,) = np.nonzero(row.imag > 0)
        assert len(pairs)
        np.testing.assert_array_equal(row[pairs + 1], row[pairs].conj())


def test_a_slowly_growing_mode_comes_before_a_faster_decaying_one_and_a_fast_growing_one():
    jacobian = torch.diag(torch.tensor([3.0, 0.5, 0.9, 1.05], dtype=torch.float64))[None]
    np.testing.assert_allclose(find_modes(jacobian).eigenvalues.real, [[1.05, 0.9, 0.5, 3.0]])


def test_a_defective_jacobian_has_eigenvalues_but_no_left_eigenvectors():
    found = find_modes(torch.tensor([[[0.0, 1.0], [0.0, 0.0]], [[0.5, 0.0], [0.0, 0.25]]], dtype=torch.float64))
    assert found.eigenvalues.tolist() == [[0, 0], [0.5, 0.25]]
    assert torch.isfinite(found.left[1]).all()
    assert not torch.isfinite(found.left[0]).all() or found.left[0].abs().max() > 1e100


@pytest.mark.parametrize(
    ("jacobians", "count", "message"),
    [
        (torch.zeros(2, 3, 4), None, r"shape \(2, 3, 4\); expected \[P, S, S\]"),
        (torch.zeros(3, 3), None, r"shape \(3, 3\)"),
        (torch.full((1, 2, 2), torch.nan), None, "NaN"),
        (torch.eye(3)[None], 4, "count is 4; expected 1 to 3"),
        (torch.eye(3)[None], 0, "count is 0"),
    ],
)
def test_jacobians_that_are_none_are_refused(jacobians, count, message):
    with pytest.raises(ValueError, match=message):
        find_modes(jacobians, count)


def test_no_points_have_no_find_modes():
    assert slowest_modes(torch.empty(0, 200, 200), 2).right.shape == (0, 200, 2)
    found = find_modes(torch.empty(0, 4, 4), 2)
    assert (found.eigenvalues.shape, found.right.shape, found.left.shape) == ((0, 2), (0, 4, 2), (0, 2, 4))


# The partial solver


def with_slow_modes(count: int, size: int, slow: list[float], seed: int = 0) -> torch.Tensor:
    """Jacobians with these eigenvalues, the rest a random bulk of radius 0.5, in bases that are not orthogonal."""
    generator = torch.Generator().manual_seed(seed)
    bulk = 0.5 * torch.randn(count, size, size, generator=generator, dtype=torch.float64) / size**0.5
    bulk[:, : len(slow)], bulk[:, :, : len(slow)] = 0, 0
    bulk.diagonal(dim1=-2, dim2=-1)[:, : len(slow)] = torch.tensor(slow, dtype=torch.float64)
    basis = torch.eye(size) + 0.3 * torch.randn(count, size, size, generator=generator, dtype=torch.float64) / size**0.5
    return basis @ bulk @ torch.linalg.inv(basis)


def assert_same_modes(found: Modes, expected: Modes, close: float = 1e-6) -> None:
    """The same eigenvalues, and vectors that agree up to their phase."""
    torch.testing.assert_close(found.eigenvalues, expected.eigenvalues, rtol=0, atol=1e-9)
    projectors = [part.right.unsqueeze(-2) * part.left.mT.unsqueeze(1) for part in (found, expected)]
    torch.testing.assert_close(*projectors, rtol=0, atol=close)


def test_the_partial_solver_finds_the_modes_of_the_full_one(monkeypatch):
    jacobians = with_slow_modes(5, 80, [0.99, -0.98, 0.9, 0.8])
    expected = all_modes(jacobians, 4)
    monkeypatch.setattr("rnn_geometry.engine.modes.all_modes", None)  # not by way of it
    found = slowest_modes(jacobians, 4)
    assert_same_modes(found, expected)
    assert_are_modes(found, jacobians, close=1e-6)


def test_the_partial_solver_skips_modes_that_grow_fast():
    jacobians = with_slow_modes(5, 80, [0.99, 3.0, -2.0, 0.9, 0.8])
    assert_same_modes(slowest_modes(jacobians, 3), all_modes(jacobians, 3))
    np.testing.assert_allclose(slowest_modes(jacobians, 3).eigenvalues.real, [[0.99, 0.9, 0.8]] * 5, atol=1e-9)


@pytest.mark.parametrize("size", [30, 60])
def test_without_a_gap_the_partial_solver_falls_back_on_the_full_one(size):
    jacobians = random_jacobians(6, size)
    for count in (1, 2, 5):
        assert_same_modes(slowest_modes(jacobians, count), all_modes(jacobians, count))


def test_in_float32_modes_are_float32_and_as_good():
    jacobians = with_slow_modes(5, 80, [0.99, -0.98, 0.9, 0.8]).float()
    found = slowest_modes(jacobians, 4)
    assert found.right.dtype == torch.complex64
    np.testing.assert_allclose(found.eigenvalues.real, [[0.99, -0.98, 0.9, 0.8]] * 5, atol=1e-4)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_modes_are_right_in_large_jacobians_that_are_far_from_normal(count, dtype):
    generator = torch.Generator().manual_seed(0)
    values = 0.6 * torch.rand(6, 84, generator=generator, dtype=torch.float64)
    values[:, :6] = torch.tensor([0.999, 0.97, 0.93, 8.0, -3.0, 1.7], dtype=torch.float64)
    basis = torch.randn(6, 84, 84, generator=generator, dtype=torch.float64)
    jacobians = (basis @ torch.diag_embed(values) @ torch.linalg.inv(basis)).to(dtype)
    assert (torch.linalg.matrix_norm(jacobians) > 50).all()
    found, expected = find_modes(jacobians, count), all_modes(jacobians.double(), count)
    assert found.right.dtype == dtype.to_complex()
    torch.testing.assert_close(found.eigenvalues, expected.eigenvalues.to(dtype.to_complex()), rtol=2e-7, atol=0)
    assert ((found.right.conj() * expected.right).sum(1).abs() > 1 - 1e-6).all()
    assert ((found.left.mT.conj() * expected.left.mT).sum(1).abs() / expected.left.norm(dim=2) ** 2 > 1 - 1e-5).all()


# All their directions, or all of a head, last equally long: none of them is a mode of its own.
EVEN = {"linear_attention", "softmax_attention", "gated_linear_attention"}


def test_at_a_trained_networks_states_both_solvers_agree(trained, test_texts):
    states = torch.from_numpy(visited_states(trained.network, test_texts)["states"][:20])
    jacobians = trained.network.cell.recurrent_jacobian(torch.zeros(20, 6), states).double()
    found, expected = slowest_modes(jacobians, 2), all_modes(jacobians, 2)
    if trained.cell in EVEN:
        torch.testing.assert_close(found.eigenvalues.abs(), expected.eigenvalues.abs(), rtol=1e-6, atol=0)
    else:
        assert_same_modes(found, expected)


def test_the_solvers_random_start_leaves_the_callers_generator_alone():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    slowest_modes(random_jacobians(2, 60), 2)
    assert torch.equal(torch.get_rng_state(), before)
