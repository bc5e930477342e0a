"""Readouts beside a regular simplex, on simplices that are exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ortho_group

from rnn_geometry.geometry.readouts import measure_readouts, pairwise_angles, simplex_angle


def simplex(classes: int) -> np.ndarray:
    """The corners of a regular simplex about its centre: [N, N]."""
    return np.eye(classes) - 1 / classes


def test_angles_of_line_triangle_and_tetrahedron():
    assert [simplex_angle(classes) for classes in (2, 3, 4)] == pytest.approx([180, 120, 109.4712206])


@pytest.mark.parametrize("classes", range(2, 11))
def test_the_corners_of_a_regular_simplex_stand_at_its_angle(classes):
    record = measure_readouts(simplex(classes))
    assert record["angle_mean"] == pytest.approx(simplex_angle(classes), abs=1e-5)
    assert record["angle_theory"] == simplex_angle(classes)
    deviations = [record[name] for name in ("angle_sd", "angle_worst_deviation", "norm_variation")]
    assert deviations == pytest.approx([0, 0, 0], abs=1e-5)


@settings(deadline=None)
@given(classes=st.integers(2, 10), more=st.integers(0, 5), scale=st.floats(1e-3, 1e3), seed=st.integers(0, 999))
def test_rotation_and_scale_leave_the_angles(classes, more, scale, seed):
    readouts = np.random.default_rng(seed).standard_normal((classes, classes + more))
    rotation = ortho_group.rvs(classes + more, random_state=seed)
    before, after = measure_readouts(readouts), measure_readouts(scale * readouts @ rotation)
    assert after.pop("norm_mean") == pytest.approx(scale * before.pop("norm_mean"))
    assert after == pytest.approx(before, abs=1e-4)


def test_pairwise_angles_are_in_degrees_pair_by_pair():
    assert pairwise_angles(np.array([[1.0, 0], [0, 2], [-3, 0]])) == pytest.approx([90, 180, 90])


def test_readouts_of_unequal_length_show_in_the_norms_and_not_in_the_angles():
    stretched = simplex(4) * np.array([[1.0], [1], [3], [3]])
    record = measure_readouts(stretched)
    assert record["norm_variation"] == pytest.approx(0.5)  # 1 about a mean of 2
    assert record["angle_worst_deviation"] == pytest.approx(0, abs=1e-5)


def test_independent_labels_deviate_from_the_simplex():
    record = measure_readouts(np.eye(3))
    assert (record["angle_mean"], record["angle_worst_deviation"]) == pytest.approx((90, 30))
