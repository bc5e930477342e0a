"""A skeleton compared with the faces of a body: of planted skeletons, whose faces are known."""

from math import comb

import numpy as np
import pytest

from rnn_geometry.measures.faces import face_centres, leads_to, measure_faces
from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex

BODIES = [Simplex.of(n) for n in range(2, 7)] + [Hypercube.of(m) for m in range(1, 4)]


def planted(shape: Shape) -> dict[str, np.ndarray]:
    """The skeleton of a perfect body: the arguments of measure_faces."""
    codes = shape.faces()
    index, corners = shape.face_dimensions(codes), shape.face_corners(codes)
    stable = np.flatnonzero(index == 0)
    labels = corners.argmax(axis=1)
    row_of = {labels[i]: i for i in stable}
    edges = [(i, row_of[c]) for i in np.flatnonzero(index > 0) for c in np.flatnonzero(corners[i])]
    return {"index": index, "codes": codes, "labels": labels, "edges": np.array(edges).reshape(-1, 2), "shape": shape}


@pytest.mark.parametrize("shape", BODIES, ids=str)
def test_a_perfect_skeleton_has_every_face_by_its_ties_and_by_its_connections(shape):
    record = measure_faces(**planted(shape))
    faces = shape.count_faces()
    assert record["skeleton_points"] == record["faces_expected"] == record["faces_tied"] == record["faces_led"] == faces
    assert record["counts_off"] == record["surplus_points"] == 0
    for k, count in enumerate(shape.face_counts()):
        assert record[f"index_{k}"] == record[f"expected_index_{k}"] == count


def test_a_missing_edge_a_missing_point_and_a_wrong_index_are_each_counted():
    found = planted(Simplex.of(3))
    without = measure_faces(**found | {"edges": found["edges"][1:]})
    assert (without["faces_tied"], without["faces_led"], without["counts_off"]) == (7, 6, 0)
    last = found["index"] < 2
    fewer = measure_faces(found["index"][last], found["codes"][last], found["labels"][last], found["edges"][:6], Simplex.of(3))
    assert (fewer["faces_tied"], fewer["faces_led"], fewer["counts_off"]) == (6, 6, 1)
    index = np.where(found["index"] == 2, 4, found["index"])  # more unstable directions than any face has
    wrong = measure_faces(**found | {"index": index})
    assert (wrong["faces_tied"], wrong["faces_led"], wrong["counts_off"], wrong["surplus_points"]) == (6, 6, 2, 1)


@pytest.mark.parametrize("shape", BODIES, ids=str)
def test_a_saddle_that_leads_to_other_saddles_alone_leads_to_their_corners(shape):
    found = planted(shape)
    index, corners = found["index"], shape.face_corners(found["codes"])
    rows = range(len(index))
    facets = [(i, j) for i in rows for j in rows if index[j] == index[i] - 1 and (corners[i] | ~corners[j]).all()]
    record = measure_faces(**found | {"edges": np.array(facets)})
    assert record["faces_led"] == shape.count_faces()
    assert record["saddle_connections"] == sum(index[j] > 0 for _, j in facets)


def test_points_that_lead_to_one_another_in_a_ring_lead_to_all_that_one_of_them_leads_to():
    edges = np.array([(0, 1), (1, 2), (2, 0), (2, 3), (4, 4)])
    reached = leads_to(edges, 6)
    assert reached[:3].tolist() == [[False, False, False, True, False, False]] * 3
    assert reached[[3, 5]].nonzero()[1].tolist() == [3, 5]  # ends, which lead to themselves


def test_two_points_on_one_face_are_one_face_and_a_surplus_point():
    found = planted(Simplex.of(3))
    doubled = {name: np.concatenate([found[name], found[name][:1]]) for name in ("index", "codes", "labels")}
    record = measure_faces(**found | doubled)
    assert (record["faces_tied"], record["surplus_points"], record["counts_off"]) == (7, 1, 1)


def test_a_network_with_a_single_point_has_not_the_faces_and_other_shapes_have_none_to_find():
    single = {"index": np.array([0]), "codes": np.array([[1, 0, 0]]), "labels": np.array([0]), "edges": np.zeros((0, 2), int)}
    record = measure_faces(**single, shape=Simplex.of(3))
    assert (record["faces_tied"], record["faces_expected"], record["counts_off"]) == (1, 7, 6)
    planar = measure_faces(**single, shape=Ordered(3, 2))
    assert np.isnan([planar["faces_tied"], planar["faces_expected"], planar["counts_off"], planar["expected_index_1"]]).all()
    assert planar["index_0"] == 1


@pytest.mark.parametrize("shape", [Simplex.of(4), Hypercube.of(3)], ids=str)
def test_centres_of_faces_lie_between_the_visited_states_of_their_corners(shape):
    readouts = np.eye(shape.outputs)
    members = shape.target.members(np.arange(shape.target.classes))
    corners = np.eye(4) if shape == Simplex.of(4) else 2.0 * members - 1
    inside = np.random.default_rng(0).dirichlet(np.ones(len(corners)), 200) @ corners * 0.5
    centres = face_centres(np.concatenate([np.repeat(corners, 10, axis=0), inside]), readouts, shape)
    members = shape.face_corners(shape.faces())
    assert len(centres) == shape.count_faces()
    np.testing.assert_allclose(centres, members @ corners / members.sum(axis=1, keepdims=True))
    assert (members.sum(axis=1) == 1).sum() == len(corners) == comb(len(corners), 1)
