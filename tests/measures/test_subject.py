"""A subject reads what it is asked for, when it is asked, and takes what is known already."""

import numpy as np
import pytest
import torch

from rnn_geometry.files import write_arrays
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.states import visited_states
from rnn_geometry.measures.subject import Subject
from rnn_geometry.networks.classifier import save_network
from rnn_geometry.shapes import Simplex
from rnn_geometry.tasks.encoded import Splits, save_splits, write_vocabulary

TASK = {"shape": "simplex", "outputs": 3, "multilabel": False, "expected_dimension": 2}


def test_a_part_that_is_not_asked_for_is_not_read(tmp_path):
    write_arrays(tmp_path / "states.safetensors", {"states": np.eye(2)})
    subject = Subject(TASK, {"states": tmp_path / "states.safetensors", "fixed_points": tmp_path / "absent.safetensors"})
    assert subject.shape == Simplex.of(3)
    assert subject.visited["states"].tolist() == [[1, 0], [0, 1]]
    with pytest.raises(FileNotFoundError, match="absent"):
        subject.points  # noqa: B018


def test_what_is_known_takes_the_place_of_a_file():
    subject = Subject(TASK, visited={"states": np.zeros((3, 2))})
    assert subject.visited["states"].shape == (3, 2)
    subject.points = {"slow_states": np.ones((1, 2))}
    assert subject.points["slow_states"].tolist() == [[1, 1]]


@pytest.fixture
def files(trained_gru, train_texts, test_texts, vocabulary, tmp_path) -> dict:
    names = ("network", "states", "texts", "fixed_points")
    files = {name: tmp_path / f"{name}.safetensors" for name in names} | {"vocabulary": tmp_path / "vocabulary.csv"}
    save_network(files["network"], trained_gru.network, trained_gru.architecture, {})
    save_splits(files["texts"], Splits(train_texts, test_texts[:1], test_texts))
    write_vocabulary(files["vocabulary"], vocabulary)
    visited = visited_states(trained_gru.network, test_texts[:9])
    write_arrays(files["states"], visited)
    write_arrays(files["fixed_points"], {"slow_states": visited["states"][:4].astype(float), "fixed_states": np.zeros((0, 24))})
    return files


def test_a_network_is_read_with_its_texts_words_input_and_points(trained_gru, test_texts, vocabulary, files):
    subject = NetworkSubject(TASK, "evid_1", files)
    assert torch.equal(subject.x, trained_gru.network.embedding.weight[vocabulary.index("evid_1")])
    assert len(subject.texts) == 9
    np.testing.assert_array_equal(subject.texts.labels, test_texts.labels[:9])
    assert subject.words.names == vocabulary
    assert subject.slow.dtype == torch.float32
    assert (len(subject.slow), len(subject.fixed)) == (4, 0)
    assert torch.equal(subject.network.readout.weight, trained_gru.network.readout.weight)


def test_at_another_input_all_else_is_shared(files):
    subject = NetworkSubject(TASK, "evid_1", files)
    other = subject.at("zero")
    assert not other.x.any()
    assert subject.x.any()
    assert other.trained is subject.trained
    assert other.visited is subject.visited
