"""Softmax attention: the mean that it is, and the dynamics of what a held query reads of it, whatever the kernel."""

import pytest
import torch
from torch import nn

from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.networks.cells import Cell, SoftmaxAttention
from rnn_geometry.networks.cells.attention import Attention
from rnn_geometry.networks.cells.held_query import HeldQuery
from rnn_geometry.networks.cells.kernels import KERNELS

INPUTS, UNITS = 5, 12
CLOSE = {"rtol": 1e-10, "atol": 1e-12}
WEIGHTS = {  # by their definitions, of a query and a key [d]
    "elu": lambda query, key: (nn.functional.elu(query) + 1) @ (nn.functional.elu(key) + 1),
    "exp": lambda query, key: torch.exp(query @ key / len(key) ** 0.5),
    "gaussian": lambda query, key: torch.exp(-((query - key) ** 2).sum() / (2 * len(key) ** 0.5)),
}
EACH = pytest.mark.parametrize("kernel", KERNELS)


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def build(kernel: str = "exp", heads: int = 3, feedforward: int = 7, scale: float = 3.0) -> Attention:
    torch.manual_seed(0)
    cell = SoftmaxAttention(INPUTS, UNITS, heads, feedforward, kernel).double().requires_grad_(False)
    for weights in cell.parameters():
        weights.mul_(scale)
    return cell


def mean_at(cell: Attention, kernel: str, asked: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
    """What the query of an input [I] reads of a text [T, I], by definition: each head a weighted mean of the values [H]."""
    query, key, value = cell.query(asked), cell.key(text), cell.value(text)
    means = []
    for part in (slice(first, first + cell.head_size) for first in range(0, UNITS, cell.head_size)):
        weights = torch.stack([WEIGHTS[kernel](query[part], word[part]) for word in key])
        means.append(weights / weights.sum() @ value[:, part])
    return torch.cat(means)


@EACH
@pytest.mark.parametrize(("heads", "feedforward"), [(1, 0), (3, 7)])
def test_every_output_is_the_mean_by_definition(kernel, heads, feedforward):
    cell, text = build(kernel, heads, feedforward), random(9, INPUTS)
    expected = torch.stack([cell.output(mean_at(cell, kernel, text[t], text[: t + 1])) for t in range(9)])
    torch.testing.assert_close(cell.unroll_outputs(text[None])[0], expected, **CLOSE)


@EACH
@pytest.mark.parametrize(("heads", "feedforward"), [(1, 0), (3, 7)])
def test_a_held_query_reads_the_same_mean_step_by_step(kernel, heads, feedforward):
    cell, text, asked = build(kernel, heads, feedforward), random(9, INPUTS), random(INPUTS, seed=5)
    states = cell.readable(asked).unroll(text[None])[0]
    for t in range(9):
        mean = mean_at(cell, kernel, asked, text[: t + 1])
        torch.testing.assert_close(states[t, -UNITS - heads : -heads], mean, **CLOSE)
        torch.testing.assert_close(states[t, :UNITS], cell.output(mean), **CLOSE)


def test_the_network_itself_has_no_step_and_its_readable_state_has():
    cell = build()
    assert not cell.has_step
    assert cell.has_dynamics
    with pytest.raises(NotImplementedError):
        cell.step(random(2, INPUTS), random(2, UNITS))
    assert cell.readable(random(INPUTS)).has_step


@EACH
def test_closed_form_jacobians_are_those_of_automatic_differentiation_at_the_constant_input_too(kernel):
    held = build(kernel).readable(random(INPUTS, seed=5))
    x = torch.cat([random(5, INPUTS, seed=4), held.x[None]])
    h = held.unroll(random(6, 9, INPUTS))[:, -1] + 0.1 * random(6, held.state_size)
    for name in ("recurrent_jacobian", "input_jacobian"):
        torch.testing.assert_close(getattr(held, name)(x, h), getattr(Cell, name)(held, x, h), **CLOSE)


@pytest.mark.parametrize("asked", [1.0, -1.0], ids=["x* as heavy as any word", "x* as light as any word"])
def test_weights_beyond_the_range_of_the_precision_are_read_as_what_outweighs_all_else(asked):
    """Words of e^300 and e^-300: single precision ends at e^88."""
    cell = build(heads=1, feedforward=0).float()
    cell.kernel = lambda query, key: 300 * (key[..., 0] + 0 * query[..., 0]).sign()
    cell.key.weight.zero_()[0] = 1
    cell.key.bias.zero_()
    held = cell.readable(torch.full((INPUTS,), asked))
    light, heavy = -torch.ones(1, INPUTS), torch.ones(1, INPUTS)
    text = torch.stack([light, heavy, light, heavy], 1)
    states = held.unroll(text)
    assert torch.isfinite(states).all()
    for t, word in enumerate((light, heavy, heavy, heavy)):
        torch.testing.assert_close(states[:, t, :UNITS], cell.value(word))
        torch.testing.assert_close(cell.unroll(text)[:, t], cell.value(word))


def test_its_fixed_points_are_a_continuum_as_linear_attentions_are():
    held = build(heads=1, feedforward=0).readable(random(INPUTS, seed=5))
    h = held.unroll(random(20, 9, INPUTS))[:, -1]
    h[:, -1] = 0
    update = at_constant_input(held, held.x)
    assert torch.equal(update.step(h), h)
    assert isinstance(held, HeldQuery)
