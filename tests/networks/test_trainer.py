"""Training takes no part in a scheduler's conventions: the same bits under one, no file left behind, and an end at SIGTERM."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from conftest import draw_split

from rnn_geometry.networks import resume
from rnn_geometry.networks.classifier import Classifier
from rnn_geometry.networks.options import Recipe
from rnn_geometry.networks.training import ClassificationTask, train
from rnn_geometry.targets import Softmax

RECIPE = Recipe(epochs=12, batch_size=64, learning_rate=0.02, decay=0.1, l2=1e-3)
JOB = {"SLURM_JOB_ID": "1", "SLURM_JOB_NAME": "study", "SLURM_LOCALID": "0", "SLURM_NODEID": "0", "SLURM_NNODES": "1"}
SCHEDULERS = {
    "slurm": JOB | {"SLURM_NTASKS": "1", "SLURM_PROCID": "0"},
    "slurm-tasks": JOB | {"SLURM_NTASKS": "2", "SLURM_PROCID": "1", "SLURM_LOCALID": "1", "SLURM_RESTART_COUNT": "1"},
    "slurm-per-node": JOB | {"SLURM_NTASKS": "8", "SLURM_PROCID": "0", "SLURM_NTASKS_PER_NODE": "4", "SLURM_NNODES": "2"},
    "torchrun": {"RANK": "1", "LOCAL_RANK": "1", "WORLD_SIZE": "2", "GROUP_RANK": "1", "TORCHELASTIC_RUN_ID": "1"},
    "lsf": {"LSB_JOBID": "1", "LSB_DJOB_RANKFILE": "/nowhere", "JSM_NAMESPACE_LOCAL_RANK": "1", "JSM_NAMESPACE_SIZE": "2"},
}


def run(seed: int = 0, recipe: Recipe = RECIPE, record: Path | None = None) -> dict[str, torch.Tensor]:
    """The weights that a small training ends with."""
    torch.manual_seed(seed)
    network = Classifier(cell="gru", hidden_size=8, vocabulary_size=6, embedding=5, target=Softmax(3), readout_bias=True)
    texts = draw_split("categorical", 0, 2048)[:320]
    kept = resume.ResumeFile(record, "code") if record else None
    train(network, (texts, texts[:64]), recipe, seed=seed, name="run", resume=kept)
    return network.state_dict()


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(array, other[name]) for name, array in one.items())


def change_environment(monkeypatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty folder to work in."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


BRIEF = Recipe(**RECIPE.plain() | {"epochs": 3})


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_a_training_under_a_scheduler_has_the_bits_of_one_alone_and_leaves_no_file(scheduler, folder, monkeypatch):
    alone = run(recipe=BRIEF)
    change_environment(monkeypatch, SCHEDULERS[scheduler])
    assert same(run(recipe=BRIEF), alone)
    assert list(folder.iterdir()) == []


class Killed(Exception):
    pass


def test_a_checkpoint_that_a_scheduler_s_signal_left_is_not_gone_on_from(folder, monkeypatch):
    alone = run(seed=1, recipe=BRIEF)
    monkeypatch.setattr(resume, "INTERVAL", 0.0)

    def fails(task, *_):
        if task.current_epoch == 2:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(ClassificationTask, "on_train_epoch_start", fails, raising=False)
        with pytest.raises(Killed):
            run(recipe=BRIEF, record=folder / "hpc_ckpt_1.ckpt")  # by the name that Lightning looks for
    change_environment(monkeypatch, SCHEDULERS["slurm"])
    assert same(run(seed=1, recipe=BRIEF), alone)


CHILD = """
import sys
sys.path[:0] = {tests!r}
import torch
from test_trainer import resume, run
from pathlib import Path
torch.set_num_threads(1)
resume.INTERVAL = 0.0
run(record=Path("record"))
"""


def signalled(number: int, folder: Path, monkeypatch) -> int:
    """The exit code of a training in a process of its own, which gets a signal after its second epoch."""
    change_environment(monkeypatch, SCHEDULERS["slurm"])
    here = Path(__file__).parent
    program = CHILD.format(tests=[str(here.parent), str(here)])
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=folder) as child:
        assert any("'epoch': 2," in line for line in child.stdout)
        child.send_signal(number)
        child.stdout.read()
    return child.returncode


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2])
def test_a_hint_of_a_scheduler_leaves_no_file_of_its_own_and_no_trace_in_later_trainings(number, folder, monkeypatch):
    signalled(number, folder, monkeypatch)
    assert {path.name for path in folder.iterdir()} <= {"record"}
    assert same(run(record=folder / "record"), run())


def test_sigterm_ends_a_training_at_once_and_it_goes_on_from_its_own_record(folder, monkeypatch):
    assert signalled(signal.SIGTERM, folder, monkeypatch) == 128 + signal.SIGTERM
    assert [path.name for path in folder.iterdir()] == ["record"]
    assert same(run(record=folder / "record"), run())
    assert list(folder.iterdir()) == []
