"""All that the modes do, put together: of a planted integrator what is known, of every cell what can be stored."""

import numpy as np
import pytest
import torch
from conftest import train_small

from rnn_geometry.files import read_json, write_arrays, write_json
from rnn_geometry.measures import effects, fixed_points, modes
from rnn_geometry.measures.effects import readable_agreement
from rnn_geometry.measures.network_subject import NetworkSubject
from rnn_geometry.measures.options import EffectsOptions, ModesOptions, PointsOptions
from rnn_geometry.measures.states import visited_states
from rnn_geometry.measures.subject import Measured
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.targets import Sigmoids, Softmax
from rnn_geometry.tasks.words import Words, count_words, log_odds, word_kinds

OPTIONS = EffectsOptions(points=16, mode_points=8, states=12, texts=40, arrows=4, words_each=1, grid=5)
TASK = {"shape": "simplex", "classes": ["a", "b", "c"], "outputs": 3, "multilabel": False, "expected_dimension": 2}
TASK |= {"length_median": 16.0, "length_p95": 20.0}


@pytest.fixture
def subject_of(words, test_texts):
    def build(network, **changes) -> NetworkSubject:
        visited = visited_states(network, test_texts[:60])
        slow = torch.from_numpy(visited["states"][::20]).to(network.readout.weight)
        parts = {"network": network, "x": network.embedding.weight[2], "visited": visited, "texts": test_texts[:60]}
        parts["held_out"] = test_texts
        return NetworkSubject(TASK, **parts | {"slow": slow, "fixed": slow[:2] + 0.01, "words": words} | changes)

    return build


def measure(subject) -> Measured:
    return effects.measure(subject, OPTIONS, np.random.default_rng(0))


def test_a_network_that_has_learnt_nothing_is_linear_and_has_its_slow_modes_in_the_plane_too(
    vocabulary, test_texts, subject_of
):
    """What `modes-in-plane` and `linear-prediction` measure does not tell learning from none."""
    torch.manual_seed(0)
    sizes = {"hidden_size": 64, "vocabulary_size": len(vocabulary), "target": Softmax(3)}
    network = Classifier(cell="lstm", embedding="one-hot", readout_bias=False, **sizes).requires_grad_(False)
    x = torch.zeros(len(vocabulary))
    visited = visited_states(network, test_texts[:60])
    found = fixed_points.find_points(network, x, visited["states"], PointsOptions(starts=64), np.random.default_rng(0)).arrays
    slow, fixed = (torch.from_numpy(found[f"{kind}_states"]).to(x) for kind in ("slow", "fixed"))
    record = measure(subject_of(network, x=x, visited=visited, slow=slow, fixed=fixed)).record
    for name in ("slow_modes_cosine", "slow_subspace_cosine"):
        assert record[name] > (1 + record["random_cosine"]) / 2
    for name in ("step_r2", "final_logits_r2", "final_logits_r2_one_point"):
        assert record[name] > 0.95


def test_what_a_planted_integrator_does_is_what_was_planted(planted, subject_of):
    found = measure(subject_of(planted.network))
    record, arrays = found.record, found.arrays
    ones = ["evidence_agreement", "slow_modes_cosine", "slow_subspace_cosine", "input_cosine", "step_r2", "final_logits_r2"]
    ones += ["linear_accuracy", "accuracy_kept_throughout", "accuracy_kept_at_end", "evidence_size", "evidence_size_visited"]
    assert {name: record[name] for name in ones} == pytest.approx(dict.fromkeys(ones, 1), abs=1e-6)
    for name in ("neutral_ratio", "neutral_ratio_visited", "neutral_written", "other_modes_cosine"):
        assert record[name] == pytest.approx(0, abs=1e-6)
    assert record["readout_cosine"] > 0.999
    assert record["sufficient_components"] == 2
    assert [int(token) for token in arrays["arrow_tokens"]] == [2, 3, 4, 5]
    np.testing.assert_allclose(np.linalg.norm(arrays["arrows"], axis=-1), [[0] * 4, [1] * 4, [1] * 4, [1] * 4], atol=1e-6)
    assert arrays["arrow_outputs"][1:].tolist() == [0, 1, 2]
    assert found.table["class"][-3:].tolist() == ["a", "b", "c"]
    assert found.about == {"words": ["the", "evid_0", "evid_1", "evid_2"], "kinds": ["neutral", *["evidence"] * 3]}


def test_the_effects_of_every_cell_can_be_stored_and_are_the_same_each_time(trained, subject_of, tmp_path):
    found = measure(subject_of(trained.network))
    record, arrays = found.record, found.arrays
    write_json(tmp_path / "effects.json", record)
    write_arrays(tmp_path / "effects.safetensors", arrays)
    known = read_json(tmp_path / "effects.json")
    assert {name for name, value in known.items() if value is None} == {"input_cosine_neutral"}  # that word is x* itself
    assert measure(subject_of(trained.network)).record == pytest.approx(record, nan_ok=True)
    assert record["evidence_agreement"] == 1
    assert record["neutral_ratio_visited"] < 1
    assert record["accuracy_kept_at_end"] > 0.9


def test_the_label_in_the_readable_state_is_held_against_the_network_s_own(trained, subject_of):
    whole = subject_of(trained.network)
    assert readable_agreement(whole) == 1  # the network given here is the one that is read
    others = whole.visited | {
        "predicted": np.where(np.arange(60) < 15, (whole.visited["predicted"] + 1) % 3, whole.visited["predicted"])
    }
    assert readable_agreement(subject_of(trained.network, visited=others)) == 0.75


def test_attention_of_two_heads_with_a_feedforward_block_goes_through_the_whole_analysis(words, test_texts):
    own = train_small("linear_attention", heads=2, feedforward=8).network
    x = own.embedding.weight[2]
    visited = visited_states(own, test_texts[:60], x)
    subject = NetworkSubject(TASK, trained=own, x=x, visited=visited, texts=test_texts[:60], held_out=test_texts, words=words)
    found = fixed_points.measure(subject, PointsOptions(starts=40), np.random.default_rng(0))
    assert (found.record["starts_not_converged"], found.record["slow_points"]) == (0, 40)
    assert found.record["fixed_points"] > 20
    subject.points = found.arrays
    of_modes = modes.measure(subject, ModesOptions(points=20), np.random.default_rng(0)).record
    assert (of_modes["largest_index"], of_modes["integration_modes_median"], of_modes["stable_labels"]) == (0, 26, 3)
    record = measure(subject).record
    assert record["readable_agreement"] > 0.9
    assert record["evidence_agreement"] == 1
    assert record["accuracy_kept_at_end"] > 0.9


def test_where_there_are_no_points_nothing_is_known_of_them_and_nothing_warns(trained, subject_of, tmp_path):
    none = torch.empty(0, trained.network.cell.state_size)
    found = measure(subject_of(trained.network, slow=none, fixed=none))
    record, arrays = found.record, found.arrays
    write_json(tmp_path / "effects.json", record)
    write_arrays(tmp_path / "effects.safetensors", arrays)
    for name in ("neutral_ratio", "readout_cosine", "slow_modes_cosine", "step_r2", "final_logits_r2"):
        assert np.isnan(record[name])
    for name in ("neutral_ratio_visited", "real_accuracy", "accuracy_kept_at_end"):
        assert np.isfinite(record[name])
    assert arrays["arrows"].shape == (4, 0, 2)


def test_a_manifold_that_has_collapsed_to_a_point_spans_nothing(trained_gru, subject_of):
    whole = subject_of(trained_gru.network)
    points = whole.slow[:1] + 1e-6 * torch.randn(20, whole.slow.shape[1])
    record = measure(subject_of(trained_gru.network, slow=points, fixed=points[:1])).record
    assert np.isnan(record["slow_modes_cosine"])
    assert np.isfinite(record["step_r2"])


def test_several_labels_are_measured_as_labels(trained_multilabel, multilabel_texts, subject_of):
    network = trained_multilabel.network
    names = ["<pad>", "<unk>", "the", "good_0", "good_1", "bad_0", "bad_1"]
    visited = visited_states(network, multilabel_texts[:60])
    slow = torch.from_numpy(visited["states"][::20])

    scores = np.concatenate([np.zeros((3, 2)), np.eye(2), -np.eye(2)])
    counts, odds = count_words(multilabel_texts, 7), log_odds(multilabel_texts, 7, Sigmoids(2))
    words = Words(names, scores, counts, odds, word_kinds(names, scores, counts, odds))
    task = TASK | {"shape": "hypercube", "classes": ["none", "A", "B", "A+B"], "outputs": 2, "multilabel": True}
    parts = {"network": network, "x": network.embedding.weight[2], "visited": visited, "texts": multilabel_texts[:60]}
    parts["held_out"] = multilabel_texts
    found = measure(NetworkSubject(task, **parts, slow=slow, fixed=slow[:1], words=words))
    assert found.record["evidence_agreement"] == 1
    assert found.record["evidence_correlation"] > 0.9
    assert (np.sign(found.table["evidence_A"][-4:]) * [1, 0, -1, 0] >= 0).all()
