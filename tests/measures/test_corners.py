import numpy as np
import pytest

from rnn_geometry.measures.corners import Points
from rnn_geometry.measures.corners import measure_corners as measure_both
from rnn_geometry.shapes import Hypercube, Ordered, Simplex
from rnn_geometry.targets import Sigmoids

NONE = Points(np.empty((0, 1)), np.empty(0, int))


def measure_corners(points, predicted, readouts, shape, stable=NONE):
    """The record of slow points; without stable fixed points unless some are given."""
    states = stable.states if len(stable.states) else np.empty((0, readouts.shape[1]))
    return measure_both(Points(points, predicted), Points(states, stable.labels), readouts, shape)


def _hypercube(labels, rng, size=10, inside=200):
    """Readouts along random orthogonal axes, and points of a cube around a far centre, corners included."""
    axes = np.linalg.qr(rng.standard_normal((size, labels)))[0].T
    target = Sigmoids(labels)
    corners = 2 * target.members(np.arange(target.classes)) - 1
    weights = np.concatenate([corners, rng.uniform(-0.9, 0.9, (inside, labels))])
    points = weights @ axes
    predicted = target.predict(weights)
    order = rng.permutation(len(points))
    return points[order], predicted[order], axes * rng.uniform(1, 3, (labels, 1))


@pytest.mark.parametrize("labels", [1, 2, 3, 4])
def test_all_corners_of_a_hypercube_are_found_with_equal_edges_at_right_angles(labels):
    record = measure_corners(*_hypercube(labels, np.random.default_rng(labels)), Hypercube.of(labels))
    assert record["corners_found"] == record["corners_expected"] == 2**labels
    assert record["edge_variation"] == pytest.approx(0, abs=1e-9)
    if labels > 1:
        assert record["edge_angle"] == pytest.approx(90) == record["edge_angle_theory"]


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_all_corners_of_a_simplex_are_found_with_equal_edges_at_sixty_degrees(classes):
    rng = np.random.default_rng(classes)
    corners = np.eye(classes) - 1 / classes
    points = np.concatenate([rng.dirichlet(np.ones(classes), 100) @ corners * 0.9, corners])
    record = measure_corners(points, points.argmax(axis=1), corners, Simplex.of(classes))
    assert record["corners_found"] == record["corners_expected"] == classes
    assert record["edge_variation"] == pytest.approx(0, abs=1e-9)
    if classes > 2:
        assert record["edge_angle"] == pytest.approx(60) == record["edge_angle_theory"]


def test_a_corner_where_another_label_is_read_does_not_count():
    points, predicted, readouts = _hypercube(3, np.random.default_rng(0))
    corner = np.argmax(points @ Hypercube.of(3).corner_directions(readouts)[5])
    predicted[corner] = 4
    assert measure_corners(points, predicted, readouts, Hypercube.of(3))["corners_found"] == 7


@pytest.mark.parametrize("seed", range(5))
def test_of_slow_points_that_came_to_rest_at_one_place_the_first_is_the_corner_however_they_are_rounded(seed):
    rng = np.random.default_rng(seed)
    directions = np.linalg.qr(rng.standard_normal((5, 5)))[0][:3]
    points = np.repeat(directions, 4, axis=0) + rng.uniform(-1e-13, 1e-13, (12, 5))
    predicted = np.repeat(np.arange(3), 4)
    predicted[1::4] = -1  # a second point at a corner is not looked at
    assert measure_corners(points, predicted, directions, Simplex.of(3))["corners_found"] == 3
    fallen = np.repeat(directions[[0, 1, 1]], 4, axis=0) + rng.uniform(-1e-13, 1e-13, (12, 5))
    slanted = directions + [[0.0], [0.1], [0.2]] * directions[0]
    assert np.isnan(measure_corners(fallen, predicted, slanted[[0, 1, 1]], Simplex.of(3))["edge_variation"])


def test_a_stretched_square_has_unequal_edges():
    points, predicted, readouts = _hypercube(2, np.random.default_rng(0))
    stretched = points + 2 * (points @ readouts[0])[:, None] * readouts[0] / (readouts[0] @ readouts[0])
    assert measure_corners(stretched, predicted, readouts, Hypercube.of(2))["edge_variation"] > 0.3


def test_no_slow_points_no_corners_and_no_edges():
    record = measure_corners(np.empty((0, 4)), np.empty(0, int), np.eye(4)[:2], Hypercube.of(2))
    assert record["corners_found"] == 0
    assert np.isnan(record["edge_angle"])


def test_a_cloud_that_is_one_point_has_no_edges():
    record = measure_corners(np.zeros((5, 4)), np.zeros(5, int), np.eye(4)[:2], Hypercube.of(2))
    assert record["corners_found"] == 1
    assert np.isnan(record["edge_variation"])


def test_ordered_classes_have_no_corners():
    assert np.isnan(list(measure_corners(np.eye(3), np.arange(3), np.eye(3), Ordered(3, 1)).values())).all()


def test_the_corners_of_many_labels_are_more_than_can_be_looked_for():
    rng = np.random.default_rng(0)
    record = measure_corners(rng.standard_normal((50, 64)), np.zeros(50, int), rng.standard_normal((28, 64)), Hypercube.of(28))
    assert np.isnan(list(record.values())).all()


def test_stable_points_of_every_label_are_the_corners_whatever_the_slow_points_say():
    rng = np.random.default_rng(0)
    corners = np.eye(4) - 1 / 4
    stretched = corners * [[3.0], [1.0], [1.0], [1.0]]  # one slow point far out
    given = stretched, np.arange(4), corners, Simplex.of(4)
    record = measure_corners(*given, Points(corners[[2, 0, 3, 1]], np.array([2, 0, 3, 1])))
    assert record["edge_variation"] == pytest.approx(0, abs=1e-12)
    assert record["edge_variation_slow"] > 0.2
    assert (record["corners_found"], record["corners_stable"]) == (4, 4)
    few = measure_corners(*given, Points(corners[:3], np.arange(3)))
    assert (few["corners_stable"], few["edge_variation"]) == (3, few["edge_variation_slow"])
    inside = Points(np.concatenate([corners * rng.uniform(0.1, 0.5), corners]), np.tile(np.arange(4), 2))
    assert measure_corners(*given, inside)["edge_variation"] == pytest.approx(0, abs=1e-9)


def test_a_planted_body_that_varies_is_found_to_vary():
    corners = np.eye(3) * [[1.0], [1.0], [2.0]]
    lengths = np.array([np.sqrt(2), np.sqrt(5), np.sqrt(5)])
    record = measure_corners(corners, np.arange(3), np.eye(3), Simplex.of(3), Points(corners, np.arange(3)))
    assert record["edge_variation"] == pytest.approx(lengths.std() / lengths.mean())
