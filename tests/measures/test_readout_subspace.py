"""The share of the variance that is read: of clouds that lie within the readouts' span, beside it, and anywhere."""

import numpy as np
import pytest

from rnn_geometry.measures.readout_subspace import measure, share_within, span_of
from rnn_geometry.measures.subject import Subject

RNG = np.random.default_rng(0)
PLANE = np.linalg.qr(RNG.standard_normal((8, 8)))[0]  # two columns for the readouts, six beside them
CORNERS = np.array([[1.0, 0.0], [-0.5, 0.8], [-0.5, -0.8]])


def of(states: np.ndarray, readouts: np.ndarray) -> dict[str, float]:
    visited = {"states": states, "readouts": readouts, "text": np.repeat(np.arange(len(states) // 4), 4)}
    return measure(Subject({}, visited=visited), None, RNG).record


def test_states_that_are_nothing_but_logits_have_all_their_variance_there():
    record = of(RNG.standard_normal((400, 2)) @ PLANE[:, :2].T + 3, CORNERS @ PLANE[:, :2].T)
    assert record["readout_share"] == pytest.approx(1)
    assert record["readout_share_final"] == pytest.approx(1)
    assert record["readout_share_random"] == 2 / 8


def test_states_that_readouts_do_not_see_have_none_there():
    assert of(RNG.standard_normal((400, 6)) @ PLANE[:, 2:].T, CORNERS @ PLANE[:, :2].T)["readout_share"] == pytest.approx(0)


def test_a_round_cloud_has_as_much_there_as_in_any_plane():
    record = of(RNG.standard_normal((40000, 8)), CORNERS @ PLANE[:, :2].T)
    assert record["readout_share"] == pytest.approx(record["readout_share_random"], abs=0.01)


def test_what_all_readouts_share_is_not_read_by_a_softmax():
    shared = CORNERS @ PLANE[:, :2].T + 5 * PLANE[:, 2]
    assert span_of(shared).shape == (8, 2)
    assert share_within(RNG.standard_normal((50, 1)) * PLANE[:, 2], span_of(shared)) == pytest.approx(0)


@pytest.mark.parametrize("value", [1.0, 0.1, np.float32(0.1), 1 / 3])  # of most the mean is rounded
def test_states_that_never_move_have_no_variance_to_share(value):
    assert np.isnan(of(np.full((1000, 8), value), CORNERS @ PLANE[:, :2].T)["readout_share"])


def test_readouts_of_no_length_span_nothing():
    assert of(RNG.standard_normal((40, 8)), np.zeros((3, 8)))["readout_share"] == 0
