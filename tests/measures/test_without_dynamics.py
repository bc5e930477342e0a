"""A network without dynamics goes through the whole analysis: its geometry is measured, and no dynamics are made up."""

import numpy as np
import pytest
import torch
from conftest import train_small

from rnn_geometry.files import write_arrays, write_json
from rnn_geometry.measures import corners, effects, fixed_points, memory, modes
from rnn_geometry.measures.dimension import measure_spread
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import EffectsOptions, MemoryOptions, ModesOptions, PointsOptions
from rnn_geometry.measures.readouts import measure_readouts
from rnn_geometry.measures.states import last_states, visited_states
from rnn_geometry.shapes import Simplex

TASK = {"shape": "simplex", "classes": ["a", "b", "c"], "outputs": 3, "multilabel": False, "expected_dimension": 2}
TASK |= {"length_median": 16.0, "length_p95": 20.0}
OPTIONS = EffectsOptions(points=16, mode_points=8, states=12, texts=40, arrows=4, words_each=1, grid=5)
OF_DYNAMICS = ("neutral_ratio", "readout_cosine", "evidence_agreement", "slow_modes_cosine", "slow_subspace_cosine", "step_r2")
OF_DYNAMICS += ("final_logits_r2", "linear_agreement", "accuracy_kept_throughout", "accuracy_removed_throughout")


@pytest.fixture(params=[False, True], ids=["linear", "hidden"])
def subject(request, test_texts, words) -> NetworkSubject:
    """Mean-pooled word vectors that have learnt to tell three classes, with no points yet."""
    network = train_small("mean_pool", hidden=request.param).network
    x = network.embedding.weight[2]
    visited = visited_states(network, test_texts[:60], x)
    texts = {"texts": test_texts[:60], "held_out": test_texts}
    return NetworkSubject(TASK, trained=network, x=x, visited=visited, words=words, **texts)


@pytest.fixture
def searched(subject) -> NetworkSubject:
    """The same after the search for its points."""
    subject.points = fixed_points.measure(subject, PointsOptions(starts=40), np.random.default_rng(0)).arrays
    return subject


def test_its_visited_states_are_what_the_readout_sees(subject, test_texts):
    visited, network = subject.visited, subject.network
    assert visited["states"].shape[1] == visited["readouts"].shape[1] == network.cell.hidden_size
    tokens = torch.from_numpy(test_texts.tokens[:1, : test_texts.lengths[0]]).long()
    seen = network.cell.unroll_outputs(network.embedding(tokens))[0]
    np.testing.assert_allclose(visited["states"][visited["text"] == 0], seen, atol=1e-6)
    read = network.predict(network.logits(last_states(network, test_texts[:60], batch=7)))
    np.testing.assert_array_equal(read, visited["predicted"])


def test_no_slow_and_no_fixed_points_are_sought(subject, tmp_path):
    found = fixed_points.measure(subject, PointsOptions(starts=40), np.random.default_rng(0))
    counts = ("starts", "starts_not_converged", "slow_points", "fixed_points", "fixed_outliers")
    assert {name: found.record[name] for name in counts} == dict.fromkeys(counts, 0)
    assert all(np.isnan(value) for name, value in found.record.items() if name not in counts)
    assert found.arrays["slow_states"].shape == found.arrays["fixed_states"].shape == (0, 24)
    write_json(tmp_path / "fixed_points.json", found.record)
    write_arrays(tmp_path / "fixed_points.safetensors", found.arrays)


def test_it_has_no_modes_and_no_corners(searched):
    rng = np.random.default_rng(0)
    record = modes.measure(searched, ModesOptions(), rng).record
    assert all(np.isnan(record[name]) for name in ("integration_modes_median", "tau_integrating", "gap", "spectral_radius"))
    assert record["stable_fixed_points"] == record["unstable_fixed_points"] == 0
    searched.index = np.zeros(0, int)
    found = corners.measure(searched, None, rng).record
    assert found["corners_found"] == found["corners_stable"] == 0
    assert np.isnan(found["edge_variation"])


def test_a_word_s_effect_is_the_same_at_every_age(subject, test_texts):
    subject.texts = test_texts
    found = memory.measure(subject, MemoryOptions(), np.random.default_rng(0))
    assert found.record["memory_effect"] > 0.5
    assert found.record["memory_kept"] == pytest.approx(1, abs=0.15)


def test_its_geometry_is_that_of_a_simplex_all_the_same(subject):
    assert measure_spread(subject.visited["states"])["components_95"] == 2
    readouts = measure_readouts(subject.visited["readouts"], subject.visited["states"], Simplex.of(3))
    assert readouts["angle_mean"] == pytest.approx(120, abs=5)


def test_of_its_effects_those_are_known_that_take_no_step(searched, tmp_path):
    found = effects.measure(searched, OPTIONS, np.random.default_rng(0))
    record = found.record
    assert all(np.isnan(record[name]) for name in OF_DYNAMICS)
    assert record["real_accuracy"] > 0.9
    assert record["readable_agreement"] == 1
    assert record["accuracy_kept_at_end"] > 0.9
    assert record["accuracy_removed_at_end"] < 0.5
    assert record["sufficient_components"] == 2
    assert 0 < record["neutral_ratio_visited"] < 1
    assert not [name for name in found.arrays if name.startswith("flow")]
    write_json(tmp_path / "effects.json", record)
    write_arrays(tmp_path / "effects.safetensors", found.arrays, found.about)
