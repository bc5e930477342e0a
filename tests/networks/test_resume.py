"""A killed training goes on from its last epoch, to the bit as if nothing had happened; or begins anew where it must."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from conftest import vary

from rnn_geometry.networks import resume
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.options import Recipe
from rnn_geometry.networks.training import ClassificationTask, train
from rnn_geometry.targets import Softmax

RECIPE = Recipe(epochs=5, batch_size=32, learning_rate=0.02, decay=0.1, epsilon=1e-3, clip_norm=10.0, l2=1e-3)
PATIENT = vary(RECIPE, epochs=30, learning_rate=0.1, decay=1.0, l2=0.0, patience=3)


class Killed(Exception):
    pass


def build() -> Classifier:
    torch.manual_seed(0)
    return Classifier(cell="gru", hidden_size=8, vocabulary_size=6, embedding=5, target=Softmax(3), readout_bias=True)


def run(texts, recipe=RECIPE, path: Path | None = None, seed: int = 0, code: str = "a"):
    """The weights and the history of one call of `train`."""
    network = build()
    file = resume.ResumeFile(path, code) if path else None
    history = train(network, (texts[:240], texts[240:]), recipe, seed=seed, name="run", resume=file)
    return network.state_dict(), history


def same(one, other) -> bool:
    weights, history = one
    pd.testing.assert_frame_equal(history, other[1], check_exact=True)
    return all(torch.equal(array, other[0][name]) for name, array in weights.items())


def noisy(texts):
    """The texts with every second label drawn at random: learnt by heart, they raise the loss on others."""
    labels = texts.labels.copy()
    labels[::2] = np.random.default_rng(0).integers(0, 3, len(labels[::2]))
    return replace(texts, labels=labels)


@pytest.fixture
def texts(train_texts):
    return noisy(train_texts[:320])


@pytest.fixture
def killed_after(monkeypatch, texts, tmp_path):
    """The file that a training leaves which is killed in the epoch after the given one."""
    monkeypatch.setattr(resume, "INTERVAL", 0.0)

    def kill(epoch: int, recipe: Recipe = RECIPE) -> Path:
        step, path = ClassificationTask.training_step, tmp_path / "run" / ".resume"

        def fails(task, batch, index):
            if task.current_epoch == epoch and index == 3:
                raise Killed
            return step(task, batch, index)

        with monkeypatch.context() as patch:
            patch.setattr(ClassificationTask, "training_step", fails)
            with pytest.raises(Killed):
                run(texts, recipe, path)
        return path

    return kill


def test_a_short_training_leaves_no_file(texts, tmp_path):
    assert same(run(texts, path=tmp_path / ".resume"), run(texts))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("epoch", [1, 4])
def test_a_killed_training_goes_on_and_ends_with_the_same_bits_as_an_undisturbed_one(epoch, killed_after, texts, capsys):
    path = killed_after(epoch)
    capsys.readouterr()
    torch.manual_seed(12345)  # another process would have another state
    assert same(run(texts, path=path), run(texts))
    said = capsys.readouterr().out
    assert f"going on from {path}" in said
    assert said.partition("going on")[2].count("'epoch'") == (RECIPE.epochs - epoch) + RECIPE.epochs  # and the undisturbed one
    assert list(path.parent.iterdir()) == []


def test_one_that_was_killed_when_all_epochs_were_done_ends_at_once(killed_after, texts, monkeypatch):
    path = killed_after(4)
    with monkeypatch.context() as patch:
        patch.setattr(resume.Resume, "on_fit_end", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            run(texts, path=path)
    assert same(run(texts, path=path), run(texts))


@pytest.mark.parametrize("epoch", [1, 3, 4])
def test_patience_survives_a_kill(epoch, killed_after, texts):
    undisturbed = run(texts, PATIENT)
    assert epoch < len(undisturbed[1]) < PATIENT.epochs
    assert same(run(texts, PATIENT, killed_after(epoch, PATIENT)), undisturbed)


@pytest.mark.parametrize(
    "change",
    [
        {"recipe": vary(RECIPE, l2=2e-3)},
        {"code": "b"},
        {"seed": 1},
        {"texts": lambda texts: replace(texts, labels=np.roll(texts.labels, 1))},
    ],
    ids=["recipe", "code", "seed", "texts"],
)
def test_the_state_of_another_training_is_left_alone(change, killed_after, texts, capsys):
    path = killed_after(2)
    options = dict(change)
    changed = options.pop("texts", lambda same: same)(texts)
    assert same(run(changed, path=path, **options), run(changed, **options))
    assert "beginning anew" in capsys.readouterr().out
    assert not path.exists()


def test_another_network_has_another_fingerprint(texts):
    first, other = build(), build()
    assert resume.fingerprint({}, first, texts) == resume.fingerprint({}, other, texts)
    with torch.no_grad():
        other.readout.bias[0] += 1e-7
    assert resume.fingerprint({}, first, texts) != resume.fingerprint({}, other, texts)


def test_nothing_in_the_file_is_executed(killed_after, texts, tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "sprung"),)

    path = killed_after(1)
    torch.save({"identity": Trap()}, path.with_name("trap"))
    path.with_name("trap").rename(path)
    with pytest.raises(pickle.UnpicklingError):
        run(texts, path=path)
    assert not (tmp_path / "sprung").exists()


CHILD = """
import sys
sys.path[:0] = {tests!r}
import torch
from test_resume import RECIPE, noisy, resume, run
from conftest import draw_split, vary
torch.set_num_threads(1)
resume.INTERVAL = 0.0
run(noisy(draw_split("categorical", 0, 2048)[:320]), vary(RECIPE, epochs=40), {path!r})
"""


def test_a_process_that_is_killed_for_good_is_gone_on_from(texts, tmp_path, capsys):
    path, here = tmp_path / ".resume", Path(__file__).parent
    program = CHILD.format(tests=[str(here.parent), str(here)], path=str(path))
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with child:
        assert any("'epoch': 3," in line for line in child.stdout)
        child.kill()
    assert path.exists()
    recipe = vary(RECIPE, epochs=40)
    assert same(run(texts, recipe, path), run(texts, recipe))
    assert f"going on from {path}" in capsys.readouterr().out


@pytest.mark.parametrize("damage", [lambda whole: whole[:-50], lambda whole: whole[: len(whole) // 2], lambda whole: b""])
def test_a_truncated_file_is_noticed_and_training_begins_anew(killed_after, texts, capsys, damage):
    path = killed_after(3)
    path.write_bytes(damage(path.read_bytes()))
    assert same(run(texts, path=path), run(texts))
    assert f"{path} is damaged: beginning anew" in capsys.readouterr().out


def test_a_flipped_byte_of_the_weights_is_noticed_and_training_begins_anew(killed_after, texts, capsys):
    path = killed_after(3)
    whole = bytearray(path.read_bytes())
    place = whole.index(torch.get_rng_state().numpy().tobytes()[-64:])
    whole[place] ^= 0x10
    path.write_bytes(whole)
    assert same(run(texts, path=path), run(texts))
    assert f"{path} is damaged: beginning anew" in capsys.readouterr().out
