"""Cells: one update, three ways to run it, and Jacobians that are its derivatives."""

import pytest
import torch
from conftest import MOVING
from torch import nn

from rnn_geometry.networks.cells import CELLS, LSTM, Cell

INPUTS, UNITS, BATCH, TIME = 5, 7, 3, 11
CLOSE = {torch.float32: 3e-6, torch.float64: 3e-14}  # some steps of rounding: 0.7e-6 under the kernels that differ most


@pytest.fixture(params=MOVING)
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
    close = {"rtol": 0, "atol": CLOSE[dtype]}
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


def test_an_lstm_state_is_h_then_c():
    torch.manual_seed(0)
    cell, x = LSTM(INPUTS, UNITS), torch.randn(BATCH, TIME, INPUTS)
    _, (h, c) = cell.rnn(x)
    torch.testing.assert_close(cell.unroll(x)[:, -1], torch.cat([h[0], c[0]], -1), rtol=0, atol=1e-6)


def test_jacobians_are_finite_differences_of_the_step(cell, at):
    x, h = at
    recurrent = central_differences(lambda h: cell.step(x, h), h)
    inputs = central_differences(lambda x: cell.step(x, h), x)
    torch.testing.assert_close(cell.recurrent_jacobian(x, h), recurrent, rtol=0, atol=1e-8)
    torch.testing.assert_close(cell.input_jacobian(x, h), inputs, rtol=0, atol=1e-8)


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
