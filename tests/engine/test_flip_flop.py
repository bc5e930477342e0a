"""A network whose fixed points are known from the task: a 3-bit flip-flop (weights: data/make_flip_flop.py)."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from rnn_geometry import engine
from rnn_geometry.networks.cells import GRU

WEIGHTS = Path(__file__).parents[1] / "data/flip_flop.safetensors"


@pytest.fixture(scope="module")
def flip_flop() -> tuple[GRU, torch.Tensor, torch.Tensor]:
    """The trained cell, and the weights [3, H] and biases [3] that read its bits."""
    weights = load_file(WEIGHTS)
    cell = GRU(3, weights["readout.weight"].shape[1])
    cell.load_state_dict({name.removeprefix("cell."): value for name, value in weights.items() if name.startswith("cell.")})
    return cell.requires_grad_(False), weights["readout.weight"].double(), weights["readout.bias"].double()


@pytest.fixture(scope="module", params=["levenberg_marquardt", "patient"])
def found(request, flip_flop):
    """Its fixed points from random states, their bits [G, 3] and their eigenvalues [G, H]."""
    cell, readout, bias = flip_flop
    starts = 2 * torch.rand(600, cell.state_size, generator=torch.Generator().manual_seed(0), dtype=torch.float64) - 1
    update = engine.at_constant_input(cell, torch.zeros(3))
    if request.param == "patient":
        fixed = engine.find_fixed_points(update, starts, starts)
        points, ends = fixed.points, fixed.ends
    else:
        ends = engine.run_to_the_end(update, starts, tolerance=1e-16)
        points, _ = engine.distinct(ends, 0.01 * float(engine.spread(starts)))
    assert (ends.speeds <= 1e-16).all()
    eigenvalues = engine.find_modes(update.jacobian(points.states).double()).eigenvalues.numpy()
    return points, points.states @ readout.T + bias, eigenvalues


def test_the_eight_stable_points_are_the_eight_settings_of_the_bits(found):
    _, bits, eigenvalues = found
    stable = engine.stability_class(eigenvalues) == "stable"
    assert stable.sum() == 8
    assert set(map(tuple, bits[stable].sign().int().tolist())) == set(product((-1, 1), repeat=3))
    torch.testing.assert_close(bits[stable].abs(), torch.ones(8, 3).double(), rtol=0, atol=0.15)


def test_the_other_points_are_saddles_between_settings_of_the_bits(found, flip_flop):
    """Nudged either way along its one unstable direction, each falls to settings that differ in one bit."""
    points, _, eigenvalues = found
    cell, readout, bias = flip_flop
    index = engine.unstable_directions(eigenvalues)
    assert (index == 1).sum() >= 6
    assert index.max() <= 3
    saddles = points.states[index == 1]
    update = engine.at_constant_input(cell, torch.zeros(3).double())
    modes = engine.find_modes(update.jacobian(saddles))
    rows = torch.arange(len(saddles))
    unstable = modes.right[rows, :, modes.eigenvalues.abs().argmax(1)].real
    ends = [update.carry(saddles + sign * 1e-3 * unstable, 3000) @ readout.T + bias for sign in (-1, 1)]
    differing = (ends[0].sign() != ends[1].sign()).sum(1)
    assert (differing == 1).all()


def test_starts_that_the_search_drives_far_out_come_back_to_where_states_go(found):
    points, _, _ = found
    assert points.states.abs().max() <= 1  # a GRU's states never leave this cube


def test_the_slowest_modes_of_the_saddles_are_those_that_hold_a_bit(found):
    _, _, eigenvalues = found
    taus = engine.time_constants(eigenvalues)
    assert (np.diff(taus, axis=1) <= 1e-9 * taus[:, :-1]).all()
