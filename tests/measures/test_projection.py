"""The axes of clouds, and places that are spread out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.measures.projection import Projection, spread_out


@given(seed=st.integers(0, 99), count=st.integers(1, 12))
def test_places_that_are_spread_out_are_distinct_and_each_is_the_furthest_left(seed, count):
    places = np.random.default_rng(seed).integers(0, 4, (9, 2)).astype(float)
    rows = spread_out(places, count)
    assert len(rows) == min(count, len(np.unique(places, axis=0)))
    for i in range(1, len(rows)):
        distances = np.linalg.norm(places[:, None] - places[rows[:i]], axis=2).min(axis=1)
        assert distances[rows[i]] == distances.max() > 0


def test_no_places_are_spread_out_to_none():
    assert len(spread_out(np.empty((0, 2)), 3)) == 0


def test_the_axes_of_a_cloud_are_orthonormal_and_carry_its_variance():
    cloud = np.random.default_rng(0).standard_normal((400, 4)) * [1, 5, 0.1, 2]
    project = Projection(cloud, 2)
    np.testing.assert_allclose(project.axes.T @ project.axes, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(project(cloud).var(axis=0, ddof=1), project.shares * cloud.var(axis=0, ddof=1).sum())
    assert np.abs(project.axes).argmax(axis=0).tolist() == [1, 3]
    assert (project.axes[[1, 3], [0, 1]] > 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_an_axis_whose_loadings_are_equally_large_is_turned_by_the_first_however_they_are_rounded(seed):
    rng = np.random.default_rng(seed)
    along = rng.standard_normal((300, 1)) * [-1, 1, 1, -1]
    axis = Projection(along + rng.uniform(-1e-8, 1e-8, along.shape), 1).axes[:, 0]
    np.testing.assert_allclose(axis, [0.5, -0.5, -0.5, 0.5], atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_of_places_equally_far_the_first_is_taken_however_they_are_rounded(seed):
    ring = np.array([[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]]) + np.random.default_rng(seed).uniform(-1e-7, 1e-7, (5, 2))
    assert spread_out(ring, 9).tolist() == [0, 1, 2, 3, 4]
    assert spread_out(np.concatenate([ring, ring + 1e-7]), 9).tolist() == [0, 1, 2, 3, 4]


def test_a_cloud_that_is_a_point_has_axes_and_no_variance():
    project = Projection(np.ones((5, 3)), 2)
    assert project.axes.shape == (3, 2)
    assert project.shares.tolist() == [0, 0]
