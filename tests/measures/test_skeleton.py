"""The record of a skeleton, of decisions between equal options, for which it is proven, and of options that are not equal.

h' = softmax(beta h + bias), the mean-field Potts map: without a bias it commutes with all permutations, and with beta > N has
exactly 2^N - 1 fixed points, with k - 1 unstable directions where k options are tied.
"""

import numpy as np
import pytest
import torch

from rnn_geometry.engine.options import SkeletonOptions
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.skeleton import measure
from rnn_geometry.networks.cells import Cell
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.targets import Softmax

N, BETA = 3, 4.0
TASK = {"expected_dimension": N - 1, "shape": "simplex", "outputs": N}


class Potts(Cell):
    """The map; its input is the bias."""

    def step(self, x, h):
        return torch.softmax(BETA * h + x, dim=-1)


def found(bias: list[float]) -> dict[str, float]:
    """The record of the map with a bias, whose readouts are its options."""
    network = Classifier(
        cell=Potts, hidden_size=N, vocabulary_size=5, embedding=N, target=Softmax(N), readout_bias=False
    ).requires_grad_(False)
    network.readout.weight.data = torch.eye(N)
    visited = {"states": np.random.default_rng(0).dirichlet(np.full(N, 0.3), 300), "readouts": np.eye(N)}
    subject = NetworkSubject(TASK, trained=network, visited=visited, x=torch.tensor(bias))
    return measure(subject, SkeletonOptions(), np.random.default_rng(0)).record


def largest_at_corner(corner: int, bias: list[float]) -> float:
    """The largest |lambda| where the map comes to rest from near one option: of beta (diag(h) - h h^T)."""
    h = 0.05 + 0.85 * np.eye(N)[corner]
    for _ in range(2000):
        drive = np.exp(BETA * h + bias)
        h = drive / drive.sum()
    return np.abs(np.linalg.eigvals(BETA * (np.diag(h) - np.outer(h, h)))).max()


def test_options_that_are_equal_have_the_whole_body_and_corners_that_are_alike():
    record = found([0.0, 0.0, 0.0])
    assert record["skeleton_points"] == 7
    assert record["faces_share"] == 1
    assert record["corner_lambda_spread"] == pytest.approx(0, abs=1e-8)


def test_options_that_are_hardly_unequal_keep_the_whole_body_and_their_corners_differ_as_they_do():
    bias = [0.01, 0.0, -0.01]
    record = found(bias)
    assert record["faces_share"] == 1
    planted = np.std([largest_at_corner(corner, bias) for corner in range(N)])
    assert planted > 1e-3
    assert record["corner_lambda_spread"] == pytest.approx(planted, rel=1e-4)


@pytest.mark.parametrize(("third", "points", "led"), [(-0.3, 7, 7), (-0.4, 5, 4)])
def test_as_one_option_falls_behind_points_leave_their_ties_and_then_vanish_in_a_pair(third, points, led):
    record = found([0.0, 0.0, third])
    assert (record["skeleton_points"], record["faces_led"]) == (points, led)
    assert record["faces_share"] == pytest.approx(4 / 7)  # three corners, and the edge between the two that are equal


def test_one_option_far_above_the_others_leaves_one_point_whose_spread_is_not_known():
    record = found([3.0, 0.0, 0.0])
    assert record["faces_share"] == pytest.approx(1 / 7)
    assert np.isnan(record["corner_lambda_spread"])
