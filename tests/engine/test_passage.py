"""A passage along the flow ends where so many updates of slow dynamics end, and is stable where they are."""

import numpy as np
import pytest
import torch

from rnn_geometry.engine import at_constant_input
from rnn_geometry.engine.passage import FIRST, REACH, STAGES, carry_on, stages

NOTHING = torch.zeros(1, dtype=torch.float64)


def linear(*eigenvalues: float):
    """h' = lambda h for each coordinate, and how often it is evaluated."""
    values, calls = torch.tensor(eigenvalues, dtype=torch.float64), []
    return at_constant_input(lambda x, h: calls.append(len(h)) or values * h, NOTHING), calls


def passed(end: torch.Tensor, factor: float) -> float:
    """How many updates h' = factor h lead from 1 to the end."""
    return np.log(end.item()) / np.log(factor)


def amplification(z: float) -> float:
    """What one step makes of 1 on the flow dy/dt = z y, dt = 1."""
    first, later, _ = stages()
    before, y = 1.0, 1.0 + first * z
    for nu, kappa, mu in later:
        before, y = y, nu * y + kappa * before + mu * z * y
    return y


def test_a_step_damps_all_that_is_in_reach_and_is_exact_to_first_order():
    longest = stages()[2]
    reached = np.linspace(-longest * REACH, 0, 400)
    assert all(abs(amplification(z)) <= 1 + 1e-12 for z in reached)
    assert all(abs(amplification(z)) < 0.5 for z in reached[reached < -5])
    assert amplification(0) == pytest.approx(1)
    assert (amplification(1e-6) - 1) / 1e-6 == pytest.approx(1, rel=1e-4)
    assert amplification(-1.05 * longest * REACH) > 1


def test_slow_modes_go_as_far_as_by_updates_fast_ones_are_forgotten():
    factors = (1.002, 0.999, 0.99, 0.9, 0.3, 0.0, -0.5, -0.9)
    update, _ = linear(*factors)
    h = torch.ones(3, len(factors), dtype=torch.float64)
    ends = carry_on(update, h, 300)
    assert [passed(end, factor) for end, factor in zip(ends[0, :3], factors, strict=False)] == pytest.approx([300] * 3, rel=0.1)
    assert (ends == ends[0]).all()
    assert (ends[:, 3:].abs() < 1e-2).all()
    assert (h == 1).all()


def test_it_takes_a_third_of_the_evaluations():
    update, calls = linear(0.99, 0.5)
    carry_on(update, torch.ones(2, 2, dtype=torch.float64), 1000)
    assert len(calls) < 1000 / 2.9
    assert (len(calls) - FIRST) % STAGES in (0, 2)  # the speeds before and after are two more


@pytest.mark.parametrize("time", [0, 1, 7, FIRST, FIRST + 1])
def test_a_short_passage_is_of_updates_or_of_one_short_step(time):
    update, _ = linear(0.9)
    ends = carry_on(update, torch.ones(1, 1, dtype=torch.float64), time)
    assert passed(ends, 0.9) == pytest.approx(time, rel=0.15)  # the last updates go half-way


def test_modes_that_turn_and_cycles_of_two_go_by_updates_each_state_by_itself():
    turn = 0.98 * torch.tensor([[0.0, 1.0], [-1.0, 0.0]], dtype=torch.float64)
    update = at_constant_input(lambda x, h: torch.where(x > 0, h @ turn, 0.99 * h), torch.tensor([[1.0], [-1.0]]).double())
    h = torch.ones(2, 2, dtype=torch.float64)
    ends = carry_on(update, h, 300)
    assert ends[0].norm() < 0.02
    assert passed(ends[1, 0], 0.99) == pytest.approx(300, rel=0.1)
    swinging = at_constant_input(lambda x, h: -3.5 * torch.tanh(h), NOTHING)
    assert torch.isfinite(carry_on(swinging, h, 300)).all()


def test_a_flow_that_overflows_leaves_what_the_updates_leave():
    update = at_constant_input(lambda x, h: h * h + 1, NOTHING)
    h = torch.tensor([[0.2], [3.0]], dtype=torch.float64)
    assert not torch.isfinite(carry_on(update, h, 300)).any()
