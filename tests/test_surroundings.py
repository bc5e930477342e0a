"""What is settled for a study: its environment's variables, caches that can be written, signals that end nothing."""

import os
import shlex
import signal
import subprocess
import sys

import pytest

from rnn_geometry import surroundings


@pytest.fixture(autouse=True)
def _own(monkeypatch):
    monkeypatch.setattr(os, "environ", os.environ.copy())


@pytest.mark.parametrize("home", ["/dev/null/home", "/proc/1/nothing"])
def test_a_home_that_cannot_be_written_gives_way_to_the_folder_of_the_study(home, tmp_path):
    os.environ["HOME"] = home
    os.environ.pop("XDG_CACHE_HOME", None)
    assert surroundings.cache_variables(tmp_path) == {"XDG_CACHE_HOME": str(tmp_path / ".snakemake/cache")}


def test_a_home_that_can_be_written_is_left_alone(tmp_path):
    os.environ["HOME"] = str(tmp_path / "home")
    os.environ.pop("XDG_CACHE_HOME", None)
    assert surroundings.cache_variables(tmp_path) == {}


def test_a_command_s_snakemake_has_no_profile_of_its_user(tmp_path):
    os.environ |= {"SNAKEMAKE_PROFILE": "slurm", "OTHER": "1"}
    given = surroundings.environment_of_command(tmp_path)
    assert "SNAKEMAKE_PROFILE" not in given
    assert given["OTHER"] == "1"


SETTLED = """
import os, signal, sys
from pathlib import Path
from rnn_geometry.surroundings import settle
settle(Path("here"))
settle(Path("here"))
os.kill(os.getpid(), signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGUSR2)
print(sys.executable)
"""


def test_hints_end_nothing_and_python_s_path_is_fit_for_a_command(tmp_path):
    (tmp_path / "my environment").symlink_to(sys.prefix)
    python = str(tmp_path / "my environment/bin/python")
    done = subprocess.run([python, "-c", SETTLED], capture_output=True, text=True, check=True)
    assert shlex.split(done.stdout) == [python]
    assert signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL
