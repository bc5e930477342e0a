"""A skeleton compared with the faces of a body: of planted skeletons, whose faces are known."""

from math import comb

import numpy as np
import pytest

from rnn_geometry.measures.faces import corner_lambda_spread, face_centres, leads_to, measure_faces
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
    assert record["faces_share"] == 1
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
def test_without_its_highest_face_a_skeleton_has_a_share_of_one_face_less(shape):
    found, faces = planted(shape), shape.count_faces()
    kept = found["edges"][found["edges"][:, 0] < faces - 1]  # the last point is the whole body's
    record = measure_faces(*(found[name][:-1] for name in ("index", "codes", "labels")), kept, shape)
    assert record["faces_share"] == pytest.approx((faces - 1) / faces)


@pytest.mark.parametrize("shape", BODIES, ids=str)
def test_a_face_with_a_wrong_index_a_wrong_code_or_a_wrong_connection_is_not_in_the_share(shape):
    found, faces = planted(shape), shape.count_faces()
    index, codes, edges = (found[name].copy() for name in ("index", "codes", "edges"))
    index[-1] += 1
    codes[-1] = codes[0]
    # The last point leads to one corner alone.
    edges = np.concatenate([edges[edges[:, 0] != faces - 1], edges[-1:]])
    for wrong in ({"index": index}, {"codes": codes}, {"edges": edges}):
        assert measure_faces(**found | wrong)["faces_share"] == pytest.approx((faces - 1) / faces), wrong.keys()


def test_one_point_must_have_both_the_ties_and_the_connections_of_its_face():
    found = planted(Simplex.of(3))
    # The points of two edges of the triangle change their codes: each is tied as one edge, and leads as another.
    codes = found["codes"].copy()
    codes[[3, 4]] = codes[[4, 3]]
    record = measure_faces(**found | {"codes": codes})
    assert (record["faces_tied"], record["faces_led"]) == (7, 7)
    assert record["faces_share"] == pytest.approx(5 / 7)


def test_a_connection_to_a_corner_of_another_face_takes_a_face_from_the_share():
    found = planted(Simplex.of(3))
    edges = np.concatenate([found["edges"], [(3, row) for row in range(3)]])  # an edge that leads to all three corners
    record = measure_faces(**found | {"edges": edges})
    assert record["faces_share"] == pytest.approx(6 / 7)
    assert record["faces_tied"] == 7


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
    assert record["faces_share"] == 1


def test_a_network_with_a_single_point_has_not_the_faces_and_other_shapes_have_none_to_find():
    single = {"index": np.array([0]), "codes": np.array([[1, 0, 0]]), "labels": np.array([0]), "edges": np.zeros((0, 2), int)}
    record = measure_faces(**single, shape=Simplex.of(3))
    assert (record["faces_tied"], record["faces_expected"], record["counts_off"]) == (1, 7, 6)
    assert record["faces_share"] == pytest.approx(1 / 7)
    planar = measure_faces(**single, shape=Ordered(3, 2))
    assert np.isnan([planar["faces_tied"], planar["faces_expected"], planar["counts_off"], planar["expected_index_1"]]).all()
    assert np.isnan(planar["faces_share"])
    assert planar["index_0"] == 1


def test_a_search_that_found_no_point_has_a_share_of_no_faces():
    nothing = np.zeros(0, int)
    record = measure_faces(nothing, np.zeros((0, 3), int), nothing, np.zeros((0, 2), int), Simplex.of(3))
    assert (record["skeleton_points"], record["faces_share"]) == (0, 0)


@pytest.mark.parametrize("shape", [Simplex.of(4), Hypercube.of(2)], ids=str)
def test_corners_that_are_alike_have_no_spread_whatever_saddles_do(shape):
    index = shape.face_dimensions(shape.faces())
    largest = np.where(index == 0, 0.97, 1 + 0.01 * np.arange(len(index)))
    assert corner_lambda_spread(largest, index, shape) == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("values", [[0.90, 0.94], [0.0, 0.5, 0.95], [0.99, 0.99, 0.9]])
def test_the_spread_of_unlike_corners_is_that_which_was_planted(values):
    largest, index = np.array([*values, 1.2, 1.3]), np.array([0] * len(values) + [1, 2])
    mean = sum(values) / len(values)
    planted_spread = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
    assert corner_lambda_spread(largest, index, Simplex.of(3)) == pytest.approx(planted_spread)


def test_one_stable_point_alone_or_a_shape_without_faces_has_no_spread_of_corners():
    largest, index = np.array([0.9, 0.8, 1.1]), np.array([0, 0, 1])
    assert np.isnan(corner_lambda_spread(largest[1:], index[1:], Simplex.of(2)))
    assert np.isnan(corner_lambda_spread(largest[:0], index[:0], Simplex.of(2)))
    assert np.isnan(corner_lambda_spread(largest, index, Ordered(3, 2)))


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
