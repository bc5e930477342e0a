"""Onsets on planted curves: a measure is there when it stays, a share of its way behind it, or a count at its number."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.measures.onsets import LEVELS, NAMES, find_onsets, kept_whole, onset, past_level


@pytest.mark.parametrize(
    ("near", "number"),
    [
        ([True, True, True], 0),
        ([False, True, True], 1),
        ([True, False, True], 2),  # it has to stay
        ([False, False, False], np.inf),
        ([True, True, False], np.inf),
        ([], np.inf),
    ],
)
def test_an_onset_is_the_first_checkpoint_from_which_on_all_are_near(near, number):
    assert onset(np.array(near)) == pytest.approx(number, nan_ok=True)


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_from_the_onset_on_all_are_near_and_the_one_before_is_not(near):
    number = onset(np.array(near))
    if not near[-1]:
        assert number == np.inf
        return
    assert all(near[int(number) :])
    assert number == 0 or not near[int(number) - 1]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_curve_is_past_half_way_where_it_is_nearer_to_its_end_than_that(sign):
    rising = sign * np.array([0.0, 1.0, 5.0, 5.1, 20.0, 14.9, 10.0])  # beyond the end is away from it, too
    assert past_level(rising, 0.5).tolist() == [False, False, False, True, False, True, True]


@pytest.mark.parametrize("half_way", [(0.0, 0.15, 0.1), (0.0, 0.05, 0.1), (0.3, 0.2, 0.1), (0.1, 0.2, 0.3)])
def test_half_way_exactly_is_not_past_it_whatever_rounding_makes_of_it(half_way):
    assert past_level(np.array(half_way), 0.5).tolist() == [False, False, True]


def test_a_curve_that_goes_nowhere_or_is_not_known_is_never_past_half_way():
    assert not past_level(np.full(4, 0.3), 0.5).any()
    assert past_level(np.array([0.0, np.nan, 1.0]), 0.5).tolist() == [False, False, True]
    assert not past_level(np.array([np.nan, 0.5, 1.0]), 0.5).any()


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=20), st.floats(0.1, 10), st.floats(-50, 50))
def test_neither_the_unit_nor_the_zero_of_a_measure_matters(values, unit, zero):
    values = np.round(values, 3)
    ways = np.abs(2 * np.abs(values - values[-1]) - abs(values[0] - values[-1]))
    if ways.min() > 1e-6:  # none is half-way to within rounding
        assert past_level(values, 0.5).tolist() == past_level(unit * values + zero, 0.5).tolist()


def course(**columns) -> pd.DataFrame:
    """Five checkpoints of three categories, each measure with an onset of its own."""
    planted = {
        "step": [0, 1, 10, 100, 1000],
        "accuracy": [0.3, 0.3, 0.5, 0.9, 1.0],
        "memory_kept": [np.nan, 0.1, 0.1, 0.2, 0.7],
        "states_components_95": [4, 3, 2, 2, 2],
        "states_participation_ratio": [2.3, 1.2, 1.4, 1.5, 2.4],
        "angle_mean": [90.0, 119.0, 121.0, 120.0, 120.0],
        "stable_labels": [1, 3, 1, 3, 3],
    }
    fixed = {
        "expected_dimension": 2,
        "classes": 3,
        "shape": "simplex",
        "angle_theory": 120.0,
        "in_order": np.nan,
        "norm_mean": 1,
    }
    return pd.DataFrame(planted | fixed | columns)


def test_every_measure_has_the_onset_that_was_planted():
    expected = {"accuracy": 3, "readouts": 1, "memory": 4, "dimension": 2, "evenness": 4, "corners": 3}
    assert find_onsets(course()) == expected
    assert set(expected) == set(NAMES)


def test_ordered_readouts_are_there_when_they_stand_in_order_and_labels_are_from_the_start():
    planar = course(shape="ordered", angle_theory=np.nan, in_order=[1, 0, 0, 1, 1])
    assert find_onsets(planar)["readouts"] == 3
    labels = course(shape="hypercube", angle_theory=90.0)
    assert np.isnan(find_onsets(labels)["readouts"])
    assert np.isnan(find_onsets(course(shape="cloud"))["readouts"])


def test_a_dimension_that_is_not_there_in_the_end_never_comes():
    assert find_onsets(course(states_components_95=[4, 2, 2, 2, 3]))["dimension"] == np.inf


def test_a_higher_level_is_reached_no_sooner_and_counts_have_one_onset():
    by_level = [find_onsets(course(accuracy=[0.0, 0.3, 0.6, 0.8, 1.0]), level) for level in LEVELS]
    assert [found["accuracy"] for found in by_level] == [1, 2, 3]
    assert len({found["dimension"] for found in by_level}) == 1


def test_a_memory_that_grows_is_kept_whole_and_none_that_could_be_told_is_none():
    assert kept_whole(pd.Series([np.nan, 0.3, 1.7, -0.1])).tolist() == [0, 0.3, 1, 0]
