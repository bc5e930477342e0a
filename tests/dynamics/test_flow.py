"""The flow over the plane: that of stepping from each state of the grid; none on a planted integrator's plane."""

import numpy as np
import pytest
import torch

from rnn_geometry.dynamics.flow import flow_over_plane
from rnn_geometry.dynamics.projection import Projection
from rnn_geometry.dynamics.states import visited_states


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


def test_a_cloud_that_is_a_point_has_axes_and_no_variance():
    project = Projection(np.ones((5, 3)), 2)
    assert project.axes.shape == (3, 2)
    assert project.shares.tolist() == [0, 0]


def test_each_place_of_the_grid_is_stepped_from(trained, test_texts):
    network, x = trained.network, trained.network.embedding.weight[2]
    states = visited_states(network, test_texts[:30])["states"].astype(float)
    plane = Projection(states, 2)
    flow = flow_over_plane(network, x, plane, states, 5)
    i, j = 1, 3
    h = torch.from_numpy(plane.mean + flow["flow_a"][j] * plane.axes[:, 0] + flow["flow_b"][i] * plane.axes[:, 1]).float()
    moved = network.cell.step(x[None], h[None])[0] - h
    np.testing.assert_allclose(flow["flow_arrows"][i, j], moved.numpy() @ plane.axes, atol=1e-5)
    assert flow["flow_speeds"][i, j] == pytest.approx(0.5 * float(moved.square().sum()), rel=1e-4)
    np.testing.assert_allclose(flow["flow_logits"][i, j], network.logits(h), atol=1e-5)
    places = plane(states)
    assert flow["flow_a"][0] < places[:, 0].min() < places[:, 0].max() < flow["flow_a"][-1]


def test_a_planted_plane_does_not_flow(planted, test_texts):
    states = visited_states(planted.network, test_texts[:30])["states"].astype(float)
    x = planted.network.embedding.weight[2]
    flow = flow_over_plane(planted.network, x, Projection(states, 2), states, 5)
    assert flow["flow_speeds"].max() < 1e-9


@pytest.mark.parametrize("states", [np.ones((4, 6)), np.outer(np.arange(4.0), np.ones(6))], ids=["a point", "a line"])
def test_a_cloud_without_two_dimensions_still_has_a_plane(planted, states):
    flow = flow_over_plane(planted.network, planted.network.embedding.weight[2], Projection(states, 2), states, 5)
    assert (np.diff(flow["flow_a"]) > 0).all()
    assert (np.diff(flow["flow_b"]) > 0).all()
    assert all(np.isfinite(array).all() for array in flow.values())
