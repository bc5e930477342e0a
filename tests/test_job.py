"""What a job leaves when it fails: a log that names it, its damaged input set aside, and a word even when the log is full."""

import os
import signal
import time
from types import SimpleNamespace

import pandas as pd
import pytest

from rnn_geometry.files import DamagedArtefact, complete_or_absent
from rnn_geometry.job import THREAD_VARIABLES, job
from rnn_geometry.report.origins import costs_of_rules


@pytest.fixture(autouse=True)
def _threads(monkeypatch):
    for variable in THREAD_VARIABLES:
        monkeypatch.setenv(variable, "1")  # put back afterwards


@pytest.fixture
def states(tmp_path):
    path = tmp_path / "states.safetensors"
    path.write_bytes(b"damaged")
    return path


@pytest.fixture
def snakemake(tmp_path, states):
    return SimpleNamespace(
        rule="measure", wildcards={"task": "a", "seed": "0"}, threads=3, input=[str(states)], log=[str(tmp_path / "log")]
    )


def fail(snakemake, error):
    with pytest.raises(SystemExit) as stopped, job(snakemake):
        raise error
    return stopped.value.code


def last_line(snakemake):
    with open(snakemake.log[0]) as log:
        return log.read().rstrip("\n").rpartition("\n")[2]


def test_a_job_has_its_threads_and_its_log_and_knows_when_it_began(snakemake):
    with job(snakemake) as started:
        print("at work")
        assert [os.environ[variable] for variable in THREAD_VARIABLES] == ["3"] * 3
    assert started == pytest.approx(os.stat(snakemake.log[0]).st_mtime, abs=60)
    with open(snakemake.log[0]) as log:
        assert log.read() == "measure task=a seed=0\nat work\n"


def test_a_job_leaves_what_it_took_where_its_log_says(snakemake, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.makedirs("logs/measure")
    snakemake.log = ["logs/measure/a.seed-0.log"]
    fail(snakemake, ValueError("no texts"))
    assert not os.path.exists("benchmarks")
    with job(snakemake):
        block = b"x" * 300_000_000
        end = time.process_time() + 0.3
        while time.process_time() < end:
            pass
        del block
    took = pd.read_csv("benchmarks/measure/a.seed-0.tsv", sep="\t")
    assert os.listdir("benchmarks/measure") == ["a.seed-0.tsv"]
    assert 0.3 <= took["s"].item() < 60
    assert took["cpu_time"].item() >= 0.3
    assert took["max_rss"].item() > 286
    assert costs_of_rules("benchmarks")["rule"].tolist() == ["measure"]


def test_an_error_ends_the_job_and_the_log_with_its_name(snakemake):
    assert fail(snakemake, ValueError("no texts")) == 1
    assert last_line(snakemake) == "ERROR in measure task=a seed=0: no texts"


@pytest.mark.parametrize(
    ("message", "told"), [("\n$foo$\n^\nParseException", "$foo$ ^ ParseException"), ("", "ValueError"), (" \n ", "ValueError")]
)
def test_an_error_is_told_in_one_line_whatever_lines_it_has(snakemake, message, told):
    fail(snakemake, ValueError(message))
    assert last_line(snakemake) == f"ERROR in measure task=a seed=0: {told}"


def test_a_damaged_input_is_set_aside(snakemake, states):
    assert fail(snakemake, DamagedArtefact(states, "truncated")) == 1
    assert not states.exists()
    assert states.with_name("states.safetensors.damaged").read_bytes() == b"damaged"
    told = f"{states}: truncated; set aside as states.safetensors.damaged: the same command again makes it anew"
    assert last_line(snakemake) == f"ERROR in measure task=a seed=0: {told}"


def test_a_damaged_file_that_is_no_input_of_the_job_is_left_where_it_is(snakemake, states):
    other = states.with_name("other.safetensors")
    other.write_bytes(b"")
    fail(snakemake, DamagedArtefact(other, "truncated"))
    assert other.exists()
    assert last_line(snakemake).endswith("other.safetensors: truncated; delete it and run again")


def test_a_log_that_does_not_fit_on_the_disk_is_named(snakemake):
    snakemake.log = ["/dev/full"]
    assert fail(snakemake, ValueError("no texts")) == (
        "ERROR in measure task=a seed=0: its log /dev/full cannot be written: [Errno 28] No space left on device"
    )


def run_until_told_to_end(snakemake, output) -> None:
    with job(snakemake), complete_or_absent(output) as partial:
        partial.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)


def test_sigterm_ends_a_job_with_nothing_half_written_and_its_log_with_its_name(snakemake, tmp_path):
    with pytest.raises(SystemExit) as stopped:
        run_until_told_to_end(snakemake, tmp_path / "output")
    assert stopped.value.code == 128 + signal.SIGTERM
    assert last_line(snakemake) == "STOPPED measure task=a seed=0: by SIGTERM; the same command again goes on from here"
    assert {path.name for path in tmp_path.iterdir()} == {"log", "states.safetensors"}
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
