"""The record of where a network comes from: the commit and whether it was changed, versions, kinds of host, not names."""

import socket
import subprocess
import sys
from types import SimpleNamespace

import pytest
import torch

from rnn_geometry import provenance


@pytest.fixture
def repository(tmp_path):
    """A repository of one file, and its commit."""

    def git(*command):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *identity, *command], cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    git("init", "-q")
    (tmp_path / "code.py").write_text("a = 1\n")
    git("add", "code.py")
    git("commit", "-q", "-m", "first")
    return tmp_path, git("rev-parse", "HEAD")


def test_a_commit_is_named_and_untracked_files_are_no_change(repository):
    folder, commit = repository
    (folder / "results.csv").write_text("1")
    assert provenance.describe_commit(folder) == {"id": commit, "changed": False}


def test_a_changed_file_is_told(repository):
    folder, commit = repository
    (folder / "code.py").write_text("a = 2\n")
    assert provenance.describe_commit(folder) == {"id": commit, "changed": True}


def test_without_a_repository_of_its_own_or_without_git_there_is_no_commit(repository, monkeypatch):
    folder, _ = repository
    (folder / "copy").mkdir()
    assert provenance.describe_commit(folder / "copy") == {"id": None, "changed": None}
    monkeypatch.setenv("PATH", str(folder))
    assert provenance.describe_commit(folder) == {"id": None, "changed": None}


def test_the_kind_of_host_is_told_and_not_its_name():
    host = provenance.describe_host()
    assert host["cores"] >= 1
    assert host["processor"]
    assert socket.gethostname() not in str(host)


def test_the_kernels_that_computed_are_told():
    job = SimpleNamespace(rule="train", wildcards={}, params={}, threads=1)
    assert provenance.describe_origin(job, 0.0)["kernels"]["torch"] == torch.backends.cpu.get_cpu_capability()


def test_versions_are_those_of_what_is_loaded():
    assert torch.__version__ == provenance.describe_versions()["torch"]
    program = "from rnn_geometry.provenance import describe_versions; print(*describe_versions())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "python\n"
