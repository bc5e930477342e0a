"""Any update at a constant input: derivatives, torch's own modules, what is refused, and what is left untouched."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from torch import nn

from rnn_geometry.dynamics.descent import levenberg_marquardt
from rnn_geometry.dynamics.fixed_points import find_fixed_points, find_slow_points, run_to_the_end
from rnn_geometry.dynamics.gradient_descent import adam
from rnn_geometry.dynamics.points import draw_starts
from rnn_geometry.dynamics.update import at_constant_input, input_jacobian, recurrent_jacobian, word_effects
from rnn_geometry.networks.cells import CELLS

INPUTS, UNITS, POINTS = 4, 6, 5
MODULES = {"vanilla": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
SEARCHES = [levenberg_marquardt, run_to_the_end, adam]


class Leaky(nn.Module):
    """A user's module: called, not stepped; with dropout, which a search must not roll."""

    def __init__(self):
        super().__init__()
        self.recurrent, self.drive, self.dropout = nn.Linear(UNITS, UNITS), nn.Linear(INPUTS, UNITS), nn.Dropout(0.5)

    def forward(self, x, h):
        return 0.7 * h + 0.3 * self.dropout(torch.tanh(self.recurrent(h) + self.drive(x)))


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def central_differences(function, at: torch.Tensor, size: float = 1e-5) -> torch.Tensor:
    """dF/dv [B, F, V] at v [B, V]."""
    shifts = size * torch.eye(at.shape[-1], dtype=at.dtype)
    return torch.stack([(function(at + shift) - function(at - shift)) / (2 * size) for shift in shifts], dim=-1)


@pytest.fixture(params=[*CELLS, "module", "function"])
def stepper(request):
    """A cell of this package, a user's module, or a function; in float64."""
    torch.manual_seed(0)
    if request.param in CELLS:
        return CELLS[request.param](INPUTS, UNITS).double().requires_grad_(False)
    if request.param == "module":
        return Leaky().double().eval().requires_grad_(False)
    weight = random(UNITS, INPUTS + UNITS, seed=3)
    return lambda x, h: torch.tanh(torch.cat([x, h[:, :UNITS]], -1) @ weight.T)  # takes batches and nothing else


@pytest.fixture
def at(stepper) -> tuple[torch.Tensor, torch.Tensor]:
    """One input [I] and states [P, S]."""
    return random(INPUTS), random(POINTS, getattr(stepper, "state_size", UNITS), seed=1)


# Derivatives


def test_jacobians_are_finite_differences(stepper, at):
    x, h = at
    step = getattr(stepper, "step", stepper)
    each = x.expand(POINTS, -1)
    recurrent = central_differences(lambda h: step(each, h), h)
    torch.testing.assert_close(recurrent_jacobian(stepper, x, h), recurrent, rtol=0, atol=1e-8)
    torch.testing.assert_close(at_constant_input(stepper, x).jacobian(h), recurrent, rtol=0, atol=1e-8)
    inputs = central_differences(lambda x: step(x, h), each)
    torch.testing.assert_close(input_jacobian(stepper, x, h), inputs, rtol=0, atol=1e-8)


def test_newtons_step_solves_with_the_jacobian(stepper, at):
    x, h = at
    update = at_constant_input(stepper, x)
    residual = random(*h.shape, seed=2)
    minus_one = update.jacobian(h) - torch.eye(h.shape[-1])
    expected = torch.linalg.solve(minus_one, residual)
    torch.testing.assert_close(update.newton(h, residual), expected)


def test_a_words_first_order_effect_is_how_far_it_moves_the_state_in_the_limit(stepper, at):
    x, h = at
    step, words = getattr(stepper, "step", stepper), x + 1e-5 * random(3, INPUTS, seed=4)
    effects = word_effects(input_jacobian(stepper, x, h), words, x)
    still = step(x.expand(POINTS, -1), h)
    moved = torch.stack([step(word.expand(POINTS, -1), h) - still for word in words], dim=1)
    torch.testing.assert_close(effects, moved, rtol=0, atol=1e-8)


def test_the_linearisation_predicts_small_steps_to_second_order(stepper, at):
    x, h = at
    recurrent, inputs = recurrent_jacobian(stepper, x, h), input_jacobian(stepper, x, h)
    step, errors = getattr(stepper, "step", stepper), []
    for size in (1e-2, 1e-3):
        dh, dx = size * random(*h.shape, seed=5), size * random(INPUTS, seed=6)
        predicted = step(x.expand(POINTS, -1), h) + torch.einsum("pst,pt->ps", recurrent, dh)
        predicted += word_effects(inputs, (x + dx)[None], x)[:, 0]
        errors.append((step((x + dx).expand(POINTS, -1), h + dh) - predicted).norm())
    assert errors[1] < 0.02 * errors[0]


def test_inputs_may_differ_between_states(stepper, at):
    _, h = at
    x = random(POINTS, INPUTS, seed=7)
    update = at_constant_input(stepper, x)
    singly = [at_constant_input(stepper, one) for one in x]
    for together, of_one in (
        (update.step(h), lambda one, row: one.step(row)),
        (update.jacobian(h), lambda one, row: one.jacobian(row)),
        (update.carry(h, 3), lambda one, row: one.carry(row, 3)),
    ):
        expected = torch.cat([of_one(one, row[None]) for one, row in zip(singly, h, strict=True)])
        torch.testing.assert_close(together, expected)
    torch.testing.assert_close(update[[3, 1]].step(h[[3, 1]]), update.step(h)[[3, 1]])


# torch's own modules


@pytest.mark.parametrize("name", MODULES)
def test_torchs_own_modules_have_the_points_and_jacobians_of_this_packages_cells(name):
    torch.manual_seed(0)
    module, cell = MODULES[name](INPUTS, UNITS).double(), CELLS[name](INPUTS, UNITS).double()
    cell.rnn.load_state_dict({f"{key}_l0": value for key, value in module.state_dict().items()})
    x, h = random(INPUTS), random(20, cell.state_size, seed=1)
    theirs, ours = at_constant_input(module, x), at_constant_input(cell, x)
    torch.testing.assert_close(theirs.step(h), ours.step(h))
    torch.testing.assert_close(theirs.jacobian(h), ours.jacobian(h))
    found = [levenberg_marquardt(update, h, tolerance=1e-20) for update in (theirs, ours)]
    torch.testing.assert_close(found[0].states, found[1].states, rtol=0, atol=1e-8)
    assert (found[0].speeds <= 1e-20).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", CELLS)
def test_the_search_runs_in_the_precision_asked_for(name, dtype):
    torch.manual_seed(0)
    cell = CELLS[name](INPUTS, UNITS)
    update = at_constant_input(cell, torch.zeros(INPUTS), dtype)
    points = run_to_the_end(update, random(20, cell.state_size), tolerance=1e-11)
    assert points.states.dtype == points.speeds.dtype == dtype
    assert (points.speeds <= 1e-11).all()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("name", CELLS)
def test_on_cuda_the_points_are_those_of_the_cpu(name):
    torch.manual_seed(0)
    cell, starts, x = CELLS[name](INPUTS, UNITS), random(50, CELLS[name](INPUTS, UNITS).state_size), torch.zeros(INPUTS)
    here = find_fixed_points(at_constant_input(cell, x), starts, starts)
    there = find_fixed_points(at_constant_input(cell.cuda(), x.cuda()), starts.cuda(), starts.cuda())
    assert there.points.states.is_cuda
    assert len(there.points) == len(here.points)
    torch.testing.assert_close(there.points.states.cpu(), here.points.states, rtol=0, atol=1e-6)


# What is refused


def broken(value: float) -> nn.Module:
    cell = CELLS["gru"](INPUTS, UNITS).requires_grad_(False)
    cell.rnn.weight_hh_l0[3, 2] = value
    return cell


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize(
    ("step", "starts", "message"),
    [
        (Leaky(), torch.empty(0, UNITS), r"shape \(0, 6\); expected \[P, S\] with at least one start"),
        (Leaky(), torch.zeros(UNITS), r"shape \(6,\); expected \[P, S\]"),
        (Leaky(), torch.tensor([[0.0] * UNITS, [np.nan] * UNITS, [np.inf] * UNITS]), "2 of 3 rows, the first is row 1"),
        (lambda x, h: h[:, :3], torch.zeros(2, UNITS), r"returns the shape \(2, 3\) for states \(2, 6\)"),
        (lambda x, h: h.sum(), torch.zeros(2, UNITS), r"returns the shape \(\) for states \(2, 6\)"),
        (broken(np.nan), torch.zeros(2, UNITS), "are all weights finite.*2 of 2 rows"),
        (lambda x, h: h / h[:, :1], torch.eye(UNITS), "NaN or infinite.*5 of 6 rows, the first is row 1"),
        (lambda x, h: h.mul_(0.5), torch.ones(2, UNITS), "changes the states that it is given"),
        (lambda x, h: (h, h), torch.ones(2, UNITS), "returns a tuple; expected one tensor"),
        (Leaky(), np.zeros((2, UNITS)), r"a ndarray; expected a torch tensor \[P, S\]"),
    ],
    ids=[
        *("empty", "one state", "NaN starts", "wrong shape", "a number", "NaN weights", "undefined"),
        *("in place", "a tuple", "numpy"),
    ],
)
def test_a_search_that_can_only_fail_is_refused(search, step, starts, message):
    with pytest.raises(ValueError, match=message):
        search(at_constant_input(step, torch.zeros(INPUTS)), starts, tolerance=1e-12)


@pytest.mark.parametrize("search", SEARCHES)
def test_as_many_inputs_as_starts_or_one(search):
    with pytest.raises(ValueError, match="3 constant inputs for 2 starts; expected one for all, or one each"):
        search(at_constant_input(Leaky(), torch.zeros(3, INPUTS)), torch.zeros(2, UNITS), tolerance=1e-12)


@pytest.mark.parametrize(
    ("x", "message"), [(torch.zeros(2, 3, INPUTS), r"shape \(2, 3, 4\)"), (torch.tensor([0.0, np.nan, 0, 0]), "NaN")]
)
def test_an_input_that_is_none_is_refused(x, message):
    with pytest.raises(ValueError, match=message):
        at_constant_input(Leaky(), x)


# What is left untouched


@pytest.mark.parametrize("grad", [True, False])
def test_a_search_leaves_parameters_random_state_grad_mode_and_default_type_alone(grad):
    torch.manual_seed(0)
    module = Leaky().train()
    before, starts = deepcopy(module.state_dict()), random(8, UNITS)
    state, numpy_state, kept = torch.get_rng_state(), np.random.get_state()[1].copy(), starts.clone()  # noqa: NPY002
    with torch.set_grad_enabled(grad):
        update = at_constant_input(module, torch.zeros(INPUTS))
        drawn = draw_starts(starts, 5, noise=0.1)
        find_slow_points(update, drawn, tolerance=1e-4)
        find_fixed_points(update, drawn, starts)
        adam(update, starts, tolerance=1e-12, max_iterations=5)
        recurrent_jacobian(module, torch.zeros(INPUTS), starts)
        assert torch.is_grad_enabled() == grad
    assert torch.get_default_dtype() == torch.float32
    assert torch.equal(torch.get_rng_state(), state)
    assert np.array_equal(np.random.get_state()[1], numpy_state)  # noqa: NPY002
    assert torch.equal(starts, kept)
    assert module.training
    after = module.state_dict()
    assert all(torch.equal(before[name], after[name]) and after[name].dtype == torch.float32 for name in before)
    assert all(parameter.requires_grad and parameter.grad is None for parameter in module.parameters())
