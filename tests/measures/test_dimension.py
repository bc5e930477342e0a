"""Every measure of dimension on clouds whose dimension is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from scipy.stats import ortho_group

from rnn_geometry.measures.dimension import (
    components_for,
    correlation_dimension,
    distinct_points,
    levina_bickel,
    local_participation_ratio,
    measure_dimension,
    measure_spread,
    participation_ratio,
    principal_variances,
)
from rnn_geometry.measures.options import DimensionOptions

NEIGHBOURS = 20
LOCAL = ("local_participation_ratio", "levina_bickel", "correlation_dimension")


def measure(points: np.ndarray) -> dict[str, float]:
    return measure_dimension(points, DimensionOptions(sample=2000, neighbours=NEIGHBOURS), np.random.default_rng(0))


def isotropic(dimension: int, noise: float = 1e-3, count: int = 2000, ambient: int = 50) -> np.ndarray:
    """A normal cloud in a random subspace of 50-D, and a little noise in all of it."""
    rng = np.random.default_rng(dimension)
    subspace = ortho_group.rvs(ambient, random_state=rng)[:dimension]
    return rng.standard_normal((count, dimension)) @ subspace + noise * rng.standard_normal((count, ambient))


def flat_torus(dimension: int, count: int = 2000) -> np.ndarray:
    """A product of circles: of the dimension, uniform and without an edge, in twice as many coordinates."""
    angles = np.random.default_rng(dimension).uniform(0, 2 * np.pi, (count, dimension))
    return np.concatenate([np.cos(angles), np.sin(angles)], axis=1)


def sphere(count: int = 2000) -> np.ndarray:
    points = np.random.default_rng(0).standard_normal((count, 3))
    return points / np.linalg.norm(points, axis=1, keepdims=True)


def swiss_roll(count: int = 2000) -> np.ndarray:
    turn, height = np.random.default_rng(0).random((2, count))
    angle = 1.5 * np.pi * (1 + 2 * turn)
    return np.stack([angle * np.cos(angle), angle * np.sin(angle), 21 * height], axis=1)


@pytest.mark.parametrize("dimension", [1, 2, 3, 5, 9])
def test_linear_measures_count_the_directions_of_a_cloud(dimension):
    record = measure(isotropic(dimension))
    assert record["components_95"] == dimension
    assert record["components_90"] == dimension
    assert record["participation_ratio"] == pytest.approx(dimension, rel=0.02)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_local_measures_find_the_dimension_of_a_flat_cloud(dimension):
    record = measure(isotropic(dimension, noise=0))
    assert record["levina_bickel"] == pytest.approx(dimension, rel=0.1)
    assert record["correlation_dimension"] == pytest.approx(dimension, rel=0.1)
    assert record["local_participation_ratio"] == pytest.approx(dimension, rel=0.2)


@pytest.mark.parametrize(
    ("manifold", "intrinsic", "ambient"),
    [(flat_torus(1), 1, 2), (sphere(), 2, 3), (swiss_roll(), 2, 3), (flat_torus(2), 2, 4), (flat_torus(3), 3, 6)],
    ids=["circle", "sphere", "swiss roll", "torus", "3-torus"],
)
def test_a_curved_manifold_spans_more_than_its_local_dimension(manifold, intrinsic, ambient):
    record = measure(manifold)
    assert record["components_95"] == ambient
    assert record["levina_bickel"] == pytest.approx(intrinsic, rel=0.1)
    assert record["correlation_dimension"] == pytest.approx(intrinsic, rel=0.15)
    assert record["local_participation_ratio"] < (intrinsic + ambient) / 2


@pytest.mark.parametrize("neighbours", [4, 10, 20])
@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_levina_bickel_has_no_bias_however_few_the_neighbours(dimension, neighbours):
    estimate = levina_bickel(flat_torus(dimension, count=5000), neighbours, np.arange(5000))
    assert estimate == pytest.approx(dimension, rel=0.03)


@pytest.mark.parametrize("cloud", [isotropic(2), isotropic(5), sphere(), swiss_roll()], ids=["2-D", "5-D", "sphere", "roll"])
def test_levina_bickel_agrees_with_scikit_dimension(cloud):
    skdim = pytest.importorskip("skdim.id", reason="scikit-dimension is not installed")
    reference = skdim.MLE().fit(cloud, n_neighbors=NEIGHBOURS).dimension_
    assert levina_bickel(cloud, NEIGHBOURS, np.arange(len(cloud))) == pytest.approx(reference, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_single_repeated_point_has_no_dimension(dtype):
    record = measure(np.tile(np.array([0.1, 0.7, -3.3], dtype), (100, 1)))
    assert (record["components_95"], record["components_90"], record["participation_ratio"]) == (0, 0, 0)
    assert np.isnan([record[name] for name in LOCAL]).all()


def test_a_cloud_too_small_to_have_a_shape_is_a_point():
    cloud = isotropic(3)
    assert measure(cloud)["components_95"] == 3
    record = measure(1e-4 * cloud)
    assert record["components_95"] == record["components_90"] == record["participation_ratio"] == 0
    assert np.isnan([record[name] for name in LOCAL]).all()


def test_estimators_know_coincident_points():
    points = np.tile([0.1, 0.7, -3.3], (100, 1))
    assert local_participation_ratio(points, 10, np.arange(5)) == 0
    assert np.isnan(levina_bickel(points, 10, np.arange(5)))
    assert np.isnan(correlation_dimension(points))


def test_copies_of_a_state_that_rounding_tells_apart_are_one_point():
    rng = np.random.default_rng(0)
    cloud = rng.standard_normal((1000, 3)) @ ortho_group.rvs(8, random_state=0)[:3]
    copies = np.concatenate([cloud, cloud[:700] * (1 + rng.choice([-1e-7, 0, 1e-7], (700, 1)))])
    points = distinct_points(copies.astype(np.float32))
    assert len(points) == 1000
    assert (cKDTree(points).query(cloud)[0] < 1e-6).all()
    record = measure(copies.astype(np.float32))
    assert record["levina_bickel"] == pytest.approx(measure(cloud)["levina_bickel"], rel=0.03)


def test_states_that_are_distinct_come_in_the_order_of_their_coordinates_whatever_their_scale():
    cloud = isotropic(3, ambient=5)
    for scale in (1e-3, 1, 1e6):
        np.testing.assert_array_equal(distinct_points(scale * cloud), np.unique(scale * cloud, axis=0))


def test_too_few_distinct_points_leave_local_measures_out():
    record = measure(np.repeat(isotropic(2, count=NEIGHBOURS + 1), 10, axis=0))
    assert record["components_95"] == 2
    assert np.isnan([record[name] for name in LOCAL]).all()


@settings(max_examples=15, deadline=None)
@given(scale=st.floats(0.1, 1e3), seed=st.integers(0, 999), dimension=st.integers(1, 4))
def test_no_measure_depends_on_rotation_scale_or_place(scale, seed, dimension):
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((300, dimension)) @ rng.standard_normal((dimension, 6))
    moved = scale * (points @ ortho_group.rvs(6, random_state=seed) + rng.standard_normal(6))
    assert measure(moved) == pytest.approx(measure(points), rel=1e-6)


def test_principal_variances_are_the_covariances_eigenvalues():
    points = isotropic(3, noise=0.1, ambient=5)
    np.testing.assert_allclose(principal_variances(points), np.linalg.eigvalsh(np.cov(points.T))[::-1])


@pytest.mark.parametrize(
    ("variances", "share", "expected"),
    [
        ([1.0], 0.95, 1),
        ([3.0, 1.0], 0.75, 1),  # exactly the share is enough
        ([3.0, 1.0], 0.76, 2),
        ([0.1] * 10, 0.9, 9),  # although the sum of nine tenths rounds below 0.9
        ([1.0] * 20, 0.95, 19),
        ([1.0] * 7, 1.0, 7),
        ([5.0, 0.0, 0.0], 1.0, 1),
        ([0.0, 0.0], 0.95, 0),
    ],
)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_components_for_a_share_of_the_variance(variances, share, expected, kind):
    assert components_for(np.array(variances, kind), share) == expected


@given(seed=st.integers(0, 999))
def test_a_share_that_is_met_exactly_is_met_however_the_cloud_is_turned(seed):
    corners = np.concatenate([np.eye(20), -np.eye(20)]) @ ortho_group.rvs(20, random_state=seed)
    for kind in (np.float32, np.float64):
        assert components_for(principal_variances(corners.astype(kind)), 0.95) == 19


def test_the_participation_ratio_counts_equal_variances():
    assert participation_ratio(np.ones(6)) == pytest.approx(6)
    assert participation_ratio(np.array([3.0, 1.0])) == pytest.approx(1.6)
    assert participation_ratio(np.zeros(3)) == 0


def test_a_cloud_without_points_has_no_dimension_and_a_single_point_has_none_to_speak_of():
    assert np.isnan(list(measure_spread(np.empty((0, 3))).values())).all()
    assert measure_spread(np.ones((4, 3)))["components_95"] == 0
