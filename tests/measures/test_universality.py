"""Networks compared: one shape twice aligns entirely, shapes that have nothing to do with one another as chance would."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import procrustes as scipy_procrustes

from rnn_geometry.measures.universality import (
    by_permutation,
    by_random_shapes,
    class_means,
    compare,
    likeness_of_means,
    linear_cka,
    procrustes,
)

RNG = np.random.default_rng(0)
SIMPLEX = np.eye(4)
SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)


def moved(points: np.ndarray, rng: np.random.Generator, size: int) -> np.ndarray:
    """The points in a larger space, turned or mirrored, scaled and shifted."""
    axes = np.linalg.qr(rng.standard_normal((size, size)))[0][: points.shape[1]]
    return rng.uniform(0.1, 10) * points @ axes + rng.standard_normal(size)


@given(st.integers(0, 1000), st.integers(3, 6))
def test_a_shape_moved_turned_and_scaled_is_the_same_shape(seed, size):
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((30, 3))
    for likeness in (procrustes, linear_cka):
        assert likeness(points, moved(points, rng, size)) == pytest.approx(1)


@given(st.integers(0, 1000))
def test_procrustes_is_scipys_and_symmetric(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.standard_normal((2, 20, 4))
    assert procrustes(a, b) == pytest.approx(1 - scipy_procrustes(a, b)[2])
    assert procrustes(a, b) == pytest.approx(procrustes(b, a))


def test_cka_is_the_likeness_of_centred_gram_matrices():
    a, b = RNG.standard_normal((15, 4)), RNG.standard_normal((15, 6))
    centre = np.eye(15) - 1 / 15
    first, second = centre @ a @ a.T @ centre, centre @ b @ b.T @ centre
    expected = (first * second).sum() / np.linalg.norm(first) / np.linalg.norm(second)
    assert linear_cka(a, b) == pytest.approx(expected)


def test_independent_clouds_are_as_alike_as_permuted_ones():
    a, b = RNG.standard_normal((2, 400, 5))
    for likeness in (procrustes, linear_cka):
        assert likeness(a, b) == pytest.approx(by_permutation(likeness, a, b, RNG), abs=0.03)
        assert likeness(a, b) < 0.1
        assert by_permutation(likeness, a, a, RNG) < 0.1


@pytest.mark.parametrize("place", [1, 0.1, -3.3])  # the mean of thirteen times the same can differ from it in its last bit
def test_a_point_is_like_nothing(place):
    point, cloud = np.full((13, 2), place), RNG.standard_normal((13, 2))
    for likeness in (procrustes, linear_cka):
        assert np.isnan(likeness(point, cloud))
        assert np.isnan(likeness(point + 1e-16 * cloud, cloud))


def test_class_means_are_those_of_each_label_and_unknown_without_one():
    points = np.array([[0.0, 0], [2, 2], [5, 1]], np.float32)
    means = class_means(points, np.array([3, 3, 0]), np.array([0, 1, 3]))
    assert means[[0, 2]].tolist() == [[5, 1], [1, 1]]
    assert np.isnan(means[1]).all()


def test_a_square_is_no_tetrahedron_and_two_points_are_no_shape():
    assert likeness_of_means(SQUARE, moved(SQUARE, RNG, 5)) == pytest.approx(1)
    assert likeness_of_means(SQUARE, SIMPLEX) < 0.8
    assert np.isnan(likeness_of_means(SQUARE[:2], SQUARE[:2]))
    assert np.isnan(likeness_of_means(SQUARE, np.vstack([SQUARE[:3], [[np.nan, np.nan]]])))


def test_to_permute_the_corners_of_a_simplex_changes_nothing_but_random_points_are_another_shape():
    assert by_permutation(likeness_of_means, SIMPLEX, SIMPLEX, RNG) == pytest.approx(1)
    assert 0.5 < by_random_shapes(SIMPLEX, 3, RNG) < 0.95
    assert by_permutation(likeness_of_means, SQUARE, SQUARE, RNG) < 0.9


def test_two_networks_of_one_geometry_are_alike_beyond_chance_in_every_measure():
    labels = RNG.integers(4, size=200)
    final = SQUARE[labels] + 0.05 * RNG.standard_normal((200, 2))
    networks = []
    for size in (6, 9):
        cloud = moved(final, RNG, size)
        networks.append({"final": cloud, "means": class_means(cloud, labels, np.arange(4))})
        networks[-1]["slow_means"] = networks[-1]["means"]
    record = compare(*networks, dimension=2, rng=RNG)
    for name, chance in (("cka", "permuted"), ("procrustes", "permuted"), ("procrustes_slow_means", "random")):
        assert record[name] == pytest.approx(1)
        assert record[f"{name}_{chance}"] < 0.9
