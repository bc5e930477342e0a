"""Checkpoints: at which steps they are, that their file gives back the networks, and that they are those of the training."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from conftest import vary
from hypothesis import given
from hypothesis import strategies as st

from rnn_geometry.files import DamagedArtefact, write_arrays, write_json
from rnn_geometry.networks.checkpoints import load_checkpoints, log_spaced_steps, save_checkpoints
from rnn_geometry.networks.classifier import build_network, load_network, save_network, weights_of
from rnn_geometry.networks.follow import follow_run
from rnn_geometry.networks.run import train_run
from rnn_geometry.seeds import integer_seed
from rnn_geometry.tasks.encoded import Splits, load_split, save_splits

RUN = {"task": "three", "cell": "gru", "l2": "0.001", "seed": "0"}
STEPS = 16  # of the training below: 512 texts in batches of 64, twice


@given(last=st.integers(0, 100_000), count=st.integers(3, 60))
def test_steps_begin_untrained_rise_to_the_last_and_are_as_many_as_asked_for_or_as_there_are(last, count):
    steps = log_spaced_steps(last, count)
    assert steps[0] == 0
    assert steps[-1] == last
    assert (np.diff(steps) > 0).all()
    assert len(steps) == min(count, last + 1)


@given(last=st.integers(1000, 100_000), count=st.integers(5, 12))
def test_steps_stand_at_equal_ratios(last, count):
    ratio = last ** (1 / (count - 2))
    assert log_spaced_steps(last, count)[1:] == pytest.approx([ratio**i for i in range(count - 1)], abs=0.51)


def test_few_steps_are_all_taken():
    assert log_spaced_steps(4, 10) == [0, 1, 2, 3, 4]
    assert log_spaced_steps(10, 10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10]


@pytest.fixture
def place(tmp_path, train_texts, validation_texts, test_texts):
    """Where the task's texts and record lie."""
    splits = Splits(train_texts[:512], validation_texts[:128], test_texts[:128])
    save_splits(tmp_path / "texts.safetensors", splits)
    write_json(tmp_path / "task.json", {"vocabulary_size": 6, "outputs": 3, "multilabel": False})
    return {"texts": tmp_path / "texts.safetensors", "record": tmp_path / "task.json"}


def options(recipe, cell: str = "gru", **changes) -> dict:
    architecture = {"cell": cell, "hidden_size": 8, "embedding": "one-hot", "readout_bias": True}
    return {"architecture": architecture, "recipe": vary(recipe, epochs=2, batch_size=64, **changes).plain(), "seed": 7}


def equal(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("cell", ["gru", "ugrnn"])
def test_a_followed_training_is_that_of_the_run_to_the_bit_from_its_first_weights_to_its_last(place, recipe, cell):
    trained = train_run(RUN, place, **options(recipe, cell))
    followed, kept = follow_run(RUN, place, checkpoints=6, **options(recipe, cell))
    assert sorted(kept) == log_spaced_steps(STEPS, 6)
    assert equal(kept[STEPS], weights_of(trained.network, trained.architecture))
    assert followed.history.equals(trained.history)
    torch.manual_seed(integer_seed(7, *RUN.values()))
    assert equal(kept[0], weights_of(build_network(trained.architecture), trained.architecture))


def test_what_is_kept_at_a_step_does_not_depend_on_which_others_are(place, recipe):
    _, every = follow_run(RUN, place, checkpoints=100, **options(recipe))
    _, few = follow_run(RUN, place, checkpoints=5, **options(recipe))
    assert sorted(every) == list(range(STEPS + 1))
    assert all(equal(few[step], every[step]) for step in few)
    assert not any(equal(every[step], every[step + 1]) for step in range(STEPS))


def test_with_patience_the_last_checkpoint_is_the_network_that_is_kept(place, recipe):
    impatient = options(recipe, patience=1, learning_rate=0.5) | {}
    impatient["recipe"]["epochs"] = 12
    trained = train_run(RUN, place, **impatient)
    _, kept = follow_run(RUN, place, checkpoints=30, **impatient)
    taken, planned = trained.history["step"].iloc[-1], 12 * 8
    assert max(kept) < taken < planned  # it stopped early, and the best epoch was before that
    assert equal(kept[max(kept)], weights_of(trained.network, trained.architecture))


@pytest.mark.parametrize("part", ["test", "validation"])
def test_test_texts_decide_nothing_where_validation_texts_decide_which_epoch_is_kept(part, place, recipe, tmp_path):
    impatient = options(recipe, patience=1, learning_rate=0.5)
    impatient["recipe"]["epochs"] = 12
    splits = Splits(*(load_split(place["texts"], name) for name in Splits._fields))
    texts = splits._asdict()[part]
    spoilt = replace(texts, labels=np.roll(texts.labels, 1))
    save_splits(tmp_path / "spoilt.safetensors", splits._replace(**{part: spoilt}))
    true, other = (
        train_run(RUN, place | {"texts": tmp_path / f"{name}.safetensors"}, **impatient) for name in ("texts", "spoilt")
    )
    weights = [weights_of(run.network, run.architecture) for run in (true, other)]
    assert equal(*weights) == true.history.equals(other.history) == (part == "test")


def test_a_file_of_checkpoints_gives_back_each_network(place, recipe, tmp_path):
    trained, kept = follow_run(RUN, place, checkpoints=4, **options(recipe))
    save_checkpoints(tmp_path / "checkpoints.safetensors", kept, trained.architecture, RUN)
    found = dict(load_checkpoints(tmp_path / "checkpoints.safetensors"))
    assert list(found) == sorted(kept)
    assert all(equal(weights_of(found[step], trained.architecture), kept[step]) for step in kept)
    save_network(tmp_path / "model.safetensors", trained.network, trained.architecture, RUN)
    last, model = found[STEPS].state_dict(), load_network(tmp_path / "model.safetensors").state_dict()
    assert all(torch.equal(last[name], model[name]) for name in model)
    assert not any(parameter.requires_grad for parameter in found[0].parameters())


def test_a_file_that_is_no_checkpoints_is_named(trained_gru, tmp_path):
    save_network(tmp_path / "model.safetensors", trained_gru.network, trained_gru.architecture, RUN)
    with pytest.raises(DamagedArtefact, match=r"model\.safetensors: .*no steps"):
        list(load_checkpoints(tmp_path / "model.safetensors"))
    write_arrays(tmp_path / "bare.safetensors", {"steps": np.arange(3)})
    with pytest.raises(DamagedArtefact, match=r"bare\.safetensors: no architecture"):
        list(load_checkpoints(tmp_path / "bare.safetensors"))
