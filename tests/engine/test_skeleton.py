"""The skeleton: of planted dynamics whose fixed points and connections are known, and of a trained network's."""

from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from rnn_geometry import engine
from rnn_geometry.engine.connections import connect
from rnn_geometry.networks.cells import GRU

WEIGHTS = Path(__file__).parents[1] / "data/flip_flop.safetensors"
NOTHING = torch.zeros(1, dtype=torch.float64)  # the constant input of a step that takes no notice of it
SIZE = 6


def rotation(seed: int = 1) -> torch.Tensor:
    return torch.linalg.qr(torch.randn(SIZE, SIZE, generator=torch.Generator().manual_seed(seed), dtype=torch.float64))[0]


def wells(wells: int, axes: torch.Tensor | None = None):
    """Downhill in a double well in each of some directions of 6, at different speeds; the others are forgotten."""
    axes = rotation() if axes is None else axes
    rate = torch.linspace(0.3, 0.1, wells, dtype=torch.float64)

    def step(x, h):
        a, b = (h @ axes).split([wells, SIZE - wells], -1)
        return torch.cat([a - rate * (a**3 - a), 0.5 * b], -1) @ axes.T

    return step, (2 * torch.rand(400, SIZE, generator=torch.Generator().manual_seed(0), dtype=torch.float64) - 1) @ axes.T


def potts(classes: int, coupling: float):
    """The mean field of a Potts model, h' = softmax(coupling h).

    For coupling > N it has 2^N - 1 fixed points: ln h_i - coupling h_i is the same for all i, and takes a value at most twice,
    so that k numbers are equal and large, the others equal and small; the equation left for their difference d,
    ln((1 + (N - k) d) / (1 - k d)) = coupling d, has one solution d > 0 for each 0 < k < N, since its left side minus its right
    falls at 0, rises at the end, and turns from concave to convex. The k - 1 ways to part the large ones are unstable.
    """
    visited = np.random.default_rng(0).dirichlet(np.full(classes, 0.5), 400)
    return lambda x, h: torch.softmax(coupling * h, -1), torch.from_numpy(visited)


def skeleton_of(update, visited, supposed=None, generator=None, **options) -> engine.Skeleton:
    update = engine.at_constant_input(update, NOTHING)
    chosen = engine.SkeletonOptions(**options)
    return engine.find_skeleton(update, visited, chosen, supposed=supposed, generator=generator)


def edges_of(found) -> set[tuple[int, int]]:
    return set(map(tuple, found.connections.edges.tolist()))


def corners_and_facets(index: torch.Tensor, is_within) -> set[tuple[int, int]]:
    """The connections of a body: each point to those stable or of one unstable direction less that are within its face."""
    pairs = product(range(len(index)), repeat=2)
    below = [(i, j) for i, j in pairs if index[j] < index[i] and (index[j] == 0 or index[j] == index[i] - 1)]
    return {(i, j) for i, j in below if is_within(j, i)}


def require_a_cube(count: int, axes: torch.Tensor) -> None:
    """The points of separate double wells along these axes are the faces of a cube, and so are their connections."""
    found = skeleton_of(*wells(count, axes))
    assert found.complete
    assert (found.sign_sum, found.outliers, len(found.connections.astray)) == (1, 0, 0)
    assert not found.marginal.any()
    codes = (found.states @ axes)[:, :count].round().int()
    assert set(map(tuple, codes.tolist())) == set(product((-1, 0, 1), repeat=count))
    assert len(found) == 3**count
    assert torch.equal(found.index, (codes == 0).sum(-1))
    assert found.index.bincount().tolist() == [comb(count, i) * 2 ** (count - i) for i in range(count + 1)]
    within = lambda inner, outer: ((codes[outer] == 0) | (codes[outer] == codes[inner])).all()  # noqa: E731
    assert edges_of(found) == corners_and_facets(found.index, within)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_separate_double_wells_have_the_faces_of_a_hypercube_each_connected_to_its_corners_and_facets(count):
    require_a_cube(count, rotation())


@pytest.mark.parametrize("count", [1, 2, 3])
def test_symmetry_to_the_last_bit_hides_no_connection(count):
    require_a_cube(count, torch.eye(SIZE, dtype=torch.float64))


@pytest.mark.parametrize("seed", range(10))
def test_however_the_axes_lie_two_double_wells_are_a_square(seed):
    require_a_cube(2, rotation(seed))


def test_however_the_axes_lie_a_run_from_the_middle_of_a_square_arrives_at_its_corners_and_edges():
    codes = torch.tensor(sorted(product((-1, 0, 1), repeat=2), key=lambda code: code.count(0)))
    index = (codes == 0).sum(-1)
    within = lambda inner, outer: ((codes[outer] == 0) | (codes[outer] == codes[inner])).all()  # noqa: E731
    expected = corners_and_facets(index, within)
    for seed in range(200):
        axes = rotation(seed)
        update = engine.at_constant_input(wells(2, axes)[0], NOTHING)
        options = {"radius": 0.01, "directions": 4, "steps": 1000, "generator": torch.Generator().manual_seed(seed)}
        found = connect(update, codes.double() @ axes[:, :2].T, index, **options)
        assert set(map(tuple, found.edges.tolist())) == expected
        assert not len(found.astray)


def nearly_touching(gap: float, axes: torch.Tensor):
    """Two wells, the first of them with a stable point and its saddle only a gap apart."""
    low, high = 0.55, 0.55 + gap

    def step(x, h):
        a, b, rest = (h @ axes).split([1, 1, SIZE - 2], -1)
        a = a - 0.3 * (a - low) * (a - high) * (a + low + high)
        return torch.cat([a, b - 0.2 * (b**3 - b), 0.5 * rest], -1) @ axes.T

    spread = 3 * torch.rand(400, SIZE, generator=torch.Generator().manual_seed(0), dtype=torch.float64) - 1.5
    return step, spread @ axes.T, torch.tensor([-low - high, low, high], dtype=torch.float64)


@pytest.mark.parametrize("gap", [0.1, 0.03, 0.01])
@pytest.mark.parametrize("axes", [torch.eye(SIZE, dtype=torch.float64), rotation()], ids=["straight", "rotated"])
def test_a_run_is_not_taken_for_arrived_at_the_point_beside_the_one_that_it_goes_to(gap, axes):
    step, visited, roots = nearly_touching(gap, axes)
    found = skeleton_of(step, visited, step=0.05)  # how near is there: up to five gaps, if it were the same for all points
    assert (found.complete, len(found), len(found.connections.astray)) == (True, 9, 0)
    places = (found.states @ axes)[:, :2]
    first = (places[:, :1] - roots).abs().argmin(-1)
    second = places[:, 1].round().int()
    saddle = torch.stack([first == 1, second == 0], -1)  # in which of the wells
    assert torch.equal(found.index, saddle.sum(-1))
    same = torch.stack([first[:, None] == first, second[:, None] == second], -1)
    within = lambda inner, outer: (saddle[outer] | same[outer, inner]).all()  # noqa: E731
    corners = {(i, j) for i, j in corners_and_facets(found.index, within) if found.index[j] == 0}
    assert {(i, j) for i, j in edges_of(found) if found.index[j] == 0} == corners
    assert edges_of(found) <= corners_and_facets(found.index, within)


@pytest.mark.parametrize("kept", [1, 3, SIZE])
def test_fixed_points_that_fill_a_line_or_more_are_given_up_and_called_incomplete(kept):
    visited = torch.randn(400, SIZE, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    factors = torch.cat([torch.ones(kept), torch.full((SIZE - kept,), 0.5)]).double()
    found = skeleton_of(lambda x, h: factors * h, visited)
    assert not found.complete
    assert 500 < len(found) < 2000


@pytest.mark.parametrize("spread", [1.0, 1e-9, 0.0])
def test_however_little_the_states_are_spread_one_point_is_found_once(spread):
    visited = 0.3 + spread * torch.randn(400, SIZE, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found = skeleton_of(lambda x, h: 0.3 + 0.9 * (h - 0.3), visited)
    assert (len(found), found.complete, found.sign_sum) == (1, True, 1)


@pytest.mark.parametrize(("classes", "coupling"), [(2, 3.0), (3, 4.5), (4, 6.0), (4, 12.0)])
def test_a_potts_model_has_the_faces_of_a_simplex(classes, coupling):
    found = skeleton_of(*potts(classes, coupling))
    assert found.complete
    assert len(found) == 2**classes - 1
    tied = found.states > 1 / coupling
    tied[tied.logical_not().all(1)] = True
    uniform = (found.states - 1 / classes).abs().amax(1) < 1e-9
    tied[uniform] = True
    assert torch.equal(found.index, tied.sum(1) - 1)
    assert len(set(map(tuple, tied.tolist()))) == 2**classes - 1
    assert edges_of(found) == corners_and_facets(found.index, lambda inner, outer: (tied[outer] | ~tied[inner]).all())


def test_the_bits_of_a_flip_flop_span_a_cube_of_stable_points_and_what_parts_two_of_them_differs_in_one_bit():
    weights = load_file(WEIGHTS)
    cell = GRU(3, weights["readout.weight"].shape[1])
    cell.load_state_dict({name.removeprefix("cell."): value for name, value in weights.items() if name.startswith("cell.")})
    visited = 2 * torch.rand(600, cell.state_size, generator=torch.Generator().manual_seed(0)) - 1
    update = engine.at_constant_input(cell, torch.zeros(3, dtype=torch.float64))
    found = engine.find_skeleton(update, update.carry(visited.double(), 20))
    assert found.sign_sum == 1
    assert found.complete
    bits = (found.states @ weights["readout.weight"].double().T + weights["readout.bias"].double()).sign()
    stable = found.index == 0
    assert set(map(tuple, bits[stable].int().tolist())) == set(product((-1, 1), repeat=3))
    below = {i: [j for saddle, j in edges_of(found) if saddle == i] for i in torch.nonzero(found.index == 1).flatten().tolist()}
    assert len(below) >= 7  # eight stable points that hang together
    assert all(len(ends) == 2 and (bits[ends[0]] != bits[ends[1]]).sum() == 1 for ends in below.values())


def test_a_path_runs_from_the_saddle_to_the_point_that_it_leads_to_in_even_steps():
    found = skeleton_of(*wells(2))
    paths, edges = found.connections.paths, found.connections.edges
    torch.testing.assert_close(paths[:, 0], found.states[edges[:, 0]])
    torch.testing.assert_close(paths[:, -1], found.states[edges[:, 1]])
    steps = (paths[:, 1:] - paths[:, :-1]).norm(dim=-1)
    assert (steps.amax(1) < 1.2 * steps.mean(1)).all()


def test_the_same_seed_finds_the_same_and_another_the_same_points():
    step, visited = wells(2)
    again = [skeleton_of(step, visited, generator=torch.Generator().manual_seed(seed)) for seed in (3, 3, 4)]
    assert torch.equal(again[0].states, again[1].states)
    assert torch.equal(again[0].connections.paths, again[1].connections.paths)
    assert again[2].index.bincount().tolist() == again[0].index.bincount().tolist()


def test_points_hidden_from_where_states_go_leave_a_sum_that_tells_of_them_until_they_are_supposed():
    """Two wells at -1 and 1 with their saddle, and a third at 6 with a saddle before it at 5: h' - h is a product of
    tanh(h - root), flat between the two groups, so that Newton's method from around [-1, 1] does not reach the others."""
    roots = (-1.0, 0.0, 1.0, 5.0, 6.0)

    def step(x, h):
        drift = torch.ones_like(h)
        for root in roots:
            drift = drift * torch.tanh(h - root)
        return h - 0.5 * drift

    visited = torch.linspace(-0.5, 0.5, 50, dtype=torch.float64)[:, None]
    options = {"noise": 0.0, "outlier_distance": 100.0}
    alone = skeleton_of(step, visited, **options)
    assert alone.sign_sum == 1  # two more come in a pair: the sum cannot tell
    helped = skeleton_of(step, visited, supposed=torch.tensor([[4.9], [6.1]], dtype=torch.float64), **options)
    assert sorted(helped.states.flatten().round().tolist()) == sorted(roots)
    assert helped.complete
    half = skeleton_of(step, visited, supposed=torch.tensor([[4.9]], dtype=torch.float64), noise=0.0, outlier_distance=3.0)
    assert half.outliers >= 1


def test_a_search_that_keeps_finding_points_says_that_it_is_not_complete():
    found = skeleton_of(*wells(3), most_rounds=1)
    assert not found.complete
    assert found.rounds == 1


def test_dynamics_that_leave_every_ball_are_complete_only_where_it_is_said_that_they_may():
    """h' = h + h^2 / 10 - 1/10: fixed points at -1 (stable) and 1, beyond which all diverges; their signs sum to 0."""
    visited = torch.linspace(-1.2, 0.9, 60, dtype=torch.float64)[:, None]
    step = lambda x, h: h + (h**2 - 1) / 10  # noqa: E731
    for bounded in (True, False):
        found = skeleton_of(step, visited, bounded=bounded)
        assert (found.sign_sum, found.complete, found.index.tolist()) == (0, not bounded, [0, 1])
        assert found.connections.edges.tolist() == [[1, 0]]
        assert bounded or len(found.connections.astray)


def test_a_modulus_next_to_one_is_marginal():
    visited = torch.linspace(-1, 1, 60, dtype=torch.float64)[:, None]
    found = skeleton_of(lambda x, h: h - 0.0005 * h, visited)
    assert found.marginal.tolist() == [True]
    assert skeleton_of(lambda x, h: h - 0.05 * h, visited).marginal.tolist() == [False]


def test_an_update_without_fixed_points_has_an_empty_skeleton():
    visited = torch.linspace(-1, 1, 60, dtype=torch.float64)[:, None]
    found = skeleton_of(lambda x, h: h + 0.1 + h**2, visited, most_rounds=2)
    assert len(found) == 0
    assert not found.complete
    assert found.connections.edges.shape == (0, 2)


def test_an_unstable_point_with_no_stable_one_below_it_has_no_connection_and_its_runs_go_astray():
    visited = torch.linspace(-1, 1, 60, dtype=torch.float64)[:, None]
    found = skeleton_of(lambda x, h: torch.tanh(-3 * h), visited)  # to and fro between two states
    assert (found.index.tolist(), found.sign_sum) == ([1], 1)
    assert found.connections.edges.shape == (0, 2)
    assert found.connections.paths.shape[0] == 0
    assert len(found.connections.astray)


def test_an_update_in_single_precision_or_of_many_inputs_is_refused():
    step, visited = wells(1)
    with pytest.raises(ValueError, match="expected one input"):
        engine.find_skeleton(engine.at_constant_input(step, NOTHING.float()), visited)
    with pytest.raises(ValueError, match="expected one input"):
        engine.find_skeleton(engine.at_constant_input(step, NOTHING.expand(len(visited), 1)), visited)
