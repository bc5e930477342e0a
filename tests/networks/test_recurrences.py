"""Recurrences of today: parallel forms are the recurrent ones, and a held query's read closes where it is said to."""

import pytest
import torch

from rnn_geometry.networks.cells import CELLS, Cell
from rnn_geometry.networks.cells.decayed import HeldRead, decays

INPUTS, UNITS = 5, 12
CLOSE = {"rtol": 1e-9, "atol": 1e-11}
CLOSING = {
    "s6": {"states": 3},
    "gated_linear_attention": {"heads": 3},
    "RetNet": {"heads": 3, "decay": "fixed"},
}
PARALLEL = CLOSING | {"gated_deltanet": {"heads": 3}}


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def build(name: str) -> Cell:
    torch.manual_seed(0)
    kind = "gated_linear_attention" if name == "RetNet" else name
    cell = CELLS[kind](INPUTS, UNITS, **PARALLEL[name]).double().requires_grad_(False)
    for weights in cell.parameters():
        weights.mul_(2)
    return cell


@pytest.mark.parametrize("name", PARALLEL)
@pytest.mark.parametrize("length", [1, 2, 60])
def test_the_parallel_form_of_several_heads_is_the_recurrent_one(name, length):
    cell, x = build(name), random(3, length, INPUTS)
    torch.testing.assert_close(cell.unroll_outputs(x), cell.unroll(x)[..., :UNITS], **CLOSE)


@pytest.mark.parametrize("name", CLOSING)
def test_reading_and_stepping_commute_so_that_a_held_query_s_read_has_dynamics_of_its_own(name):
    cell, x, asked = build(name), random(3, 20, INPUTS), random(INPUTS, seed=5)
    torch.testing.assert_close(cell.readable(asked).unroll(x), cell.read(asked, cell.unroll(x)), **CLOSE)


@pytest.mark.parametrize("name", PARALLEL)
def test_where_x_itself_was_the_last_word_its_held_query_reads_the_output(name):
    cell, asked = build(name), random(INPUTS, seed=5)
    x = torch.cat([random(1, 9, INPUTS), asked.expand(1, 1, -1)], 1)
    held = cell.readable(asked).unroll(x)[0, -1, :UNITS]
    torch.testing.assert_close(held, cell.unroll_outputs(x)[0, -1], **CLOSE)


def test_what_a_held_query_reads_of_gated_deltanet_does_not_tell_its_next_read():
    """Two memories that q* reads alike part at the next word, so that no step leads from read to read."""
    cell, asked = build("gated_deltanet"), random(INPUTS, seed=5)
    query = cell._unit(cell.query(asked))
    s = random(cell.heads, cell.head_size, cell.head_size)
    unseen = random(cell.heads, cell.head_size, seed=1)
    unseen = unseen - (unseen * query).sum(-1, keepdim=True) * query
    other = s + unseen.unsqueeze(-1) * random(cell.heads, 1, cell.head_size, seed=2)
    word = random(INPUTS, seed=3)
    before, after = [], []
    for memory in (s, other):
        h = torch.cat([torch.zeros(UNITS).double(), memory.flatten()])
        before.append(torch.einsum("hk,hkv->hv", query, memory))
        next_memory = cell.step(word, h)[UNITS:].view_as(memory)
        after.append(torch.einsum("hk,hkv->hv", query, next_memory))
    torch.testing.assert_close(*before, **CLOSE)
    assert (after[0] - after[1]).abs().max() > 1e-2
    assert not cell.readable(asked).has_dynamics


@pytest.mark.parametrize("name", ["s6", "gated_linear_attention", "RetNet"])
def test_newton_s_step_ends_at_the_only_fixed_point_at_once(name):
    held = build(name).readable(random(INPUTS, seed=5))
    assert isinstance(held, HeldRead)
    x, h = held.x.expand(4, -1), random(4, UNITS)
    end = h - held.newton_step(x, h, held.step(x, h) - h)
    torch.testing.assert_close(held.step(x, end), end, **CLOSE)
    torch.testing.assert_close(end, end[:1].expand_as(end), **CLOSE)


def test_decays_are_products_of_the_shares_kept_since():
    log_kept = torch.log(torch.tensor([0.5, 0.25, 0.1], dtype=torch.float64))
    expected = torch.tensor([[1, 0, 0], [0.25, 1, 0], [0.025, 0.1, 1]], dtype=torch.float64)
    torch.testing.assert_close(torch.exp(decays(log_kept)), expected)


@pytest.mark.parametrize(("positions", "layers"), [(True, 1), (True, 3), (False, 2)])
def test_a_transformer_s_state_after_a_prefix_is_what_it_reads_of_the_prefix_alone(positions, layers):
    torch.manual_seed(0)
    cell = CELLS["transformer"](INPUTS, UNITS, layers=layers, heads=3, positions=positions).double()
    x = random(2, 9, INPUTS)
    for t in (1, 4, 9):
        torch.testing.assert_close(cell.unroll(x[:, :t])[:, -1], cell.unroll(x)[:, t - 1], **CLOSE)
    assert not cell.has_step
    assert not cell.has_dynamics


def test_one_layer_without_positions_does_not_see_the_order_of_what_came_before_and_with_them_it_does():
    x = random(2, 9, INPUTS)
    shuffled = torch.cat([x[:, [3, 1, 7, 0, 5, 2, 6, 4]], x[:, 8:]], 1)
    for positions in (False, True):
        torch.manual_seed(0)
        cell = CELLS["transformer"](INPUTS, UNITS, layers=1, heads=3, positions=positions).double()
        moved = (cell.unroll(x) - cell.unroll(shuffled))[:, -1].abs().max()
        assert (moved > 1e-4) == positions
