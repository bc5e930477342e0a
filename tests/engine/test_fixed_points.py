"""The search for slow and fixed points, on updates whose fixed points are known and on trained networks."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from rnn_geometry.engine.fixed_points import find_fixed_points, find_slow_points, run_to_the_end
from rnn_geometry.engine.gradient_descent import adam
from rnn_geometry.engine.marquardt import MATRICES, levenberg_marquardt
from rnn_geometry.engine.options import DescentOptions, FixedPointsOptions
from rnn_geometry.engine.points import Points, distinct, speed
from rnn_geometry.engine.stability import time_constants, unstable_directions
from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.measures.modes import spectra
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.cells import CELLS, Cell

NO_INPUT = torch.zeros(1, dtype=torch.float64)
PLANTED = np.array([0.98, 0.9 * np.exp(0.3j), 0.9 * np.exp(-0.3j), -0.5, 0.1])


class Linear(Cell):
    """h' = A h + b."""

    def __init__(self, matrix, offset):
        super().__init__(1, len(offset))
        self.matrix, self.offset = (nn.Parameter(torch.as_tensor(v, dtype=torch.float64)) for v in (matrix, offset))

    def step(self, x, h):
        return nn.functional.linear(h, self.matrix, self.offset)


class Bistable(Cell):
    """h_i' = tanh(2 h_i): in each coordinate two stable points +-0.9575 and an unstable one between them, at 0."""

    def __init__(self, size):
        super().__init__(1, size)
        self.gain = nn.Parameter(torch.tensor(2.0, dtype=torch.float64))

    def step(self, x, h):
        return torch.tanh(self.gain * h)


def with_spectrum(eigenvalues, seed: int = 0) -> np.ndarray:
    """A random real matrix with these eigenvalues, complex ones in conjugate pairs next to each other."""
    blocks = np.zeros((len(eigenvalues), len(eigenvalues)))
    for i, value in enumerate(eigenvalues):
        blocks[i, i] = value.real
        if value.imag:
            blocks[i, i + 1 if value.imag > 0 else i - 1] = value.imag
    basis = np.random.default_rng(seed).standard_normal(blocks.shape)
    return basis @ blocks @ np.linalg.inv(basis)


def random_states(count: int, size: int, scale: float = 1.0, seed: int = 0) -> torch.Tensor:
    return scale * torch.randn(count, size, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def search(cell: Cell, starts: torch.Tensor, x: torch.Tensor = NO_INPUT, *, tolerance: float, **options) -> Points:
    return levenberg_marquardt(at_constant_input(cell, x), starts, tolerance=tolerance, options=DescentOptions(**options))


@pytest.fixture(scope="module")
def random_gru():
    """A GRU with large weights: a speed landscape with valleys, and no training that made it easy."""
    torch.manual_seed(3)
    cell = CELLS["gru"](1, 8).double().requires_grad_(False)
    for weights in cell.parameters():
        weights.mul_(5)
    return cell


@pytest.fixture
def visited(trained, test_texts) -> torch.Tensor:
    """256 states that a trained network visits."""
    states = visited_states(trained.network, test_texts)["states"].astype(np.float64)
    return torch.from_numpy(np.random.default_rng(0).permutation(states)[:256])


# An update with one fixed point, where all is known


def test_the_fixed_point_of_a_linear_update_is_found_from_any_start():
    matrix, offset = with_spectrum(PLANTED), np.arange(5.0)
    points = search(Linear(matrix, offset), random_states(64, 5, scale=100), tolerance=1e-26)
    expected = np.linalg.solve(np.eye(5) - matrix, offset)
    np.testing.assert_allclose(points.states, np.tile(expected, (64, 1)), rtol=0, atol=1e-10)
    assert (points.iterations <= 10).all()  # Newton's method ends a linear problem almost at once


def test_planted_eigenvalues_and_time_constants_come_back():
    cell = Linear(with_spectrum(PLANTED), np.zeros(5))
    (values,) = spectra(cell, NO_INPUT, random_states(1, 5))
    np.testing.assert_allclose(np.sort_complex(values), np.sort_complex(PLANTED), atol=1e-10)
    expected = np.abs(1 / np.log([0.98, 0.9, 0.9, 0.5, 0.1]))
    np.testing.assert_allclose(time_constants(values), expected, rtol=1e-8)


@pytest.mark.parametrize("spread", [1.0, 1e-9, 0.0])
def test_however_little_the_states_are_spread_one_point_is_found_once(spread):
    matrix, offset = with_spectrum(PLANTED), np.arange(5.0)
    visited = torch.from_numpy(np.linalg.solve(np.eye(5) - matrix, offset)) + random_states(64, 5, scale=spread)
    found = find_fixed_points(at_constant_input(Linear(matrix, offset), NO_INPUT), visited, visited)
    assert (len(found.points), found.outliers, found.sizes.tolist()) == (1, 0, [64])


# A line attractor: slow points stop on it, near where they started


@pytest.mark.parametrize("least_damping", [1.0, 1e-7])
def test_slow_points_stop_on_a_line_attractor_straight_beside_their_starts(least_damping):
    direction = np.array([3.0, 0.0, 4.0, 0.0]) / 5
    inward = np.linalg.qr(np.column_stack([direction, np.eye(4)[:, [0, 1, 3]]]))[0]
    matrix = inward @ np.diag([1.0, 0.8, 0.5, -0.3]) @ inward.T
    starts = random_states(50, 4, scale=5)
    options = {"tolerance": 1e-20, "max_iterations": 1000, "least_damping": least_damping}
    points = search(Linear(matrix, np.zeros(4)), starts, **options)
    on_the_line = np.outer(starts.numpy() @ direction, direction)
    np.testing.assert_allclose(points.states, on_the_line, rtol=0, atol=1e-8)


# Many fixed points


def test_all_nine_fixed_points_of_two_bistable_units_are_found_with_their_index():
    axis = torch.linspace(-1.5, 1.5, 21, dtype=torch.float64)
    cell, starts = Bistable(2), torch.cartesian_prod(axis, axis)
    points, _ = distinct(search(cell, starts, tolerance=1e-24), 1e-3)
    stable = 0.9575040240772688  # tanh(2 h) = h
    assert np.tanh(2 * stable) == pytest.approx(stable, abs=1e-15)
    expected = {(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)}
    found = {tuple(row) for row in (points.states / stable).round(decimals=9).int().tolist()}
    assert len(points) == 9
    assert found == expected
    torch.testing.assert_close(points.states, stable * (points.states / stable).round(), rtol=0, atol=1e-9)
    zeros = (points.states.abs() < 1e-6).sum(1)  # each coordinate at 0 is a direction out of the point
    np.testing.assert_array_equal(unstable_directions(spectra(cell, NO_INPUT, points.states)), zeros)


# What holds of any search


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), scale=st.floats(0.1, 10), least_damping=st.sampled_from([1e-7, 1.0]))
def test_speeds_never_rise_and_are_those_of_the_states(random_gru, seed, scale, least_damping):
    starts = random_states(16, 8, scale, seed)
    step = at_constant_input(random_gru, NO_INPUT).step
    last = speed(step, starts)
    for iterations in (1, 2, 5, 50):
        points = search(random_gru, starts, tolerance=1e-20, max_iterations=iterations, least_damping=least_damping)
        assert torch.isfinite(points.states).all()
        assert (points.speeds <= last).all()
        assert (points.iterations <= iterations).all()
        torch.testing.assert_close(points.speeds, speed(step, points.states), rtol=1e-6, atol=1e-25)
        last = points.speeds


def test_the_speed_is_half_the_squared_length_of_the_step():
    speeds = speed(lambda h: h + torch.tensor([3.0, 4.0]), torch.zeros(2, 2))
    assert speeds.tolist() == [12.5, 12.5]


def test_a_start_within_tolerance_is_not_moved(random_gru):
    starts = random_states(16, 8)
    before = starts.clone()
    speeds = speed(at_constant_input(random_gru, NO_INPUT).step, starts)
    points = search(random_gru, starts, tolerance=float(speeds.median()))
    done = speeds <= speeds.median()
    assert torch.equal(points.states[done], before[done])
    assert (points.iterations[done] == 0).all()
    assert (points.iterations[~done] > 0).all()
    assert torch.equal(starts, before)


def test_the_memory_changes_nothing_but_how_many_matrices_there_are_at_a_time(random_gru):
    starts = random_states(50, 8)
    one, other = (search(random_gru, starts, tolerance=1e-20, memory=memory) for memory in (1.0, 1e9))
    torch.testing.assert_close(one.states, other.states, rtol=0, atol=1e-6)
    assert one.starts.tolist() == list(range(50))


@pytest.mark.parametrize("damping", [0.0, 1.0])
def test_no_more_matrices_are_made_at_a_time_than_the_memory_holds(random_gru, damping):
    update, sizes = at_constant_input(random_gru, NO_INPUT), []

    def counting(function):
        return lambda x, h, *rest: sizes.append(len(h)) or function(x, h, *rest)

    update = replace(update, own_jacobian=counting(update.own_jacobian), own_newton=counting(update.own_newton))
    memory = 10 * MATRICES * 8 * 8 * 8  # ten points' worth, 8 by 8 numbers of 8 bytes
    options = DescentOptions(least_damping=damping, memory=memory)
    levenberg_marquardt(update, random_states(64, 8), tolerance=1e-20, options=options)
    assert max(sizes) == 10


def test_a_drift_without_a_fixed_point_leaves_the_start_and_no_nan():
    starts = random_states(5, 3)
    points = search(Linear(np.eye(3), np.ones(3)), starts, tolerance=1e-12)
    assert torch.equal(points.states, starts)
    torch.testing.assert_close(points.speeds, torch.full((5,), 1.5, dtype=torch.float64))


def test_the_dynamics_carry_on_what_is_stuck_at_a_local_minimum():
    """h' = h - 1 + 0.9 cos(h) for h > 0 is slowest where the cosine peaks but still moves on; at 0 it is caught."""

    def step(x, h):
        return torch.where(h > 1, h - 1 + 0.9 * torch.cos(h), 0.5 * h)

    update, starts = at_constant_input(step, NO_INPUT), torch.tensor([[6.4], [12.5]], dtype=torch.float64)
    stuck = levenberg_marquardt(update, starts, tolerance=1e-20)
    np.testing.assert_allclose(stuck.states, [[2 * np.pi], [4 * np.pi]], rtol=0, atol=0.02)
    points = run_to_the_end(update, starts, tolerance=1e-20)
    np.testing.assert_allclose(points.states, 0, rtol=0, atol=1e-9)
    assert (points.speeds <= 1e-20).all()


def test_a_cycle_of_two_states_comes_to_rest_at_the_fixed_point_between_them():
    """The speed is locally least at +-2, to and fro between +-2.4 go the dynamics; the fixed point at 0 repels them."""

    def step(x, h):
        return torch.where(h.abs() > 0.05, h - h.sign() * (4.48 + 2 * (h.abs() - 2) ** 2), -2 * h)

    update, starts = at_constant_input(step, NO_INPUT), torch.tensor([[2.3], [-2.41]], dtype=torch.float64)
    np.testing.assert_allclose(levenberg_marquardt(update, starts, tolerance=1e-20).states.abs(), 2, rtol=0, atol=1e-3)
    ends = starts
    for _ in range(200):
        ends = step(None, ends)
    np.testing.assert_allclose(ends.abs(), 2.4, rtol=0, atol=1e-9)
    np.testing.assert_allclose(update.carry(starts, 200), 0, rtol=0, atol=1e-9)
    points = run_to_the_end(update, starts, tolerance=1e-20)
    np.testing.assert_allclose(points.states, 0, rtol=0, atol=1e-9)


def test_starts_whose_dynamics_overflow_keep_their_end_and_cost_the_others_nothing():
    """h' = h^2 + 1 has no fixed point and overflows; with h' = h^2 / 2 - 1/4 beside it, small starts are caught."""

    def step(x, h):
        return torch.where(x > 0, h * h + 1, 0.5 * h * h - 0.25)

    x, starts = torch.tensor([[1.0], [1.0], [-1.0]], dtype=torch.float64), torch.tensor([[0.2], [3.0], [0.5]]).double()
    points = run_to_the_end(at_constant_input(step, x), starts, tolerance=1e-20)
    assert torch.isfinite(points.states).all()
    np.testing.assert_allclose(points.states[:2], 0.5, rtol=0, atol=0.1)  # where h^2 + 1 - h is least
    np.testing.assert_allclose(points.states[2], 1 - 1.5**0.5, rtol=0, atol=1e-9)
    alone = at_constant_input(lambda x, h: h * h + 1, NO_INPUT)
    assert len(find_fixed_points(alone, starts, starts).points) == 0


def test_no_later_attempt_makes_an_end_worse():
    """Two coordinates that turn and fold, with several local minima of q: an attempt further on often ends higher up."""
    turn = torch.tensor([[0.0, 1.3], [-1.3, 0.0]], dtype=torch.float64)
    update = at_constant_input(lambda x, h: torch.tanh(1.2 * h @ turn) + 0.6 * torch.sin(3 * h) + 0.4, NO_INPUT)
    starts, attempt = random_states(60, 2, seed=3), {"tolerance": 1e-16, "options": DescentOptions(least_gain=0.3, patience=1)}
    first = levenberg_marquardt(update, starts, **attempt)
    last = run_to_the_end(update, starts, **attempt)
    assert (first.speeds > 1e-16).any()
    assert (last.speeds <= first.speeds).all()
    torch.testing.assert_close(last.speeds, speed(update.step, last.states), rtol=1e-6, atol=1e-25)


def test_each_start_may_have_its_own_input():
    """h' = tanh(2 h + x) / 2 + x: each input has its own fixed points."""

    def step(x, h):
        return 0.5 * torch.tanh(h + x) + x

    x, starts = random_states(20, 3, seed=1), random_states(20, 3)
    for search in (levenberg_marquardt, run_to_the_end, adam):
        points = search(at_constant_input(step, x), starts, tolerance=1e-14)
        assert (points.speeds <= 1e-14).all()
        torch.testing.assert_close(step(x, points.states), points.states, rtol=0, atol=1e-6)


def test_points_found_at_different_inputs_are_kept_apart_and_go_with_the_update_of_their_starts():
    """h' = tanh(h + x) / 2 + x: inputs that are close have fixed points that are."""

    def step(x, h):
        return 0.5 * torch.tanh(h + x) + x

    x = torch.tensor([0.3, 0.1, 0.3001, 0.1, 0.3], dtype=torch.float64)[:, None]
    update, starts = at_constant_input(step, x), random_states(5, 1)
    found = find_fixed_points(update, starts, random_states(50, 1), FixedPointsOptions(merge_radius=0.1))
    assert sorted(found.sizes.tolist()) == [1, 2, 2]
    there = update[found.points.starts]
    torch.testing.assert_close(there.step(found.points.states), found.points.states, rtol=0, atol=1e-7)
    slope = 0.5 / torch.cosh(found.points.states + x[found.points.starts]) ** 2
    torch.testing.assert_close(there.jacobian(found.points.states), slope[..., None])
    with pytest.raises(ValueError, match="5 constant inputs for 3 states"):
        update.jacobian(found.points.states)


@pytest.mark.parametrize(
    ("visited", "message"),
    [
        (torch.zeros(0, 1), r"shape \(0, 1\); expected \[M, 1\] with at least one"),
        (torch.zeros(4, 2), r"shape \(4, 2\); expected \[M, 1\]"),
        (torch.zeros(4, 1, 1), r"shape \(4, 1, 1\)"),
        (torch.tensor([[0.0], [np.inf], [np.nan]]), "visited states hold NaN.*2 of 3 rows, the first is row 1"),
        (np.zeros((4, 1)), r"a ndarray; expected a torch tensor \[M, 1\]"),
    ],
)
def test_visited_states_that_are_none_are_refused_before_the_search(visited, message):
    update = replace(at_constant_input(Bistable(1), NO_INPUT), own_newton=None)  # a search would fail on it
    with pytest.raises(ValueError, match=message):
        find_fixed_points(update, random_states(3, 1), visited)


def test_in_float32_the_default_tolerance_is_one_that_float32_reaches():
    turn = torch.linalg.qr(random_states(64, 64))[0].float()
    starts = random_states(20, 64).float()
    found = find_fixed_points(at_constant_input(lambda x, h: 0.5 * h @ turn + 1, torch.zeros(1)), starts, starts)
    assert found.points.states.dtype == torch.float32
    assert found.sizes.tolist() == [20]
    assert found.ends.speeds.median() > 1e-16  # float64's, which rounding keeps out of reach
    expected = torch.linalg.solve(torch.eye(64) - 0.5 * turn.T, torch.ones(64))
    torch.testing.assert_close(found.points.states[0], expected, rtol=0, atol=1e-4)


def test_fixed_points_far_from_every_visited_state_are_left_out_and_counted():
    visited = 0.3 * random_states(100, 1)
    update, starts = at_constant_input(Bistable(1), NO_INPUT), torch.linspace(-2, 2, 40, dtype=torch.float64)[:, None]
    every = find_fixed_points(update, starts, visited, FixedPointsOptions(outlier_distance=100.0))
    near = find_fixed_points(update, starts, 0.1 * visited, FixedPointsOptions(outlier_distance=2.0))
    assert (len(every.points), every.outliers) == (3, 0)
    assert (len(near.points), near.outliers) == (1, 2)
    assert near.points.states.abs().max() < 1e-6
    assert len(near.ends) == 40 == int(every.sizes.sum())


# Trained networks


def test_every_start_of_a_trained_network_converges_or_stops_at_a_local_minimum_of_the_speed(trained, visited):
    cell, x = deepcopy(trained.network.cell).double(), torch.zeros(6, dtype=torch.float64)
    points = search(cell, visited, x, tolerance=1e-16, max_iterations=1000, least_gain=1e-4, patience=30)
    converged = points.speeds <= 1e-16
    assert converged.double().mean() > 0.1
    stuck = points.states[~converged]
    residual = cell.step(x.expand(len(stuck), -1), stuck) - stuck
    jacobian = cell.recurrent_jacobian(x.expand(len(stuck), -1), stuck) - torch.eye(cell.state_size)
    slope = (jacobian.mT @ residual[..., None]).squeeze(-1).norm(dim=-1)  # |grad q|, against the largest that J could give
    assert (slope < 1e-3 * jacobian.flatten(1).norm(dim=-1) * residual.norm(dim=-1)).all()


def test_run_to_the_end_keeps_what_the_search_found_and_brings_the_rest_on(trained, visited):
    update = at_constant_input(trained.network.cell, torch.zeros(6))
    points = levenberg_marquardt(update, visited, tolerance=1e-16, options=DescentOptions(least_gain=0.3, patience=1))
    ends = run_to_the_end(update, visited, tolerance=1e-16)
    converged = points.speeds <= 1e-16
    assert torch.equal(ends.states[converged], points.states[converged])
    assert (ends.speeds <= 1e-16).double().mean() > 0.95
    given = visited.clone()
    settled = run_to_the_end(update, visited, tolerance=1e-16, settling=300)
    assert (settled.speeds <= 1e-16).double().mean() > 0.95
    assert settled.iterations.sum() <= ends.iterations.sum()
    assert torch.equal(visited, given)


def test_a_trained_gru_has_one_stable_fixed_point_for_each_class(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"].astype(np.float64)
    exact, x = deepcopy(trained_gru.network).double(), torch.zeros(6, dtype=torch.float64)
    ends = search(exact.cell, torch.from_numpy(states[:500]), x, tolerance=1e-16)
    fixed, _ = distinct(ends[ends.speeds <= 1e-16], 0.01)
    stable = unstable_directions(spectra(exact.cell, x, fixed.states)) == 0
    assert sorted(exact.logits(fixed.states[stable]).argmax(-1).tolist()) == [0, 1, 2]


def test_a_float32_cell_reaches_float64_fixed_points_and_stays_float32(trained, visited):
    cell, x = trained.network.cell, torch.zeros(6)
    points = search(cell, visited, x, tolerance=1e-16)
    exact = deepcopy(cell).double()
    with torch.no_grad():
        moved = exact.step(x.double().expand(len(visited), -1), points.states) - points.states
    torch.testing.assert_close(points.speeds, 0.5 * moved.square().sum(-1), rtol=1e-6, atol=1e-25)
    assert {p.dtype for p in cell.parameters()} == {torch.float32}


# The baseline


def test_adam_lowers_the_speed_of_a_trained_network(trained_gru, test_texts):
    states = visited_states(trained_gru.network, test_texts)["states"][:64].astype(np.float64)
    starts = torch.from_numpy(states)
    update = at_constant_input(trained_gru.network.cell, torch.zeros(6))
    points = adam(update, starts, tolerance=1e-16, max_iterations=1000)
    assert points.speeds.mean() < 1e-2 * speed(update.step, starts).mean()
    torch.testing.assert_close(points.speeds, speed(update.step, points.states))
    assert not points.states.requires_grad
    assert torch.equal(starts, torch.from_numpy(states))


def test_adam_moves_slow_starts_too_until_the_last_is_slow_where_the_engine_leaves_them():
    update = at_constant_input(Linear(np.diag([0.5, -0.5]), [1.0, 3.0]), NO_INPUT)
    starts = torch.cat([torch.full((1, 2), 2.0, dtype=torch.float64) + 0.01, random_states(5, 2, scale=3)])
    limit = 2 * float(speed(update.step, starts)[0])
    ours = find_slow_points(update, starts, tolerance=limit)
    theirs = find_slow_points(update, starts, tolerance=limit, options=FixedPointsOptions(method="adam"))
    assert torch.equal(ours.states[0], starts[0])
    assert not torch.equal(theirs.states[0], starts[0])
    assert (theirs.speeds <= limit).all()


def test_adam_stops_jointly_where_the_mean_speed_is_low_enough_though_the_fastest_is_not():
    update = at_constant_input(Linear(np.diag([0.5, -0.5]), [1.0, 3.0]), NO_INPUT)
    starts = random_states(20, 2, scale=3)
    options = FixedPointsOptions(method="adam")
    together, each = (
        find_slow_points(update, starts, tolerance=0.1, options=options, jointly=jointly) for jointly in (True, False)
    )
    assert together.speeds.mean() <= 0.1 < together.speeds.max()
    assert (each.speeds <= 0.1).all()
    assert together.iterations[0] < each.iterations[0]


def test_adam_finds_the_fixed_point_of_a_linear_update_and_stops_there():
    update = at_constant_input(Linear(np.diag([0.5, -0.5]), [1.0, 3.0]), NO_INPUT)
    points = adam(update, random_states(10, 2), tolerance=1e-12)
    np.testing.assert_allclose(points.states, 2, rtol=0, atol=1e-5)
    assert (points.speeds <= 1e-12).all()
    assert (points.iterations < 5000).all()
