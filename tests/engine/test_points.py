"""Points found: which are one, which lie far off, and the states that a search starts from."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.engine.points import (
    Points,
    distance_to,
    distinct,
    draw_starts,
    slow_together,
    spread,
    without_outliers,
)


def random_states(count: int, size: int, scale: float = 1.0, seed: int = 0) -> torch.Tensor:
    return scale * torch.randn(count, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


# Slow together


@pytest.mark.parametrize(
    ("limit", "kept"),
    [(2.5, [0, 1, 2, 3]), (2.4, [1, 2, 3]), (1.5, [1, 3]), (1.0, [3]), (0.9, [])],
    ids=["all, though one is twice as fast", "the fastest goes", "two", "the slowest", "none"],
)
def test_points_are_slow_together_where_their_mean_speed_is_and_the_fastest_go_first(limit, kept):
    points = Points.at(torch.zeros(4, 2), torch.tensor([4.0, 2, 3, 1]))
    assert slow_together(points, limit).starts.tolist() == kept


def test_no_points_and_points_that_are_nowhere_are_not_slow_together():
    assert len(slow_together(Points.at(torch.zeros(0, 2), torch.zeros(0)), 1.0)) == 0
    assert slow_together(Points.at(torch.zeros(2, 2), torch.tensor([torch.nan, 0.5])), 1.0).starts.tolist() == [1]


# Merging

CLOUDS = st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(0, 1)), min_size=1, max_size=30)


@given(cloud=CLOUDS, radius=st.floats(0.01, 4))
def test_merging_keeps_the_slowest_of_each_neighbourhood_and_counts_every_point_once(cloud, radius):
    cloud = torch.tensor(cloud, dtype=torch.float64)
    points = Points(cloud[:, :2], cloud[:, 2], torch.zeros(len(cloud)), torch.arange(len(cloud)))
    kept, sizes = distinct(points, radius)
    assert sizes.sum() == len(cloud)
    assert (sizes > 0).all()
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    apart = (kept.states[:, None] - kept.states[None]).norm(dim=-1)
    assert (apart.fill_diagonal_(torch.inf) > radius).all()
    close = (points.states[:, None] - kept.states[None]).norm(dim=-1) <= radius * (1 + 1e-12)
    slower = points.speeds[:, None] >= kept.speeds[None]
    assert (close & slower).any(dim=1).all()  # every point has a representative that is near and no faster
    assert torch.equal(points[kept.starts].states, kept.states)


def test_merging_groups_known_clusters():
    centres, jitter = torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]]), random_states(60, 2, scale=0.01).float()
    groups = torch.tensor([0] * 10 + [1] * 30 + [2] * 20)
    speeds = torch.linspace(1, 0, 60)
    kept, sizes = distinct(Points(centres[groups] + jitter, speeds, torch.zeros(60), torch.arange(60)), 1.0)
    assert sizes.tolist() == [30, 20, 10]
    assert kept.starts.tolist() == [39, 59, 9]  # the last of each group is its slowest


def test_of_neighbourhoods_of_one_size_that_with_the_first_start_comes_first_whichever_is_slowest_by_rounding():
    states = torch.tensor([[5.0], [0], [9], [5], [0], [7]])
    for seed in range(5):
        speeds = 1e-32 * torch.rand(6, generator=torch.Generator().manual_seed(seed))
        kept, sizes = distinct(Points.at(states, speeds), 0.5)
        assert (kept.states.flatten().tolist(), sizes.tolist()) == ([5, 0, 9, 7], [2, 2, 1, 1])


def test_points_of_different_inputs_are_never_one():
    states, inputs = torch.zeros(5, 2), torch.tensor([[0.0, 1], [0, 1], [0, 2], [0, 1], [0, 2]])
    kept, sizes = distinct(Points.at(states, torch.arange(5.0)), 1.0, inputs)
    assert (kept.starts.tolist(), sizes.tolist()) == ([0, 2], [3, 2])


def test_no_points_have_none_that_are_distinct():
    merged, sizes = distinct(Points.at(torch.empty(0, 2), torch.empty(0)), 1.0)
    assert (len(merged), sizes.tolist(), sizes.dtype) == (0, [], torch.int64)


def test_distances_are_to_the_nearest_visited_state():
    states, visited = random_states(7, 3), random_states(600, 3, seed=1)
    expected = np.linalg.norm(states.numpy()[:, None] - visited.numpy()[None], axis=-1).min(axis=1)
    np.testing.assert_allclose(distance_to(states, visited, block=3), expected, atol=1e-6)
    kept = without_outliers(Points.at(states, torch.zeros(7)), visited, float(np.median(expected)))
    assert kept.starts.tolist() == np.flatnonzero(expected <= np.median(expected)).tolist()
    assert distance_to(states[:0], visited).shape == (0,)


def test_starts_are_visited_states_each_once():
    visited = random_states(30, 4)
    starts = draw_starts(visited, 20)
    rows = [int((visited == start).all(1).nonzero()) for start in starts]
    assert len(set(rows)) == 20
    assert rows != sorted(rows)
    assert len(draw_starts(visited, 100)) == 30


def test_noise_is_in_standard_deviations_of_each_coordinate():
    visited = random_states(4000, 2) * torch.tensor([1.0, 10.0])
    generators = [torch.Generator().manual_seed(3) for _ in range(2)]
    still, moved = (
        draw_starts(visited, 4000, noise, generator) for noise, generator in zip((0.0, 0.5), generators, strict=True)
    )
    np.testing.assert_allclose((moved - still).std(0), [0.5, 5.0], rtol=0.1)


def test_the_spread_is_the_distance_from_the_mean():
    assert float(spread(torch.tensor([[3.0, 4.0], [-3.0, -4.0]]))) == pytest.approx(5)
