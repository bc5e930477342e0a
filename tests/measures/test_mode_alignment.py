"""Cosines with planted subspaces: 1 inside, 0 outside, and in between what chance gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.measures.mode_alignment import (
    cosines_with_subspace,
    measure_alignment,
    orthonormal,
    principal_cosines,
    random_cosine,
    written,
)

SIZE, SLOW, POINTS = 8, 2, 5
KINDS = np.array(["evidence", "neutral", "evidence", ""])


def skewed(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Right eigenvectors of length 1 whose first SLOW span the first axes, and the left ones that belong to them."""
    rng = np.random.default_rng(seed)
    right = rng.standard_normal((POINTS, SIZE, SIZE))
    right[:, SLOW:, :SLOW] = 0
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    return right.astype(complex), np.linalg.inv(right).astype(complex)


def test_vectors_in_a_subspace_and_at_right_angles_to_it_have_cosines_one_and_none():
    axes = np.eye(4)[:, :2]
    vectors = np.array([[3, -1, 0, 0], [0, 0, 2, 1], [1, 0, 1, 0], [1j, 0, 0, 1], [0, 0, 0, 0]])
    np.testing.assert_allclose(cosines_with_subspace(vectors, axes), [1, 0, 0.5**0.5, 0.5**0.5, np.nan])


@given(seed=st.integers(0, 1000), turn=st.floats(0, 6))
def test_the_cosine_of_a_vector_depends_neither_on_its_length_and_phase_nor_on_the_basis(seed, turn):
    rng = np.random.default_rng(seed)
    vector = rng.standard_normal(5) + 1j * rng.standard_normal(5)
    basis = np.linalg.qr(rng.standard_normal((5, 2)))[0]
    rotated = basis @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    expected = cosines_with_subspace(vector, basis)
    assert cosines_with_subspace(3 * np.exp(1j * turn) * vector, rotated) == pytest.approx(expected)


def test_principal_cosines_are_those_of_planes_that_share_a_line():
    plane = np.array([[[1, 0, 0], [1, np.cos(0.4), np.sin(0.4)]]])  # x and a direction tilted by 0.4 out of the xy plane
    np.testing.assert_allclose(principal_cosines(plane, np.eye(3)[:, :2]), [[1, np.cos(0.4)]])


@pytest.mark.parametrize(("size", "dimension"), [(2, 1), (64, 3), (128, 9), (5, 5)])
def test_the_random_cosine_is_the_mean_over_random_directions(size, dimension):
    draws = np.random.default_rng(0).standard_normal((20_000, size))
    sampled = cosines_with_subspace(draws, np.eye(size)[:, :dimension]).mean()
    assert random_cosine(size, dimension) == pytest.approx(sampled, rel=0.02)


def test_what_is_written_into_modes_is_their_amplitude():
    """An effect that is a sum of right eigenvectors writes their coefficients into the modes."""
    right, left = skewed()
    coefficients = np.random.default_rng(1).standard_normal((POINTS, 3, SIZE))
    effects = coefficients @ right.swapaxes(1, 2)
    expected = np.linalg.norm(coefficients[..., :SLOW], axis=-1)
    np.testing.assert_allclose(written(left[:, :SLOW], effects), expected)


def test_planted_modes_lie_in_the_manifold_and_read_the_words_of_evidence():
    right, left = skewed()
    read = orthonormal(left[:, :SLOW].conj()).real  # what slow modes pick up, [P, S, SLOW]
    inside = read @ np.array([1.0, -2.0])
    across = np.linalg.svd(read.swapaxes(1, 2))[2][:, -1]  # at right angles to all of it
    effects = np.stack([inside, across, 0.5 * inside, np.zeros_like(inside)], axis=1)
    record, arrays = measure_alignment(right, left, np.eye(SIZE)[:, :SLOW], effects, KINDS)
    for name in ("slow_modes_cosine", "slow_subspace_cosine", "input_cosine"):
        assert record[name] == pytest.approx(1)
    assert record["input_cosine_neutral"] == pytest.approx(0, abs=1e-7)
    assert record["neutral_written"] == pytest.approx(0, abs=1e-7) != record["evidence_written"]
    assert record["other_modes_cosine"] < 0.8
    assert arrays["slow_cosines"].shape == (POINTS, SLOW)
    assert arrays["input_cosines"].shape == (POINTS, 2)


def test_against_a_random_subspace_slow_modes_are_aligned_by_chance_only():
    right, left = skewed()
    rng = np.random.default_rng(2)
    medians = []
    for _ in range(50):
        axes = np.linalg.qr(rng.standard_normal((SIZE, SLOW)))[0]
        effects = rng.standard_normal((POINTS, 4, SIZE))
        record, _ = measure_alignment(right, left, axes, effects, KINDS)
        medians.append([record["slow_modes_cosine"], record["input_cosine"]])
    np.testing.assert_allclose(np.mean(medians, axis=0), record["random_cosine"], rtol=0.15)


def test_without_points_and_without_effects_there_is_nothing_to_know():
    right, left = np.empty((2, 0, SIZE, SIZE), complex)
    record, arrays = measure_alignment(right, left, np.eye(SIZE)[:, :SLOW], np.empty((0, 4, SIZE)), KINDS)
    assert {name for name, value in record.items() if np.isfinite(value)} == {"random_cosine"}
    assert arrays["slow_cosines"].shape == (0, SLOW)
    right, left = skewed()
    record, _ = measure_alignment(right, left, np.eye(SIZE)[:, :SLOW], np.zeros((POINTS, 4, SIZE)), KINDS)
    assert np.isnan(record["input_cosine"])
