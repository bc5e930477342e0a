"""What each shape predicts: counts, angles and faces worked out by hand, and faces read off logits that are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.shapes import SHAPES, Hypercube, Ordered, Shape, Simplex
from rnn_geometry.targets import Sigmoids, Softmax

BODIES = [Simplex.of(n) for n in range(2, 7)] + [Hypercube.of(m) for m in range(1, 4)]


def simplex_logits(codes: np.ndarray) -> np.ndarray:
    """What readouts at a simplex's angles see at the centres of its faces, 6 at a corner's own."""
    n = codes.shape[1]
    readouts = np.eye(n) - 1 / n
    centres = codes @ readouts / codes.sum(axis=1, keepdims=True)
    return 6 * n / (n - 1) * centres @ readouts


def test_every_shape_has_a_name_of_its_own():
    assert {"cloud": Shape, "ordered": Ordered, "simplex": Simplex, "hypercube": Hypercube} == SHAPES
    assert not Shape(3, 2).has_faces


def test_a_manifold_leads_to_its_classes_or_to_its_labels_and_none():
    assert [shape.ends for shape in (Simplex.of(4), Ordered(5, 2), Shape(3, 2), Hypercube.of(3))] == [4, 5, 3, 4]


def test_a_corner_of_a_hypercube_is_a_set_of_labels_and_one_of_any_other_shape_a_class():
    assert Hypercube.of(3).target == Sigmoids(3)
    assert {shape.target for shape in (Simplex.of(3), Ordered(3, 1), Shape(3, 2))} == {Softmax(3)}


def test_angles_of_line_triangle_and_tetrahedron():
    assert [Simplex.of(classes).readout_angle for classes in (2, 3, 4)] == pytest.approx([180, 120, 109.4712206])


def test_theory_has_an_angle_for_categories_and_labels_only_and_for_two_readouts_at_least():
    assert [Hypercube.of(labels).readout_angle for labels in (2, 3, 4)] == [90, 90, 90]
    unknown = [Ordered(3, 1), Ordered(5, 2), Shape(3, 2), Hypercube.of(1), Simplex.of(1)]
    assert np.isnan([shape.readout_angle for shape in unknown]).all()


@pytest.mark.parametrize("shape", BODIES, ids=str)
def test_every_corner_has_a_direction_and_neighbours_that_have_it_for_a_neighbour(shape):
    around = shape.neighbours()
    assert len(around) == len(shape.corner_directions(np.eye(shape.outputs))) == shape.target.classes
    assert {len(others) for others in around} == {shape.dimension}
    assert all(corner in around[other] for corner, others in enumerate(around) for other in others)


def test_directions_are_readouts_of_one_length_and_of_sets_their_signed_sums():
    readouts = np.array([[2.0, 0.0], [0.0, 5.0]])
    assert Simplex.of(2).corner_directions(readouts).tolist() == [[1, 0], [0, 1]]
    assert Hypercube.of(2).corner_directions(readouts).tolist() == [[-1, -1], [1, -1], [-1, 1], [1, 1]]
    assert Simplex.of(2).corner_directions(0 * readouts).tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("shape", BODIES, ids=str)
def test_faces_are_as_many_of_each_dimension_as_the_body_has(shape):
    codes = shape.faces()
    assert len(codes) == len(set(map(tuple, codes.tolist()))) == shape.count_faces()
    assert np.bincount(shape.face_dimensions(codes)).tolist() == shape.face_counts()
    assert sum((-1) ** k * count for k, count in enumerate(shape.face_counts())) == 1  # Euler: both are balls


def test_the_corners_of_a_face_are_its_tied_categories_or_what_its_undecided_labels_leave_open():
    assert Simplex.of(3).face_corners(np.array([[1, 0, 1]])).tolist() == [[True, False, True]]
    assert Hypercube.of(2).face_corners(np.array([[1, 0]])).tolist() == [[False, True, False, True]]  # label 0 on: 01, 11
    assert Hypercube.of(3).face_corners(np.array([[-1, 1, 0]]))[0].nonzero()[0].tolist() == [0b010, 0b110]


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 6])
def test_the_ties_of_a_flat_simplex_are_read_off_its_logits(classes):
    shape = Simplex.of(classes)
    codes = shape.faces()
    assert (shape.read_ties(simplex_logits(codes), shape.face_dimensions(codes)) == codes).all()


@given(st.integers(3, 5), st.integers(0, 2**32 - 1))
def test_ties_are_read_from_logits_that_are_off_by_less_than_a_quarter_of_the_smallest_drop(classes, seed):
    shape = Simplex.of(classes)
    codes = shape.faces()
    logits = simplex_logits(codes)
    drop = np.ptp(logits[codes.sum(1) == 1]) / (classes - 1)
    noisy = logits + np.random.default_rng(seed).uniform(-0.1, 0.1, logits.shape) * drop
    assert (shape.read_ties(noisy, shape.face_dimensions(codes)) == codes).all()


def test_a_label_is_undecided_where_its_logit_is_nearer_to_0_than_to_where_labels_are_decided():
    logits = np.array([[5.0, -6.0], [-6, 7], [2.0, -4.0], [0.3, -1.0]])
    assert Hypercube.of(2).read_ties(logits, np.array([0, 0, 1, 2])).tolist() == [[1, -1], [-1, 1], [0, -1], [0, 0]]


def test_ordered_classes_are_tied_within_half_of_what_parts_the_first_two_at_stable_points():
    logits = np.array([[5.0, 1, -4], [1, 5, 1], [3, 2, -3], [0, 0.1, 0.2]])
    assert Ordered(3, 2).read_ties(logits, np.array([0, 0, 1, 2])).tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]]
