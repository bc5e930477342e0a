"""The linearised network: exact where the network is linear, first-order where it is not."""

from copy import deepcopy

import numpy as np
import pytest
import torch

from rnn_geometry.engine.linearisation import linearise, r2, unroll


def random_states(count: int, size: int, seed: int = 0) -> torch.Tensor:
    return torch.from_numpy(0.3 * np.random.default_rng(seed).standard_normal((count, size)))


@pytest.fixture
def exact(trained):
    """The trained network in float64, its zero input, three points."""
    cell = deepcopy(trained.network.cell).double().requires_grad_(False)
    return cell, torch.zeros(6, dtype=torch.float64), random_states(3, cell.state_size)


def test_at_its_points_the_linearised_step_is_the_step(exact):
    cell, x, points = exact
    linear = linearise(cell, x, points)
    expected = cell.step(x.expand(3, -1), points)
    torch.testing.assert_close(linear.step(x.expand(3, -1), points), expected)
    torch.testing.assert_close(linear.step_in_state(x.expand(3, -1), points), expected)


def test_near_its_points_the_error_is_of_second_order(exact):
    cell, x, points = exact
    linear = linearise(cell, x, points)
    errors = []
    for size in (1e-2, 1e-3):
        h, inputs = points + size * random_states(3, cell.state_size, 1), x + size * random_states(3, 6, 2)
        errors.append((linear.step(inputs, h) - cell.step(inputs, h)).norm())
        assert errors[-1] < (linear.images - cell.step(inputs, h)).norm() * 10 * size
    assert errors[1] / errors[0] == pytest.approx(1e-2, rel=0.3)


def test_linear_in_the_state_alone_is_exact_for_any_word_at_its_points(exact):
    cell, x, points = exact
    words = 3 * random_states(3, 6, 2)
    torch.testing.assert_close(linearise(cell, x, points).step_in_state(words, points), cell.step(words, points))


def test_each_state_is_linearised_at_the_nearest_point(exact):
    cell, x, points = exact
    linear = linearise(cell, x, points)
    h = points[[2, 0, 0, 1]] + 1e-3
    assert linear.nearest(h).tolist() == [2, 0, 0, 1]
    alone = linearise(cell, x, points[2:])
    torch.testing.assert_close(linear.step(x.expand(4, -1), h)[0], alone.step(x.expand(1, -1), h[:1])[0])


def test_first_order_deflections_are_the_slopes_of_the_step(exact):
    cell, x, points = exact
    words = random_states(4, 6, 3)
    first_order = linearise(cell, x, points).deflections(words)
    small = 1e-6
    moved = cell.step(x + small * (words[1] - x).expand(3, -1), points) - cell.step(
        x - small * (words[1] - x).expand(3, -1), points
    )
    torch.testing.assert_close(first_order[1], moved / (2 * small), rtol=1e-6, atol=1e-8)


def test_texts_are_unrolled_to_their_last_word(trained, test_texts):
    network, texts = trained.network, test_texts[:40]
    inputs, lengths = network.embedding(torch.from_numpy(texts.tokens).long()), torch.from_numpy(texts.lengths)
    ends = unroll(network.cell.step, inputs, lengths, network.cell.initial_state(1)[0])
    expected = network.states(torch.from_numpy(texts.tokens).long())[torch.arange(40), lengths.long() - 1]
    torch.testing.assert_close(ends, expected, rtol=1e-4, atol=1e-5)


def test_r2_is_one_for_the_truth_zero_for_the_mean_and_unknown_where_nothing_varies():
    true = random_states(20, 3)
    assert r2(true, true) == 1
    assert r2(true.mean(0).expand(20, -1), true) == pytest.approx(0)
    assert np.isnan(r2(true, torch.ones(20, 3)))
    assert np.isnan(r2(true / 0, true))


def test_without_points_nothing_is_deflected_and_no_step_is_known(exact):
    cell, x, points = exact
    linear = linearise(cell, x, points[:0])
    assert linear.deflections(torch.eye(6).double()).shape == (6, 0, cell.state_size)
    assert linear.step(x.expand(3, -1), points).isnan().all()
