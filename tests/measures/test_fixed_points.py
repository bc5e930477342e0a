"""Slow and fixed points of one network: arrays and record agree, with each other and with the network."""

from copy import deepcopy

import numpy as np
import pytest
import torch

from rnn_geometry.measures.fixed_points import find_points
from rnn_geometry.measures.moves import mean_step
from rnn_geometry.measures.options import PointsOptions
from rnn_geometry.measures.states import visited_states

OPTIONS = PointsOptions(starts=100, slow_speed=1e-3, slow_damping=1.0)


@pytest.fixture
def states(trained, test_texts) -> np.ndarray:
    return visited_states(trained.network, test_texts)["states"]


def search(network, states, seed: int = 0, step: float | None = None, **changes) -> tuple[dict, dict]:
    """The arrays and the record."""
    options = OPTIONS.model_copy(update=changes)
    found = find_points(network, torch.zeros(6), states, options, np.random.default_rng(seed), step)
    return found.arrays, found.record


def speeds(network, points: np.ndarray) -> np.ndarray:
    """q in float64, by its definition."""
    cell, h = deepcopy(network.cell).double(), torch.from_numpy(points)
    moved = cell.step(torch.zeros(len(h), 6, dtype=torch.float64), h) - h
    return 0.5 * (moved**2).sum(-1).numpy()


def test_points_are_as_slow_as_they_are_said_to_be(trained, states):
    arrays, record = search(trained.network, states)
    for kind, tolerance in (("slow", OPTIONS.slow_speed), ("fixed", OPTIONS.fixed_speed)):
        assert len(arrays[f"{kind}_states"]) > 0
        assert (arrays[f"{kind}_speeds"] <= tolerance).all()
        np.testing.assert_allclose(
            speeds(trained.network, arrays[f"{kind}_states"]), arrays[f"{kind}_speeds"], rtol=1e-6, atol=1e-25
        )
    assert record["visited_speed_median"] > record["slow_speed_median"]


def test_by_the_mean_step_the_limit_is_half_its_square_and_the_points_are_within_it_together(trained_gru, test_texts):
    visited = visited_states(trained_gru.network, test_texts)
    step = mean_step(visited)
    for method in ("levenberg_marquardt", "adam"):
        options = {"slow_by": "mean_step", "slow_speed": 0.05, "starts": 30, "fixed_speed": 1e-5, "method": method}
        arrays, record = search(trained_gru.network, visited["states"], step=step, **options)
        assert record["slow_speed_limit"] == pytest.approx(0.05 * step**2 / 2)
        assert record["slow_points"] > 0
        assert arrays["slow_speeds"].mean() <= record["slow_speed_limit"]


def test_by_the_mean_step_a_point_may_be_faster_than_the_limit_and_by_the_median_none_may(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"]
    q = speeds(trained_gru.network, states.astype(float))
    still = {"starts": len(states), "max_iterations": 1, "slow_damping": 1e9, "slow_speed": 1.0}  # no start gets anywhere
    limit = 1.01 * q.mean()
    together, _ = search(trained_gru.network, states, step=(2 * limit) ** 0.5, slow_by="mean_step", **still)
    alone, record = search(trained_gru.network, states, **still)
    assert len(together["slow_states"]) == len(states)
    assert together["slow_speeds"].max() > limit
    assert alone["slow_speeds"].max() <= record["slow_speed_limit"]


def test_the_mean_step_is_asked_for_where_it_is_needed(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"][:9]
    with pytest.raises(ValueError, match="slow_by is mean_step, but no step is given"):
        search(trained_gru.network, states, slow_by="mean_step")


def test_record_and_arrays_count_the_same_points(trained, states):
    arrays, record = search(trained.network, states)
    slow, fixed = record["slow_points"], record["fixed_points"]
    units = trained.network.cell.state_size
    shapes = {
        "constant_input": (6,),
        "slow_states": (slow, units),
        "slow_speeds": (slow,),
        "slow_iterations": (slow,),
        "slow_logits": (slow, 3),
        "slow_predicted": (slow,),
        "fixed_states": (fixed, units),
        "fixed_speeds": (fixed,),
        "fixed_iterations": (fixed,),
        "fixed_starts": (fixed,),
        "end_speeds": (OPTIONS.starts,),
        "end_iterations": (OPTIONS.starts,),
        "fixed_logits": (fixed, 3),
        "fixed_predicted": (fixed,),
    }
    assert {name: array.shape for name, array in arrays.items()} == shapes
    assert record["starts"] == OPTIONS.starts
    assert record["fixed_outliers"] == 0
    assert arrays["fixed_starts"].sum() + record["starts_not_converged"] == OPTIONS.starts
    assert record["fixed_speed_max"] == arrays["fixed_speeds"].max()


def test_logits_are_the_networks_at_the_points(trained, states):
    arrays, _ = search(trained.network, states)
    for kind in ("slow", "fixed"):
        logits = trained.network.logits(torch.from_numpy(arrays[f"{kind}_states"]).float())
        np.testing.assert_allclose(arrays[f"{kind}_logits"], logits, atol=1e-4)


def test_the_label_read_at_a_point_is_that_of_its_highest_logit(trained, states):
    arrays, _ = search(trained.network, states)
    for kind in ("slow", "fixed"):
        np.testing.assert_array_equal(arrays[f"{kind}_predicted"], arrays[f"{kind}_logits"].argmax(axis=1))


def test_the_labels_read_at_a_multilabel_network_s_points_are_those_of_its_positive_logits(
    trained_multilabel, multilabel_texts
):
    network = trained_multilabel.network
    visited = visited_states(network, multilabel_texts)["states"]
    arrays = find_points(network, torch.zeros(7), visited, OPTIONS, np.random.default_rng(0)).arrays
    for kind in ("slow", "fixed"):
        first, second = (arrays[f"{kind}_logits"] >= 0).T
        np.testing.assert_array_equal(arrays[f"{kind}_predicted"], first + 2 * second)
    assert set(arrays["slow_predicted"].tolist()) == {0, 1, 2, 3}


def test_fixed_points_stand_apart_by_the_merge_radius(trained, states):
    fixed = search(trained.network, states)[0]["fixed_states"]
    spread = np.sqrt(((states - states.mean(axis=0)) ** 2).sum(axis=1).mean())
    distances = np.linalg.norm(fixed[:, None] - fixed[None], axis=-1)
    assert (distances[~np.eye(len(fixed), dtype=bool)] > OPTIONS.merge_radius * spread).all()


def test_the_same_generator_gives_the_same_points_and_another_does_not(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"]
    for noise in (0.0, 0.5):
        first, again, other = (search(trained_gru.network, states, seed, noise=noise)[0] for seed in (0, 0, 1))
        assert all(np.array_equal(first[name], again[name]) for name in first)
        assert not np.array_equal(first["slow_states"], other["slow_states"])


def test_without_noise_the_starts_are_visited_states(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"]
    arrays, _ = search(trained_gru.network, states, slow_speed=np.inf)  # every start is slow enough to stay where it is
    visited = {row.tobytes() for row in states}
    assert len(arrays["slow_states"]) == OPTIONS.starts
    assert all(row.astype(np.float32).tobytes() in visited for row in arrays["slow_states"])
    assert len(np.unique(arrays["slow_states"], axis=0)) > 0.9 * OPTIONS.starts


def test_noise_moves_the_starts_by_its_share_of_the_spread(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"]
    still, moved = (search(trained_gru.network, states, slow_speed=np.inf, noise=noise)[0] for noise in (0.0, 0.1))
    shift = moved["slow_states"] - still["slow_states"]
    np.testing.assert_allclose(shift.std(axis=0), 0.1 * states.std(axis=0), rtol=0.35)


def test_more_starts_than_states_uses_every_state_once(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"][:30]
    assert search(trained_gru.network, states)[1]["starts"] == 30


def test_a_tolerance_that_nothing_meets_gives_empty_arrays_and_nan(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"][:20]
    arrays, record = search(trained_gru.network, states, slow_speed=-1.0, fixed_speed=-1.0, max_iterations=3)
    assert len(arrays["slow_states"]) == len(arrays["fixed_states"]) == 0
    assert (record["slow_points"], record["fixed_points"], record["starts_not_converged"]) == (0, 0, 20)
    assert np.isnan([record[name] for name in ("slow_speed_median", "slow_iterations_median", "fixed_speed_max")]).all()


def test_the_callers_network_is_left_as_it_was(trained, states):
    before = deepcopy(trained.network.state_dict())
    search(trained.network, states)
    after = trained.network.state_dict()
    assert all(after[name].dtype == torch.float32 and torch.equal(after[name], before[name]) for name in before)


def test_the_convergence_report_holds_the_quantiles_of_every_start(trained_gru, test_texts):
    arrays, record = search(trained_gru.network, visited_states(trained_gru.network, test_texts)["states"])
    for array, name in (("end_speeds", "end_speed"), ("end_iterations", "end_iterations"), ("slow_speeds", "slow_speed")):
        for level, quantile in ((50, "median"), (90, "p90"), (99, "p99"), (100, "max")):
            assert record[f"{name}_{quantile}"] == pytest.approx(np.percentile(arrays[array], level))


def test_the_baseline_finds_points_as_well(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"]
    arrays, record = search(trained_gru.network, states, method="adam", starts=20, slow_speed=0.05, fixed_speed=1e-5)
    assert record["slow_points"] > 0
    assert (arrays["slow_speeds"] <= record["slow_speed_limit"]).all()
    assert len(set(arrays["end_iterations"].tolist())) == 1  # all starts together
