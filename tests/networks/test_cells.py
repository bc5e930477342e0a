"""Cells: one update, three ways to run it, and Jacobians that are its derivatives."""

import pytest
import torch
from conftest import STEPPING
from torch import nn

from rnn_geometry.networks.cells import CELLS, GRU, LSTM, UGRNN, Cell, ResetBefore

INPUTS, UNITS, BATCH, TIME = 5, 7, 3, 11
CLOSE = {torch.float32: 3e-6, torch.float64: 3e-14}  # some steps of rounding: 0.7e-6 under the kernels that differ most
LOOSER = {"GatedLinearAttention": 10}  # a sum that nothing keeps small


@pytest.fixture(params=STEPPING)
def cell(request) -> Cell:
    torch.manual_seed(0)
    cell = CELLS[request.param](INPUTS, UNITS).double().requires_grad_(False)
    for weights in cell.parameters():
        weights.mul_(3)  # far enough from zero that every gate is at work
    return cell


@pytest.fixture
def at(cell) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs [B, I] and states [B, S], off those that the cell visits."""
    generator = torch.Generator().manual_seed(1)
    x, before, noise = (
        torch.randn(BATCH, *shape, generator=generator, dtype=torch.float64)
        for shape in ((INPUTS,), (TIME, INPUTS), (cell.state_size,))
    )
    return x, cell.unroll(before)[:, -1] + 0.3 * noise


class Leaky(Cell):
    """A user's cell, nothing but an update: h' = 0.9 h + tanh(W x)."""

    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.weight = nn.Parameter(torch.randn(hidden_size, input_size))

    def step(self, x, h):
        return 0.9 * h + torch.tanh(nn.functional.linear(x, self.weight))


def central_differences(function, at: torch.Tensor, size: float = 1e-5) -> torch.Tensor:
    """dF/dv [B, F, V] at v [B, V]."""
    shifts = size * torch.eye(at.shape[-1], dtype=at.dtype)
    return torch.stack([(function(at + shift) - function(at - shift)) / (2 * size) for shift in shifts], dim=-1)


@pytest.mark.parametrize("dtype", CLOSE)
def test_step_and_unroll_agree_for_every_cell(cell, dtype):
    cell.to(dtype)
    x = torch.randn(BATCH, TIME, INPUTS, generator=torch.Generator().manual_seed(2), dtype=dtype)
    h, by_hand = torch.zeros(BATCH, cell.state_size, dtype=dtype), []
    for t in range(TIME):
        h = cell.step(x[:, t], h)
        by_hand.append(h)
    by_hand = torch.stack(by_hand, dim=1)
    close = {"rtol": 0, "atol": CLOSE[dtype] * LOOSER.get(type(cell).__name__, 1)}
    torch.testing.assert_close(cell.unroll(x), by_hand, **close)
    torch.testing.assert_close(Cell.unroll(cell, x), by_hand, **close)
    torch.testing.assert_close(cell.unroll_outputs(x), by_hand[..., :UNITS], **close)


@pytest.mark.parametrize(("name", "reference"), [("vanilla", nn.RNNCell), ("gru", nn.GRUCell), ("lstm", nn.LSTMCell)])
def test_step_is_torchs_cell_with_the_same_weights(name, reference):
    torch.manual_seed(0)
    cell, reference = CELLS[name](INPUTS, UNITS), reference(INPUTS, UNITS)
    reference.load_state_dict({key: getattr(cell.rnn, f"{key}_l0") for key in reference.state_dict()})
    x, h = torch.randn(BATCH, INPUTS), torch.randn(BATCH, cell.state_size)
    expected = torch.cat(reference(x, h.chunk(2, -1)), -1) if name == "lstm" else reference(x, h)
    torch.testing.assert_close(cell.step(x, h), expected, rtol=0, atol=1e-6)


def test_ugrnn_step_is_its_equation():
    torch.manual_seed(0)
    cell = CELLS["ugrnn"](INPUTS, UNITS)
    x, h = torch.randn(INPUTS), torch.randn(UNITS)
    candidate, gate = (cell.weight_ih @ x + cell.weight_hh @ h + cell.bias).split(UNITS)
    gate = 1 / (1 + torch.exp(-gate))
    torch.testing.assert_close(cell.step(x, h), gate * h + (1 - gate) * torch.tanh(candidate))


def test_a_gru_that_resets_before_the_matrix_product_multiplies_what_the_gate_lets_through():
    torch.manual_seed(0)
    cell = ResetBefore(INPUTS, UNITS)
    x, h = torch.randn(INPUTS), torch.randn(UNITS)
    of_input = (cell.weight_ih @ x + cell.bias).split(UNITS)
    u_reset, u_update, u_candidate = cell.weight_hh.split(UNITS)
    reset, update = torch.sigmoid(of_input[0] + u_reset @ h), torch.sigmoid(of_input[1] + u_update @ h)
    candidate = torch.tanh(of_input[2] + u_candidate @ (reset * h))
    torch.testing.assert_close(cell.step(x, h), (1 - update) * candidate + update * h)


def test_both_forms_of_the_gru_are_one_where_the_reset_gate_is_open_and_differ_where_it_is_not():
    torch.manual_seed(0)
    after, before = GRU(INPUTS, UNITS), ResetBefore(INPUTS, UNITS)
    before.load_state_dict(
        {"weight_ih": after.rnn.weight_ih_l0, "weight_hh": after.rnn.weight_hh_l0, "bias": after.rnn.bias_ih_l0}
    )
    after.rnn.bias_hh_l0.data.zero_()
    x, h = torch.randn(BATCH, INPUTS), torch.randn(BATCH, UNITS)
    assert (after.step(x, h) - before.step(x, h)).abs().max() > 1e-3
    for bias in (after.rnn.bias_ih_l0, before.bias):
        bias.data[:UNITS] = 100
    torch.testing.assert_close(after.step(x, h), before.step(x, h))


@pytest.mark.parametrize("gate_bias", [0.0, -1.5])
def test_the_gate_of_a_ugrnn_begins_with_the_bias_that_is_asked_for_and_with_1_otherwise(gate_bias):
    torch.manual_seed(0)
    usual = UGRNN(INPUTS, UNITS)
    torch.manual_seed(0)
    other = UGRNN(INPUTS, UNITS, gate_bias=gate_bias)
    assert usual.bias.tolist() == [0.0] * UNITS + [1.0] * UNITS
    assert other.bias.tolist() == [0.0] * UNITS + [gate_bias] * UNITS
    assert torch.equal(usual.weight_hh, other.weight_hh)


def test_what_is_added_to_the_forget_gate_of_an_lstm_acts_as_a_bias_that_begins_at_1_and_is_no_weight():
    cells = []
    for forget_bias in ("trained", "added"):
        torch.manual_seed(0)
        cells.append(LSTM(INPUTS, UNITS, forget_bias=forget_bias).double())
    usual, added = cells
    forget = slice(UNITS, 2 * UNITS)
    assert usual.rnn.bias_ih_l0[forget].tolist() == [1.0] * UNITS
    assert not any(bias[forget].any() for bias in (added.rnn.bias_ih_l0, added.rnn.bias_hh_l0))
    assert added.state_dict().keys() == usual.state_dict().keys()
    x, h = torch.randn(BATCH, TIME, INPUTS).double(), torch.randn(BATCH, 2 * UNITS).double()
    close = {"rtol": 0, "atol": CLOSE[torch.float64]}
    torch.testing.assert_close(added.unroll(x), usual.unroll(x), **close)
    torch.testing.assert_close(added.unroll_outputs(x), usual.unroll_outputs(x), **close)
    torch.testing.assert_close(added.recurrent_jacobian(x[:, 0], h), usual.recurrent_jacobian(x[:, 0], h), **close)
    torch.testing.assert_close(added.newton_step(x[:, 0], h, h), usual.newton_step(x[:, 0], h, h), rtol=1e-9, atol=1e-9)


BEGINNING = ["vanilla", "gru", "gru_reset_before", "lstm", "ugrnn", "mingru"]  # those that can train their initial state


@pytest.mark.parametrize("name", BEGINNING)
def test_a_trained_initial_state_begins_at_zero_and_changes_no_other_weight(name):
    torch.manual_seed(0)
    usual = CELLS[name](INPUTS, UNITS)
    torch.manual_seed(0)
    trained = CELLS[name](INPUTS, UNITS, initial_state="trained")
    x = torch.randn(BATCH, TIME, INPUTS)
    assert usual.trained_start is None
    assert not usual.initial_state(BATCH).any()
    assert trained.initial_state(BATCH).shape == (BATCH, trained.state_size)
    assert trained.state_dict().keys() - usual.state_dict().keys() == {"trained_start"}
    torch.testing.assert_close(trained.unroll(x), usual.unroll(x), rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "options"),
    [*((name, {}) for name in BEGINNING), ("lstm", {"readout": "state"}), ("lstm", {"forget_bias": "added"})],
)
def test_every_way_to_run_a_cell_begins_at_the_trained_initial_state_and_trains_it(name, options):
    torch.manual_seed(0)
    cell = CELLS[name](INPUTS, UNITS, initial_state="trained", **options).double()
    cell.trained_start.data.normal_()
    x = torch.randn(BATCH, TIME, INPUTS, dtype=torch.float64)
    by_hand = Cell.unroll(cell, x)
    torch.testing.assert_close(by_hand[:, 0], cell.step(x[:, 0], cell.trained_start.expand(BATCH, -1)))
    torch.testing.assert_close(cell.unroll(x), by_hand, rtol=0, atol=CLOSE[torch.float64])
    torch.testing.assert_close(cell.unroll_outputs(x), by_hand[..., : cell.readout_size], rtol=0, atol=CLOSE[torch.float64])
    (expected,) = torch.autograd.grad(by_hand[..., : cell.readout_size].sum(), cell.trained_start)
    (by_kernel,) = torch.autograd.grad(cell.unroll_outputs(x).sum(), cell.trained_start)
    assert expected.abs().min() > 0
    torch.testing.assert_close(by_kernel, expected)


def test_an_lstm_state_is_h_then_c():
    torch.manual_seed(0)
    cell, x = LSTM(INPUTS, UNITS), torch.randn(BATCH, TIME, INPUTS)
    _, (h, c) = cell.rnn(x)
    torch.testing.assert_close(cell.unroll(x)[:, -1], torch.cat([h[0], c[0]], -1), rtol=0, atol=1e-6)


def test_jacobians_are_finite_differences_of_the_step(cell, at):
    x, h = at
    recurrent = central_differences(lambda h: cell.step(x, h), h)
    inputs = central_differences(lambda x: cell.step(x, h), x)
    torch.testing.assert_close(cell.recurrent_jacobian(x, h), recurrent, rtol=1e-7, atol=1e-8)
    torch.testing.assert_close(cell.input_jacobian(x, h), inputs, rtol=1e-7, atol=1e-8)


def test_closed_form_jacobians_are_those_of_automatic_differentiation(cell, at):
    torch.testing.assert_close(cell.recurrent_jacobian(*at), Cell.recurrent_jacobian(cell, *at), rtol=0, atol=1e-13)
    torch.testing.assert_close(cell.input_jacobian(*at), Cell.input_jacobian(cell, *at), rtol=0, atol=1e-13)


def test_a_users_step_is_all_that_a_new_cell_needs():
    torch.manual_seed(0)
    cell = Leaky(INPUTS, UNITS).double()
    x, h = torch.randn(BATCH, TIME, INPUTS, dtype=torch.float64), torch.randn(BATCH, UNITS, dtype=torch.float64)
    drive = torch.tanh(x @ cell.weight.T)
    last = sum(0.9 ** (TIME - 1 - t) * drive[:, t] for t in range(TIME))
    torch.testing.assert_close(cell.unroll(x)[:, -1], last)
    torch.testing.assert_close(cell.unroll_outputs(x), cell.unroll(x))
    decay = 0.9 * torch.eye(UNITS, dtype=torch.float64)
    torch.testing.assert_close(cell.recurrent_jacobian(x[:, 0], h), decay.expand(BATCH, -1, -1))
    torch.testing.assert_close(cell.input_jacobian(x[:, 0], h), (1 - drive[:, 0] ** 2)[..., None] * cell.weight)
