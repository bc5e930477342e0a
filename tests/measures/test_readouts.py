"""Readouts beside theory: on simplices that are exact, on lines and circles whose order is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ortho_group

from rnn_geometry.measures.readouts import measure_readouts, order_margin, pairwise_angles
from rnn_geometry.shapes import Hypercube, Ordered, Shape, Simplex


def simplex(classes: int) -> np.ndarray:
    """The corners of a regular simplex about its centre: [N, N]."""
    return np.eye(classes) - 1 / classes


def measure(readouts: np.ndarray, shape: Shape | None = None) -> dict[str, float]:
    """The record of readouts, of a simplex unless said otherwise, among states that do not matter."""
    states = np.random.default_rng(0).standard_normal((50, readouts.shape[1]))
    return measure_readouts(readouts, states, shape or Simplex.of(len(readouts)))


@pytest.mark.parametrize("classes", range(2, 11))
def test_the_corners_of_a_regular_simplex_stand_at_its_angle(classes):
    record = measure(simplex(classes))
    assert record["angle_mean"] == pytest.approx(Simplex.of(classes).readout_angle, abs=1e-5)
    assert record["angle_theory"] == Simplex.of(classes).readout_angle
    deviations = [record[name] for name in ("angle_sd", "angle_worst_deviation", "norm_variation")]
    assert deviations == pytest.approx([0, 0, 0], abs=1e-5)


@settings(deadline=None)
@given(classes=st.integers(2, 10), more=st.integers(0, 5), scale=st.floats(1e-3, 1e3), seed=st.integers(0, 999))
def test_rotation_and_scale_leave_the_angles(classes, more, scale, seed):
    readouts = np.random.default_rng(seed).standard_normal((classes, classes + more))
    rotation = ortho_group.rvs(classes + more, random_state=seed)
    before, after = measure(readouts), measure(scale * readouts @ rotation)
    assert after.pop("norm_mean") == pytest.approx(scale * before.pop("norm_mean"))
    assert after == pytest.approx(before, abs=1e-4, nan_ok=True)


def test_pairwise_angles_are_in_degrees_pair_by_pair():
    assert pairwise_angles(np.array([[1.0, 0], [0, 2], [-3, 0]])) == pytest.approx([90, 180, 90])


def test_readouts_of_unequal_length_show_in_the_norms_and_not_in_the_angles():
    stretched = simplex(4) * np.array([[1.0], [1], [3], [3]])
    record = measure(stretched)
    assert record["norm_variation"] == pytest.approx(0.5)  # 1 about a mean of 2
    assert record["angle_worst_deviation"] == pytest.approx(0, abs=1e-5)


def test_independent_readouts_deviate_from_a_simplex_and_not_from_a_hypercube():
    record = measure(np.eye(3))
    assert (record["angle_mean"], record["angle_worst_deviation"]) == pytest.approx((90, 30))
    assert measure(np.eye(3), Hypercube.of(3))["angle_worst_deviation"] == pytest.approx(0)


def test_without_a_theory_angles_are_measured_and_a_deviation_is_not():
    record = measure(simplex(3), Ordered(3, 2))
    assert record["angle_mean"] == pytest.approx(120)
    assert np.isnan([record["angle_theory"], record["angle_worst_deviation"]]).all()


def test_a_single_readout_has_a_length_and_no_angle():
    record = measure(np.array([[3.0, 4.0]]), Hypercube.of(1))
    assert (record["norm_mean"], record["norm_variation"]) == (5, 0)
    assert np.isnan([record[name] for name in ("angle_mean", "angle_sd", "angle_theory", "angle_worst_deviation")]).all()


@pytest.mark.parametrize("shape", [Simplex.of(3), Ordered(3, 2), Hypercube.of(3)], ids=str)
def test_readouts_of_no_length_have_no_angle_and_no_variation(shape):
    some, none = simplex(3) * np.array([[1.0], [1], [0]]), np.zeros((3, 3))
    for readouts in (some, none):
        record = measure(readouts, shape)
        assert np.isnan([record[name] for name in ("angle_mean", "angle_sd", "angle_worst_deviation")]).all()
    assert record["norm_mean"] == 0
    assert np.isnan(record["norm_variation"])


# Order

SPREAD = np.array([5.0, 3.0, 0.5, 0.1])  # of the states, along axes that are then turned


def turned(readouts: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Readouts [N, 1 or 2] in the first axes of a cloud in 4-D, with something in the others, all turned at random."""
    rng = np.random.default_rng(seed)
    rotation = ortho_group.rvs(4, random_state=seed)
    beside = rng.standard_normal((len(readouts), 4 - readouts.shape[1]))
    return np.hstack([readouts, beside]) @ rotation, rng.standard_normal((3000, 4)) * SPREAD @ rotation + rng.standard_normal(4)


def swapped(readouts: np.ndarray, one: int, other: int) -> np.ndarray:
    order = np.arange(len(readouts))
    order[[one, other]] = other, one
    return readouts[order]


@given(
    places=st.lists(st.integers(-100, 100), min_size=3, max_size=6, unique=True),
    backwards=st.booleans(),
    seed=st.integers(0, 999),
)
def test_readouts_along_a_line_are_in_order_from_either_end_until_two_are_swapped(places, backwards, seed):
    line = np.array(sorted(places, reverse=backwards), float)[:, None]
    assert order_margin(*turned(10 * line, seed), 1) > 0
    assert order_margin(*turned(10 * swapped(line, 0, 1), seed), 1) < 0


@given(
    classes=st.integers(4, 7), start=st.floats(0, 2 * np.pi), backwards=st.booleans(), seed=st.integers(0, 999), data=st.data()
)
def test_readouts_around_a_circle_are_in_order_either_way_from_any_start_until_two_are_swapped(
    classes, start, backwards, seed, data
):
    angles = start + np.linspace(0, 2 * np.pi, classes, endpoint=False) * (-1 if backwards else 1)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    first = data.draw(st.integers(0, classes - 1))
    assert order_margin(*turned(10 * circle, seed), 2) > 0
    assert order_margin(*turned(10 * swapped(circle, first, (first + 1) % classes), seed), 2) < 0


def on_a_circle(degrees: list[float]) -> np.ndarray:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


AXES_1 = np.array([[-1.0, 0], [1, 0]])  # states along the first axis
AXES_2 = np.array([[-2.0, 0], [2, 0], [0, -1], [0, 1]])  # and in the plane


@pytest.mark.parametrize(
    ("places", "margin"),
    [
        ([-1, 0, 1], 1),
        ([4, 3, 2, 1, 0], 1),
        ([0, 1, 4], 0.5),  # steps 1 and 3 of a mean of 2: on the bound of the claims
        ([0, 0, 1], 0),
        ([0, 0, 0], 0),
        ([0, 2, 1], -2 / 3),  # steps 2 and -1; backwards -2 and 1
        ([0, 2, 1, 3], -0.6),
    ],
)
def test_the_margin_on_a_line_is_the_smallest_step_over_the_mean(places, margin):
    line = np.stack([places, np.full(len(places), 7.0)], axis=1)
    assert order_margin(line, AXES_1, 1) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("degrees", "margin"),
    [
        ([0, 72, 144, 216, 288], 1),
        ([200, 128, 56, -16, -88], 1),  # the other way round, from another start
        ([0, 36, 144, 216, 288], 0.5),
        ([0, 0, 120, 240], 0),
        ([0, 72, 288, 216, 144], -72 / 129.6),  # steps 72, 216, -72, -72, 216; backwards 288, -216, 72, 72, 144
    ],
)
def test_the_margin_in_a_plane_is_the_smallest_angle_over_the_mean(degrees, margin):
    assert order_margin(3 * on_a_circle(degrees), AXES_2, 2) == pytest.approx(margin)


def test_a_pentagram_is_out_of_order_though_all_its_steps_go_the_same_way():
    assert order_margin(on_a_circle([0, 144, 288, 72, 216]), AXES_2, 2) < -0.5


@pytest.mark.parametrize(
    ("classes", "dimension", "in_order", "evenly"),
    [
        # In coordinates in which the steps scatter alike, an order is a sector of 60 degrees, an even one of 32.2.
        (3, 1, 2 / 6, 4 * np.degrees(np.arctan(1 / np.sqrt(12))) / 360),
        # Of uniform gaps the least is above half the mean with (1 - 1 / 2)^(N - 1).
        (5, 2, 1 / 12, 1 / 12 / 16),
    ],
)
def test_readouts_at_random_are_evenly_in_order_as_rarely_as_is_said(classes, dimension, in_order, evenly):
    rng = np.random.default_rng(0)
    margins = np.array([order_margin(rng.standard_normal((classes, 2)), AXES_2, dimension) for _ in range(4000)])
    for bound, share in ((0, in_order), (0.5, evenly)):
        assert (margins > bound).mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 4000))
        assert f"{share:.2g}" in order_margin.__doc__


def test_order_is_measured_where_classes_have_one():
    line = np.array([[-1.0], [0.1], [1.0]])
    for readouts, expected in ((line, [1, 0.9]), (swapped(line, 0, 1), [0, -1.1 / 1.55])):
        record = measure_readouts(*turned(readouts, 0), Ordered(3, 1))
        assert [record["in_order"], record["order_margin"]] == pytest.approx(expected, abs=0.05)
        unordered = measure_readouts(*turned(readouts, 0), Simplex.of(3))
        assert np.isnan([unordered["in_order"], unordered["order_margin"]]).all()
