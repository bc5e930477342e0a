"""minGRU: a recurrence that is linear in its state, and a scan that is that recurrence."""

import pytest
import torch

from rnn_geometry.networks.cells import MinGRU
from rnn_geometry.networks.cells.mingru import scan

INPUTS, UNITS = 5, 6


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.fixture
def cell() -> MinGRU:
    torch.manual_seed(0)
    return MinGRU(INPUTS, UNITS).double().requires_grad_(False)


@pytest.mark.parametrize("length", [1, 2, 3, 7, 8, 9, 100])
def test_the_scan_is_the_recurrence_at_every_length(length):
    keep, add = torch.sigmoid(3 * random(2, length, UNITS)), random(2, length, UNITS, seed=1)
    h, by_hand = torch.zeros(2, UNITS, dtype=torch.float64), []
    for t in range(length):
        h = keep[:, t] * h + add[:, t]
        by_hand.append(h)
    torch.testing.assert_close(scan(keep, add), torch.stack(by_hand, 1), rtol=1e-12, atol=1e-12)


def test_the_scan_is_stable_over_long_texts_in_single_precision():
    keep, add = torch.sigmoid(6 * random(1, 5000, UNITS)), random(1, 5000, UNITS, seed=1)
    single = scan(keep.float(), (add * (1 - keep)).float())
    torch.testing.assert_close(single.double(), scan(keep, add * (1 - keep)), rtol=0, atol=1e-5)


def test_gradients_flow_through_the_scan_as_through_the_steps(cell):
    x = random(2, 9, INPUTS).requires_grad_()
    (through_scan,) = torch.autograd.grad(cell.unroll(x)[:, -1].sin().sum(), x)
    (through_steps,) = torch.autograd.grad(super(MinGRU, cell).unroll(x)[:, -1].sin().sum(), x)
    torch.testing.assert_close(through_scan, through_steps)


def test_a_step_is_its_equation(cell):
    x, h = random(INPUTS), random(UNITS, seed=1)
    gate = 1 / (1 + torch.exp(-(cell.gate.weight @ x + cell.gate.bias)))
    torch.testing.assert_close(cell.step(x, h), (1 - gate) * h + gate * (cell.candidate.weight @ x + cell.candidate.bias))


def test_its_jacobian_is_diagonal_and_the_same_at_every_state(cell):
    x = random(INPUTS).expand(3, -1)
    jacobian = cell.recurrent_jacobian(x, random(3, UNITS, seed=1))
    assert torch.equal(jacobian, torch.diag_embed(jacobian.diagonal(dim1=-2, dim2=-1)))
    assert torch.equal(jacobian, cell.recurrent_jacobian(x, random(3, UNITS, seed=2)))


def test_newton_s_step_ends_at_the_only_fixed_point_at_once(cell):
    x, h = random(INPUTS).expand(3, -1), random(3, UNITS, seed=1)
    end = h - cell.newton_step(x, h, cell.step(x, h) - h)
    torch.testing.assert_close(end, cell.candidate(x))
    torch.testing.assert_close(cell.step(x, end), end)
