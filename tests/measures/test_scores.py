"""What the axes of the states stand for, on states that are made of scores."""

import numpy as np
import pytest
from scipy.stats import ortho_group

from rnn_geometry.measures.scores import measure_scores

TEXTS = 2000


def scores_of(count: int, seed: int = 0) -> np.ndarray:
    """Uncorrelated scores [n, K], the first of them spread the widest."""
    return np.random.default_rng(seed).standard_normal((TEXTS, count)) * (3 * 0.5 ** np.arange(count)) + 7


def axes(dimension: int, ambient: int = 12) -> np.ndarray:
    return ortho_group.rvs(ambient, random_state=0)[:dimension]


def noise(ambient: int = 12) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((TEXTS, ambient))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_states_that_are_linear_in_the_scores_tell_them_all(count):
    scores = scores_of(count)
    stretched = scores @ np.random.default_rng(2).standard_normal((count, count)) @ axes(count) - 4
    assert measure_scores(stretched, scores, count)["score_r2"] == pytest.approx(1)


def test_states_that_have_nothing_to_do_with_the_scores_tell_none():
    record = measure_scores(noise(), scores_of(2), 2)
    assert 0 <= record["score_r2"] < 0.01
    assert max(value for name, value in record.items() if name.startswith("axis")) < 0.1


def test_fewer_dimensions_than_scores_tell_their_share_of_the_variance():
    scores = scores_of(2)
    share = scores[:, 0].var() / scores.var(axis=0).sum()
    assert measure_scores(scores @ axes(2), scores, 1)["score_r2"] == pytest.approx(share, abs=0.01)


def test_each_axis_of_a_planted_plane_correlates_with_the_score_laid_along_it():
    scores = scores_of(2) * np.array([1, -1])  # a correlation is taken without its sign
    record = measure_scores(scores @ axes(2) + 0.1 * noise(), scores, 2)
    assert record["axis_1_score_1"] > 0.99
    assert record["axis_2_score_2"] > 0.99
    assert max(record["axis_1_score_2"], record["axis_2_score_1"]) < 0.1


def test_a_correlation_is_numpy_s_of_the_principal_component():
    scores = scores_of(2)
    states = scores @ np.random.default_rng(3).standard_normal((2, 12)) + noise()
    record = measure_scores(states, scores, 2)
    vectors = np.linalg.eigh(np.cov(states.T))[1][:, ::-1]
    for i in (0, 1):
        for j in (0, 1):
            expected = abs(np.corrcoef(states @ vectors[:, i], scores[:, j])[0, 1])
            assert record[f"axis_{i + 1}_score_{j + 1}"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("states", "scores"),
    [
        (noise(), np.empty((TEXTS, 0))),
        (np.full((TEXTS, 12), 0.1), scores_of(2)),
        (np.full((TEXTS, 12), 0.1, np.float32), scores_of(2)),
        (0.1 + 1e-16 * noise(), scores_of(2)),
    ],
    ids=["no scores", "states all the same", "the same in float32", "the same but for rounding"],
)
def test_without_scores_or_any_spread_of_states_nothing_is_measured(states, scores):
    assert np.isnan(list(measure_scores(states, scores, 2).values())).all()


def test_a_single_score_has_no_correlation_with_a_second():
    record = measure_scores(noise(), scores_of(1), 1)
    assert np.isnan([record["axis_1_score_2"], record["axis_2_score_2"]]).all()
    assert np.isfinite([record["score_r2"], record["axis_1_score_1"], record["axis_2_score_1"]]).all()
