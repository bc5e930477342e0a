"""What comes back of a disturbance, on networks of which it is known."""

import numpy as np
import pytest
import torch
from conftest import VOCABULARY, Integrator, plant, train_small

from rnn_geometry.files import write_arrays, write_json
from rnn_geometry.measures import contraction
from rnn_geometry.measures.contraction import NAMES
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import ContractionOptions
from rnn_geometry.measures.states import visited_states
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.targets import Softmax

TASK = {"shape": "simplex", "classes": ["a", "b", "c"], "outputs": 3, "multilabel": False, "expected_dimension": 2}
OPTIONS = ContractionOptions(starts=100)


def as_it_begins() -> Classifier:
    torch.manual_seed(0)
    options = {"hidden_size": 24, "vocabulary_size": len(VOCABULARY), "target": Softmax(3), "readout_bias": False}
    return Classifier(cell="gru", embedding="one-hot", **options).requires_grad_(False)


@pytest.fixture
def taken(train_texts, test_texts):
    """What the measure finds of a network whose neutral word is "the"."""

    def take(network, options=OPTIONS):
        x = network.embedding.weight[2]
        visited = visited_states(network, test_texts[:80], x)
        subject = NetworkSubject(TASK, trained=network, train_texts=train_texts, x=x, visited=visited)
        return contraction.measure(subject, options, np.random.default_rng(0))

    return take


def test_of_an_integrator_all_stays_along_the_plane_and_beside_it_as_much_as_its_eigenvalues_say(taken):
    found = taken(plant().network)
    assert found.record["tangential_left"] == pytest.approx(1)
    assert found.record["manifold_drift"] == pytest.approx(0, abs=1e-9)
    assert 0.5**10 / 4 < found.record["normal_left"] < 0.5**10  # at most that of its slowest direction
    assert found.record["normal_rate"] > np.log(2)
    assert found.record["tangential_rate"] == pytest.approx(0, abs=1e-9)
    assert found.record["normal_over_tangential"] == pytest.approx(found.record["normal_left"])
    assert found.arrays["tangential"].shape == found.arrays["normal"].shape == (OPTIONS.words + 1,)


@pytest.mark.parametrize("kept", [0.9, 1.05])
def test_a_plane_that_leaks_or_grows_is_measured_as_it_does(taken, kept):
    record = taken(plant(kept).network).record
    assert record["tangential_left"] == pytest.approx(kept**10)
    assert record["tangential_rate"] == pytest.approx(-np.log(kept))


def test_an_affine_recurrence_that_forgets_evenly_has_nothing_that_attracts(taken):
    network = plant().network
    network.cell = Integrator(0.8 * np.eye(6), network.cell.inputs.numpy())
    record = taken(network).record
    assert record["normal_over_tangential"] == pytest.approx(1)
    assert record["normal_left"] == pytest.approx(0.8**10)


def test_a_clock_drifts_by_what_every_word_adds(taken):
    network = plant().network
    step = 0.3 * plant().plane[:, 0]
    inputs = network.cell.inputs.numpy().copy()
    inputs[:, VOCABULARY.index("the")] = step
    network.cell = Integrator(network.cell.recurrent.numpy(), inputs)
    drift = taken(network).record["manifold_drift"]
    visited = drift and 0.3 / drift  # the spread that it is told in
    assert 0.5 < visited < 10
    half = taken(network, ContractionOptions(starts=100, words=5)).record["manifold_drift"]
    assert half == pytest.approx(drift)


def test_the_size_of_a_disturbance_does_not_matter_to_a_linear_network(taken):
    small, large = (taken(plant().network, ContractionOptions(starts=100, size=size)).record for size in (0.01, 1.0))
    assert small == pytest.approx(large, rel=1e-6)


def test_a_trained_network_attracts_and_an_untrained_one_forgets_all_alike(taken):
    trained, untrained = taken(train_small("gru").network).record, taken(as_it_begins()).record
    assert trained["normal_over_tangential"] < 0.5 < untrained["normal_over_tangential"]
    assert trained["tangential_left"] > 0.3 > 0.1 > untrained["tangential_left"]  # small, and trained for a second


def test_without_dynamics_nothing_is_known(taken, tmp_path):
    found = taken(train_small("mean_pool", hidden=False).network)
    assert found.record == pytest.approx(dict.fromkeys(NAMES, float("nan")), nan_ok=True)
    write_json(tmp_path / "contraction.json", found.record)
    write_arrays(tmp_path / "contraction.safetensors", found.arrays)
    assert torch.isnan(torch.from_numpy(found.arrays["normal"])).all()
