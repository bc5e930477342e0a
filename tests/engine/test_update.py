"""Any update at a constant input: derivatives, torch's own modules, what is refused, and what is left untouched."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from conftest import MOVING
from torch import nn

from rnn_geometry.engine.derivatives import deflections, first_order_deflections, input_jacobian, recurrent_jacobian
from rnn_geometry.engine.fixed_points import find_fixed_points, find_slow_points, run_to_the_end
from rnn_geometry.engine.gradient_descent import adam
from rnn_geometry.engine.marquardt import levenberg_marquardt
from rnn_geometry.engine.options import DescentOptions
from rnn_geometry.engine.points import draw_starts
from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.networks.cells import CELLS
from rnn_geometry.networks.cells.held_query import HeldQuery

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


@pytest.fixture(params=[*MOVING, "module", "function"])
def stepper(request):
    """A cell of this package as it is analysed, a user's module, or a function; in float64."""
    torch.manual_seed(0)
    if request.param in CELLS:
        return CELLS[request.param](INPUTS, UNITS).double().requires_grad_(False).readable(torch.zeros(INPUTS).double())
    if request.param == "module":
        return Leaky().double().eval().requires_grad_(False)
    weight = random(UNITS, INPUTS + UNITS, seed=3)
    return lambda x, h: torch.tanh(torch.cat([x, h[:, :UNITS]], -1) @ weight.T)  # takes batches and nothing else


@pytest.fixture
def at(stepper) -> tuple[torch.Tensor, torch.Tensor]:
    """One input [I] and states [P, S]."""
    h = random(POINTS, getattr(stepper, "state_size", UNITS), seed=1)
    if isinstance(stepper, HeldQuery):
        h[:, -1] = torch.sigmoid(h[:, -1])  # its last number is a share
    return random(INPUTS), h


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
    if isinstance(stepper, HeldQuery):  # where the Jacobian degenerates at every fixed point, it leads straight to the nearest
        end = h - update.newton(h, residual)
        torch.testing.assert_close(update.step(end), end, rtol=0, atol=0)
        return
    minus_one = update.jacobian(h) - torch.eye(h.shape[-1])
    expected = torch.linalg.solve(minus_one, residual)
    torch.testing.assert_close(update.newton(h, residual), expected)


def test_a_words_first_order_deflection_is_how_far_it_moves_the_state_in_the_limit(stepper, at):
    x, h = at
    step, words = getattr(stepper, "step", stepper), x + 1e-5 * random(3, INPUTS, seed=4)
    expected = first_order_deflections(input_jacobian(stepper, x, h), words, x)
    still = step(x.expand(POINTS, -1), h)
    moved = torch.stack([step(word.expand(POINTS, -1), h) - still for word in words])
    torch.testing.assert_close(expected, moved, rtol=0, atol=1e-8)


def test_deflections_are_the_steps_themselves_and_agree_with_the_first_order_for_small_words(stepper, at):
    x, h = at
    step, words = getattr(stepper, "step", stepper), random(3, INPUTS, seed=4)
    found = deflections(stepper, words.float(), h)
    assert not found.requires_grad
    for word, of_word in zip(words.float().double(), found, strict=True):
        torch.testing.assert_close(of_word, step(word.expand(POINTS, -1), h) - h)
    near = x + 1e-5 * words
    drift = deflections(stepper, x[None], h)  # F(h, x*) - h, which is 0 at a fixed point
    first_order = first_order_deflections(input_jacobian(stepper, x, h), near, x)
    torch.testing.assert_close(deflections(stepper, near, h) - drift, first_order, rtol=0, atol=1e-8)
    assert deflections(stepper, words, h[:0]).shape == (3, 0, h.shape[1])


def test_the_linearisation_predicts_small_steps_to_second_order(stepper, at):
    x, h = at
    recurrent, inputs = recurrent_jacobian(stepper, x, h), input_jacobian(stepper, x, h)
    step, errors = getattr(stepper, "step", stepper), []
    for size in (1e-2, 1e-3):
        dh, dx = size * random(*h.shape, seed=5), size * random(INPUTS, seed=6)
        predicted = step(x.expand(POINTS, -1), h) + torch.einsum("pst,pt->ps", recurrent, dh)
        predicted += first_order_deflections(inputs, (x + dx)[None], x)[0]
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


class Doubling(nn.LSTMCell):
    def step(self, x, h):
        return 2 * h


class Counting(nn.GRUCell):
    """Counts its steps, in an attribute that is none."""

    step = 0


def test_a_method_step_comes_before_all_else_and_an_attribute_step_is_none():
    x, h = torch.zeros(INPUTS), random(3, UNITS)
    torch.testing.assert_close(at_constant_input(Doubling(INPUTS, UNITS), x).step(h), 2 * h)
    counting = Counting(INPUTS, UNITS).double()
    torch.testing.assert_close(at_constant_input(counting, x).step(h), counting(x.double().expand(3, -1), h).detach())


class Affine(nn.Module):
    """A cell with a Jacobian of its own, which is a view of its weights."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(0.3 * random(UNITS, UNITS))

    def step(self, x, h):
        return h @ self.weight.T + 1

    def recurrent_jacobian(self, x, h):
        return self.weight.expand(len(h), -1, -1)


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("damping", [0.0, 1.0])
def test_a_jacobian_that_the_cell_keeps_is_not_written_to(count, damping):
    update, h = at_constant_input(Affine(), random(INPUTS)), random(count, UNITS)
    before = update.step(h)
    points = levenberg_marquardt(update, h, tolerance=1e-12, options=DescentOptions(least_damping=damping))
    assert (points.speeds <= 1e-12).all()
    update.jacobian(h).zero_()
    assert torch.equal(update.step(h), before)


def test_the_jacobian_of_a_function_with_weights_that_learn_is_a_plain_tensor():
    module = Leaky().double().eval()
    update = at_constant_input(lambda x, h: module(x, h), random(INPUTS))
    assert not update.jacobian(random(2, UNITS)).requires_grad


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", MOVING)
def test_the_search_runs_in_the_precision_asked_for(name, dtype):
    torch.manual_seed(0)
    cell = CELLS[name](INPUTS, UNITS).readable(torch.zeros(INPUTS))
    update = at_constant_input(cell, torch.zeros(INPUTS), dtype)
    points = run_to_the_end(update, random(20, cell.state_size), tolerance=1e-11)
    assert points.states.dtype == points.speeds.dtype == dtype
    assert (points.speeds <= 1e-11).all()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
@pytest.mark.parametrize("name", MOVING)
def test_on_cuda_the_points_are_those_of_the_cpu(name):
    torch.manual_seed(0)
    x = torch.zeros(INPUTS)
    cell = CELLS[name](INPUTS, UNITS).readable(x)
    starts = random(50, cell.state_size)
    here = find_fixed_points(at_constant_input(cell, x), starts, starts)
    there = find_fixed_points(at_constant_input(cell, x.cuda()), starts.cuda(), starts.cuda())
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
        (broken(np.nan), torch.zeros(2, UNITS), "rnn.weight_hh_l0 of the GRU holds NaN or infinite values in torch.float32"),
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
    with pytest.raises(ValueError, match="3 constant inputs for 2 states; expected one for all, or one each"):
        search(at_constant_input(Leaky(), torch.zeros(3, INPUTS)), torch.zeros(2, UNITS), tolerance=1e-12)


def test_states_beside_another_number_of_inputs_are_refused():
    update = at_constant_input(Leaky(), torch.zeros(3, INPUTS))
    for evaluate in (update.step, update.jacobian, lambda h: update.carry(h, 1), lambda h: update.newton(h, h)):
        for count in (1, 2):
            with pytest.raises(ValueError, match=rf"3 constant inputs for {count} states.* update\[points.starts\]"):
                evaluate(torch.zeros(count, UNITS))
    with pytest.raises(ValueError, match="1 constant inputs for 2 states"):
        update[:1].step(torch.zeros(2, UNITS))


@pytest.mark.parametrize(
    ("name", "value"), [("recurrent.weight", np.inf), ("drive.bias", -np.inf), ("drive.bias", 1e39), ("scale", np.nan)]
)
def test_weights_that_are_not_finite_are_refused_by_name_even_where_tanh_hides_them(name, value):
    module = Leaky().double()
    module.register_buffer("scale", torch.ones(UNITS))
    module.register_buffer("count", torch.zeros(1, dtype=torch.long))  # no weight
    at_constant_input(module, torch.zeros(INPUTS))
    module.state_dict()[name][..., -1] = value
    h = torch.zeros(2, UNITS)
    for use in (at_constant_input, lambda step, x: recurrent_jacobian(step, x, h), lambda step, x: input_jacobian(step, x, h)):
        with pytest.raises(ValueError, match=f"{name} of the Leaky holds NaN or infinite values in torch.float32"):
            use(module, torch.zeros(INPUTS))


@pytest.mark.parametrize(
    ("module", "inputs", "units", "message"),
    [
        (Leaky(), INPUTS + 1, UNITS, r"inputs \(2, 5\) and states \(2, 6\) in torch.float64: "),
        (Leaky(), INPUTS, UNITS - 1, r"inputs \(2, 4\) and states \(2, 5\) in torch.float64: "),
        (nn.GRUCell(INPUTS, UNITS), INPUTS, UNITS - 1, r"states \(2, 5\) in torch.float64: .*got 5, expected 6"),
        (nn.LSTMCell(INPUTS, UNITS), INPUTS, UNITS, r"states \(2, 6\) in torch.float64: .* S = 2 \* hidden_size"),
        (nn.LSTMCell(INPUTS, UNITS), INPUTS, 2 * UNITS + 1, r"states \(2, 13\) in torch.float64: .* S = 2 \* hidden_size"),
        (lambda x, h: h @ random(UNITS, UNITS), INPUTS, UNITS, r"in torch.float32: .*; a function gets the precision of x"),
        (lambda x: x, INPUTS, UNITS, "takes 1 positional argument but 2 were given"),
    ],
)
def test_a_step_that_fails_says_what_it_was_given_and_what_would_be_right(module, inputs, units, message):
    with pytest.raises(ValueError, match=message) as raised:
        at_constant_input(module, torch.zeros(inputs)).check(torch.zeros(2, units))
    assert raised.value.__cause__ is not None


@pytest.mark.parametrize(("kind", "single"), [(nn.RNN, "nn.RNNCell"), (nn.GRU, "nn.GRUCell"), (nn.LSTM, "nn.LSTMCell")])
def test_a_module_that_reads_whole_texts_is_refused_with_the_one_that_steps(kind, single):
    with pytest.raises(ValueError, match=f"a {kind.__name__} reads whole texts; expected .* {single}"):
        at_constant_input(kind(INPUTS, UNITS), torch.zeros(INPUTS))


def test_what_cannot_be_called_is_no_step():
    with pytest.raises(ValueError, match="step is a int; expected a function"):
        at_constant_input(3, torch.zeros(INPUTS))


@pytest.mark.parametrize("hide", [torch.no_grad(), lambda step: lambda x, h: step(x, h).detach()])
def test_a_step_that_autograd_does_not_see_through_is_refused(hide):
    module, h = Leaky().double().eval(), random(3, UNITS)
    hidden, x = hide(lambda x, h: module(x, h)), random(INPUTS)
    for derive in (recurrent_jacobian, input_jacobian, lambda step, x, h: at_constant_input(step, x).jacobian(h)):
        with pytest.raises(ValueError, match=r"derivative by [xh] is 0 everywhere though its values change; .*no_grad"):
            derive(hidden, x, h)
    with pytest.raises(ValueError, match="derivative by h is 0"):
        levenberg_marquardt(at_constant_input(hidden, x), h, tolerance=1e-12)


def test_a_jacobian_that_is_truly_zero_is_none_that_hides():
    x, h, weight = torch.zeros(INPUTS), torch.zeros(2, UNITS), torch.randn(UNITS, UNITS)
    for step in (lambda x, h: torch.zeros_like(h), lambda x, h: torch.relu(h @ weight)):  # a ReLU at 0 has no slope
        assert not recurrent_jacobian(step, x, h).any()
        assert not input_jacobian(step, x, h).any()


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
