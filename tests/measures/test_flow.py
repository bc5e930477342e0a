"""The flow over the plane: that of stepping from each state of the grid; none on a planted integrator's plane."""

import numpy as np
import pytest
import torch

from rnn_geometry.measures.flow import flow_over_plane
from rnn_geometry.measures.projection import Projection
from rnn_geometry.measures.states import visited_states


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
