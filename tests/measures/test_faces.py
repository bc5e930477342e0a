"""Faces: how many a body has, which one logits and connections stand for, and a skeleton held against them."""

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.measures.corners import as_bits
from rnn_geometry.measures.faces import (
    corners_of,
    count_faces,
    counts_expected,
    dimensions,
    face_centres,
    faces_expected,
    measure_faces,
    read_faces,
)

BODIES = [("categorical", n) for n in range(2, 7)] + [("multilabel", m) for m in range(1, 4)]


def simplex_logits(codes: np.ndarray) -> np.ndarray:
    """What readouts at a simplex's angles see at the centres of its faces, 6 at a corner's own."""
    n = codes.shape[1]
    readouts = np.eye(n) - 1 / n
    centres = codes @ readouts / codes.sum(axis=1, keepdims=True)
    return 6 * n / (n - 1) * centres @ readouts


def planted(family: str, outputs: int) -> dict[str, np.ndarray]:
    """The skeleton of a perfect body: the arguments of measure_faces."""
    codes = faces_expected(family, outputs)
    index, corners = dimensions(codes, family), corners_of(codes, family)
    stable = np.flatnonzero(index == 0)
    labels = corners.argmax(axis=1)
    row_of = {labels[i]: i for i in stable}
    edges = [(i, row_of[c]) for i in np.flatnonzero(index > 0) for c in np.flatnonzero(corners[i])]
    return {"index": index, "codes": codes, "labels": labels, "edges": np.array(edges).reshape(-1, 2), "family": family}


@pytest.mark.parametrize(("family", "outputs"), BODIES)
def test_faces_are_as_many_of_each_dimension_as_the_body_has(family, outputs):
    codes = faces_expected(family, outputs)
    assert len(codes) == len(set(map(tuple, codes.tolist()))) == count_faces(family, outputs)
    assert np.bincount(dimensions(codes, family)).tolist() == counts_expected(family, outputs)
    assert sum((-1) ** k * count for k, count in enumerate(counts_expected(family, outputs))) == 1  # Euler: both are balls


def test_the_corners_of_a_face_are_its_tied_categories_or_what_its_undecided_labels_leave_open():
    assert corners_of(np.array([[1, 0, 1]]), "categorical").tolist() == [[True, False, True]]
    assert corners_of(np.array([[1, 0]]), "multilabel").tolist() == [[False, True, False, True]]  # label 0 on: 01, 11
    assert corners_of(np.array([[-1, 1, 0]]), "multilabel")[0].nonzero()[0].tolist() == [0b010, 0b110]


@pytest.mark.parametrize("classes", [2, 3, 4, 5, 6])
def test_the_ties_of_a_flat_simplex_are_read_off_its_logits(classes):
    codes = faces_expected("categorical", classes)
    index = dimensions(codes, "categorical")
    assert (read_faces(simplex_logits(codes), index, "categorical") == codes).all()


@given(st.integers(3, 5), st.integers(0, 2**32 - 1))
def test_ties_are_read_from_logits_that_are_off_by_less_than_a_quarter_of_the_smallest_drop(classes, seed):
    codes = faces_expected("categorical", classes)
    logits = simplex_logits(codes)
    drop = np.ptp(logits[codes.sum(1) == 1]) / (classes - 1)
    rng = np.random.default_rng(seed)
    noisy = logits + rng.uniform(-0.1, 0.1, logits.shape) * drop
    assert (read_faces(noisy, dimensions(codes, "categorical"), "categorical") == codes).all()


def test_a_label_is_undecided_where_its_logit_is_nearer_to_0_than_to_where_labels_are_decided():
    logits = np.array([[5.0, -6.0], [-6, 7], [2.0, -4.0], [0.3, -1.0]])
    assert read_faces(logits, np.array([0, 0, 1, 2]), "multilabel").tolist() == [[1, -1], [-1, 1], [0, -1], [0, 0]]


def test_ordered_classes_are_tied_within_half_of_what_parts_the_first_two_at_stable_points():
    logits = np.array([[5.0, 1, -4], [1, 5, 1], [3, 2, -3], [0, 0.1, 0.2]])
    assert read_faces(logits, np.array([0, 0, 1, 2]), "planar").tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]]


@pytest.mark.parametrize(("family", "outputs"), BODIES)
def test_a_perfect_skeleton_has_every_face_by_its_ties_and_by_its_connections(family, outputs):
    record = measure_faces(**planted(family, outputs))
    faces = count_faces(family, outputs)
    assert record["skeleton_points"] == record["faces_expected"] == record["faces_tied"] == record["faces_led"] == faces
    assert record["counts_off"] == record["surplus_points"] == 0
    for k, count in enumerate(counts_expected(family, outputs)):
        assert record[f"index_{k}"] == record[f"expected_index_{k}"] == count


def test_a_missing_edge_a_missing_point_and_a_wrong_index_are_each_counted():
    found = planted("categorical", 3)
    without = measure_faces(**found | {"edges": found["edges"][1:]})
    assert (without["faces_tied"], without["faces_led"], without["counts_off"]) == (7, 6, 0)
    last = found["index"] < 2
    fewer = measure_faces(found["index"][last], found["codes"][last], found["labels"][last], found["edges"][:6], "categorical")
    assert (fewer["faces_tied"], fewer["faces_led"], fewer["counts_off"]) == (6, 6, 1)
    index = np.where(found["index"] == 2, 4, found["index"])  # more unstable directions than any face has
    wrong = measure_faces(**found | {"index": index})
    assert (wrong["faces_tied"], wrong["faces_led"], wrong["counts_off"], wrong["surplus_points"]) == (6, 6, 2, 1)


def test_two_points_on_one_face_are_one_face_and_a_surplus_point():
    found = planted("categorical", 3)
    doubled = {name: np.concatenate([found[name], found[name][:1]]) for name in ("index", "codes", "labels")}
    record = measure_faces(**found | doubled)
    assert (record["faces_tied"], record["surplus_points"], record["counts_off"]) == (7, 1, 1)


def test_a_network_with_a_single_point_has_not_the_faces_and_other_families_have_none_to_find():
    single = {"index": np.array([0]), "codes": np.array([[1, 0, 0]]), "labels": np.array([0]), "edges": np.zeros((0, 2), int)}
    record = measure_faces(**single, family="categorical")
    assert (record["faces_tied"], record["faces_expected"], record["counts_off"]) == (1, 7, 6)
    planar = measure_faces(**single, family="planar")
    assert np.isnan([planar["faces_tied"], planar["faces_expected"], planar["counts_off"], planar["expected_index_1"]]).all()
    assert planar["index_0"] == 1


@pytest.mark.parametrize(("family", "outputs"), [("categorical", 4), ("multilabel", 3)])
def test_centres_of_faces_lie_between_the_visited_states_of_their_corners(family, outputs):
    readouts = np.eye(outputs)
    corners = np.eye(outputs) if family == "categorical" else 2.0 * as_bits(outputs) - 1
    inside = np.random.default_rng(0).dirichlet(np.ones(len(corners)), 200) @ corners * 0.5
    centres = face_centres(np.concatenate([np.repeat(corners, 10, axis=0), inside]), readouts, family)
    members = corners_of(faces_expected(family, outputs), family)
    assert len(centres) == count_faces(family, outputs)
    np.testing.assert_allclose(centres, members @ corners / members.sum(axis=1, keepdims=True))
    assert (members.sum(axis=1) == 1).sum() == len(corners) == comb(len(corners), 1)
