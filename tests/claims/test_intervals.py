"""Intervals: the range of few networks, a bootstrap over many that covers as often as it says, pairs by their networks."""

from itertools import combinations

import numpy as np
import pytest

from rnn_geometry.claims.intervals import interval, weighted_medians


def alone(values) -> np.ndarray:
    """Every value of a network of its own."""
    return np.arange(len(values))[:, None]


def test_few_networks_have_a_range_one_has_none_and_what_is_not_known_does_not_count():
    rng = np.random.default_rng(0)
    values = np.array([3.0, 1.0, np.nan, 2.0])
    found = interval(values, alone(values), rng)
    assert (found.low, found.high, found.kind) == (1.0, 3.0, "range")
    found = interval(values[:1], alone(values[:1]), rng)
    assert np.isnan([found.low, found.high]).all()
    assert found.kind == ""


def test_bootstrap_intervals_cover_the_true_median_about_as_often_as_they_say():
    rng = np.random.default_rng(0)
    covered = 0
    for _ in range(200):
        values = rng.normal(3.0, 1.0, 25)
        found = interval(values, alone(values), rng)
        assert found.kind == "bootstrap"
        covered += found.low <= 3.0 <= found.high
    assert 0.89 <= covered / 200 <= 0.99


def test_pairs_that_share_networks_are_less_certain_than_as_many_that_do_not():
    rng = np.random.default_rng(1)
    networks = np.array(list(combinations(range(6), 2)))  # 15 pairs of 6 networks
    own = rng.normal(size=6)
    values = own[networks].sum(axis=1)
    shared, independent = interval(values, networks, rng), interval(values, alone(values), rng)
    assert shared.kind == independent.kind == "bootstrap"
    assert shared.high - shared.low > 1.3 * (independent.high - independent.low)


def test_intervals_of_pairs_cover_the_true_median_about_as_often_as_they_say():
    rng = np.random.default_rng(2)
    networks = np.array(list(combinations(range(12), 2)))
    by_network = by_pair = 0
    for _ in range(150):
        values = rng.normal(size=12)[networks].sum(axis=1)
        found = interval(values, networks, rng)
        by_network += found.low <= 0 <= found.high
        found = interval(values, alone(values), rng)
        by_pair += found.low <= 0 <= found.high
    assert by_network / 150 > 0.85 > 0.75 > by_pair / 150


def test_weighted_medians_are_medians_of_values_repeated():
    values = np.array([5.0, 1.0, 3.0, 2.0])
    weights = np.random.default_rng(0).integers(0, 4, size=(50, 4))
    found = weighted_medians(values, weights)
    for one, times in zip(found, weights, strict=True):
        assert one == pytest.approx(np.median(np.repeat(values, times)) if times.any() else np.nan, nan_ok=True)
