"""One process at a time: the second is told who the first is, and a killed holder holds nothing."""

import subprocess
import sys

import pytest

from rnn_geometry import lock

HOLD = """
import sys, time
from rnn_geometry.lock import take_lock
take_lock(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock, and its path."""
    path = tmp_path / "new" / "lock"
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process, path
    process.kill()
    process.wait()


@pytest.fixture(autouse=True)
def _released():
    yield
    while lock._held:
        lock._held.pop().close()


def test_a_lock_that_is_held_is_refused_and_its_holder_named(holder):
    process, path = holder
    with pytest.raises(lock.AtWork, match=rf"^snakemake \(process {process.pid} on .+\) is at work in "):
        lock.take_lock(path)


def test_a_holder_that_was_killed_holds_nothing(holder):
    process, path = holder
    process.kill()
    process.wait()
    lock.take_lock(path)
    assert str(process.pid) not in path.read_text()


def test_one_may_ask_whether_somebody_is_at_work_without_taking_the_lock(holder, tmp_path):
    process, path = holder
    with pytest.raises(lock.AtWork, match=rf"^snakemake \(process {process.pid} on .+\) is at work in {tmp_path}: "):
        lock.require_nobody_at_work(path)
    process.kill()
    process.wait()
    lock.require_nobody_at_work(path)
    lock.require_nobody_at_work(tmp_path / "nowhere")
    lock.take_lock(path)


def test_a_file_system_without_locks_is_warned_of_but_does_not_stop_the_work(tmp_path, monkeypatch, capsys):
    def unsupported(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(lock.fcntl, "flock", unsupported)
    lock.take_lock(tmp_path / "lock")
    assert "no lock can be had" in capsys.readouterr().err
