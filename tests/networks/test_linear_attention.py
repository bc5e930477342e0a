"""Linear attention: two forms of one network, a memory that only grows, and the readable state that has dynamics of its own."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from rnn_geometry.engine.fixed_points import find_fixed_points, find_slow_points, run_to_the_end
from rnn_geometry.engine.points import speed
from rnn_geometry.engine.update import at_constant_input
from rnn_geometry.networks.cells import LinearAttention

INPUTS, UNITS = 5, 12
VARIANTS = [(1, 0), (3, 0), (12, 0), (1, 7), (4, 7)]  # heads, feed-forward units
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


def build(heads: int = 1, feedforward: int = 0, scale: float = 3.0) -> LinearAttention:
    torch.manual_seed(0)
    cell = LinearAttention(INPUTS, UNITS, heads, feedforward).double().requires_grad_(False)
    for weights in cell.parameters():
        weights.mul_(scale)
    return cell


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def by_definition(cell: LinearAttention, x: torch.Tensor) -> torch.Tensor:
    """Outputs [T, H] for a text [T, I]: each head a mean of the values so far, weighted by phi(q) . phi(k), one by one."""
    query, key = nn.functional.elu(cell.query(x)) + 1, nn.functional.elu(cell.key(x)) + 1
    value, size, outputs = cell.value(x), UNITS // cell.heads, []
    for t in range(len(x)):
        means = []
        for head in range(cell.heads):
            part = slice(head * size, (head + 1) * size)
            weights = torch.stack([query[t, part] @ key[s, part] for s in range(t + 1)])
            means.append(weights / weights.sum() @ value[: t + 1, part])
        outputs.append(torch.cat(means))
    o = torch.stack(outputs)
    return o + cell.feedforward(o) if cell.feedforward else o


@pytest.mark.parametrize(("heads", "feedforward"), VARIANTS)
@settings(max_examples=5)
@given(length=st.integers(1, 40), seed=st.integers(0, 99))
def test_parallel_and_recurrent_form_are_both_the_definition(heads, feedforward, length, seed):
    cell, x = build(heads, feedforward), random(3, length, INPUTS, seed=seed)
    expected = torch.stack([by_definition(cell, text) for text in x])
    torch.testing.assert_close(cell.unroll_outputs(x), expected, **CLOSE)
    torch.testing.assert_close(cell.unroll(x)[..., :UNITS], expected, **CLOSE)


@pytest.mark.parametrize(("heads", "feedforward"), VARIANTS)
def test_the_state_counts_output_memory_and_its_weight(heads, feedforward):
    cell = build(heads, feedforward)
    assert cell.state_size == UNITS + UNITS * UNITS // heads + UNITS
    assert cell.unroll(random(2, 3, INPUTS)).shape == (2, 3, cell.state_size)


@pytest.mark.parametrize(("heads", "feedforward"), VARIANTS)
def test_its_recurrent_jacobian_is_the_identity_on_its_memory_and_nothing_reads_the_old_output(heads, feedforward):
    cell = build(heads, feedforward)
    jacobian = cell.recurrent_jacobian(random(4, INPUTS), cell.unroll(random(4, 9, INPUTS))[:, -1])
    assert torch.equal(jacobian[:, UNITS:, UNITS:], torch.eye(cell.state_size - UNITS, dtype=torch.float64).expand(4, -1, -1))
    assert not jacobian[:, :, :UNITS].any()
    assert jacobian[:, :UNITS, UNITS:].any()


def test_its_memory_has_no_fixed_point_and_a_search_says_so():
    cell = build()
    starts = cell.unroll(random(5, 9, INPUTS))[:, -1]
    points = run_to_the_end(at_constant_input(cell, torch.zeros(INPUTS).double()), starts, tolerance=1e-16, rounds=3)
    assert torch.isfinite(points.states).all()
    assert (points.speeds > 1e-3).all()


@pytest.mark.parametrize("scale", [1.0, 300.0])
def test_the_first_word_is_read_whole_however_little_its_key_answers_the_query(scale):
    cell = build(scale=scale).float()
    x = random(50, 1, INPUTS).float()
    outputs = cell.unroll_outputs(x)[:, 0]
    assert torch.isfinite(outputs).all()
    torch.testing.assert_close(outputs, cell.value(x)[:, 0], rtol=1e-4, atol=1e-4)


def test_heads_that_do_not_divide_the_units_are_refused():
    with pytest.raises(ValueError, match="heads is 5, but must divide hidden_size, which is 12"):
        LinearAttention(INPUTS, UNITS, heads=5)


# What is read at a held query


@pytest.fixture(params=VARIANTS, ids=lambda pair: f"{pair[0]} heads, feed-forward {pair[1]}")
def pair(request):
    """An attention, and what the query of an input x* reads of it."""
    attention = build(*request.param)
    return attention, attention.readable(random(INPUTS, seed=5))


def test_the_readable_state_needs_an_input_to_be_read_at():
    with pytest.raises(ValueError, match="constant input"):
        build().readable(None)


def test_reading_and_stepping_commute_so_that_the_readable_state_has_dynamics_of_its_own(pair):
    attention, readable = pair
    x = random(4, 15, INPUTS, seed=2)
    torch.testing.assert_close(attention.read(readable.x, attention.unroll(x)), readable.unroll(x), **CLOSE)
    torch.testing.assert_close(attention.read(readable.x, attention.initial_state(2)), readable.initial_state(2), **CLOSE)


def test_the_first_numbers_of_the_readable_state_are_the_attention_s_output_to_the_held_query(pair):
    attention, readable = pair
    x = random(1, 6, INPUTS, seed=3)
    asked = torch.cat([x, readable.x.expand(1, 1, -1)], 1)
    before, after = readable.unroll(asked)[0, -2:]
    torch.testing.assert_close(attention.unroll_outputs(asked)[0, -1], after[:UNITS], **CLOSE)
    torch.testing.assert_close(attention.read(readable.x, attention.unroll(x)[0, -1]), before, **CLOSE)


def test_closed_form_jacobians_of_the_readable_state_are_those_of_automatic_differentiation(pair):
    _, readable = pair
    x, h = random(6, INPUTS, seed=4), readable.unroll(random(6, 9, INPUTS))[:, -1] + 0.1 * random(6, readable.state_size)
    for name in ("recurrent_jacobian", "input_jacobian"):
        torch.testing.assert_close(getattr(readable, name)(x, h), getattr(super(type(readable), readable), name)(x, h), **CLOSE)


def test_the_weight_of_the_constant_input_falls_as_one_over_the_words_read(pair):
    attention, readable = pair
    text = readable.x.expand(1, 50, -1)
    alphas = readable.unroll(text)[0, :, -attention.heads :]
    words = torch.arange(1, 51, dtype=torch.float64)
    torch.testing.assert_close(alphas, (1 / (1 + words)).unsqueeze(-1).expand_as(alphas))


def test_every_readable_state_of_weight_zero_is_fixed_and_none_of_its_directions_grows(pair):
    attention, readable = pair
    states = readable.unroll(random(20, 9, INPUTS))[:, -1]
    r = states[:, -UNITS - attention.heads : -attention.heads]
    outputs = [attention.output(r)] if attention.feedforward else []
    frozen = torch.cat([*outputs, r, torch.zeros(20, attention.heads).double()], -1)
    x = readable.x.expand(20, -1)
    torch.testing.assert_close(readable.step(x, frozen), frozen, rtol=0, atol=1e-14)
    moduli = torch.linalg.eigvals(readable.recurrent_jacobian(x, frozen)).abs()
    assert ((moduli == 1).sum(-1) == UNITS + attention.heads).all()  # exactly: rounding must not make them unstable
    assert ((moduli == 0).sum(-1) == states.shape[1] - UNITS - attention.heads).all()  # the output, computed anew


def test_time_constants_are_the_text_so_far():
    readable = build().readable(random(INPUTS, seed=5))
    h = readable.unroll(readable.x.expand(1, 40, -1))[:, -1]
    moduli = torch.linalg.eigvals(readable.recurrent_jacobian(readable.x[None], h)).abs()[0].sort(descending=True)[0]
    torch.testing.assert_close(moduli[:UNITS], torch.full((UNITS,), 1 - 1 / 41, dtype=torch.float64), **CLOSE)
    assert moduli[UNITS].item() == pytest.approx((1 + 1 / 41) ** -2)


def test_neutral_words_dilute_what_was_read_and_only_in_proportion_to_the_text():
    readable = build().readable(random(INPUTS, seed=5))
    text = torch.cat([random(1, 10, INPUTS), readable.x.expand(1, 90, -1)], 1)
    r = readable.unroll(text)[0, :, :UNITS]
    value, weights = readable._weigh(readable.x)[-1][0], readable.unroll(text)[0, :, -1]
    left = (r[99] - value).norm() / (r[9] - value).norm()
    own = 1 / weights[9] - 1  # the weight of the text so far, in words of the constant input
    assert left.item() == pytest.approx((own / (own + 90)).item())


# The search on its marginal dynamics


def test_each_start_ends_at_a_fixed_point_of_its_own_that_reads_what_the_start_reads(pair):
    readable = pair[1]
    states = readable.unroll(random(60, 20, INPUTS))[:, -1]
    update = at_constant_input(readable, readable.x)
    found = find_fixed_points(update, states, states)
    assert (found.ends.speeds <= 1e-16).all()
    torch.testing.assert_close(found.ends.states[:, :UNITS], states[:, :UNITS], rtol=0, atol=1e-9)
    assert len(found.points) > 50  # no point is special: they merge only where starts are close
    assert (found.ends.iterations <= 2).all()


def test_slow_points_stay_where_they_started_but_for_the_weight_of_what_comes_next(pair):
    attention, readable = pair
    states = readable.unroll(random(60, 20, INPUTS))[:, -1]
    update = at_constant_input(readable, readable.x)
    limit = 0.05 * float(speed(update.step, states).median())
    slow = find_slow_points(update, states, tolerance=limit)
    assert (slow.speeds <= limit).all()
    moved = (slow.states - states)[:, :UNITS].norm(dim=-1)
    spread = states[:, :UNITS].var(0).sum().sqrt()
    assert moved.median() < 0.25 * spread
    assert (slow.states[:, -attention.heads :] > -0.01).all()


@settings(max_examples=20)
@given(seed=st.integers(0, 99), scale=st.sampled_from([0.1, 1.0, 10.0]))
def test_from_anywhere_a_search_stays_finite_and_converges(seed, scale):
    readable = build(3).readable(random(INPUTS, seed=5))
    starts = scale * random(20, readable.state_size, seed=seed)
    points = run_to_the_end(at_constant_input(readable, readable.x), starts, tolerance=1e-16)
    assert torch.isfinite(points.states).all()
    assert (points.speeds <= 1e-16).all()
