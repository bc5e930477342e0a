"""The same study in other surroundings: paths with spaces, a locale without letters, settings of other programs, a scheduler's
variables and signals."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

CHECKOUT = Path(__file__).parents[2]
TICKETS = CHECKOUT / "docs/example/tickets.csv"
SLURM = {"SLURM_JOB_ID": "1", "SLURM_JOB_NAME": "study", "SLURM_NTASKS": "2", "SLURM_PROCID": "1", "SLURM_LOCALID": "1"}
SLURM |= {"SLURM_NODEID": "0", "SLURM_NNODES": "1"}
NOTEBOOK = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
NO_LETTERS = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
PATIENCE = 200  # seconds, on a busy machine


@pytest.fixture
def python_with_a_space(tmp_path) -> Path:
    """The folder of this environment's programs, by a path with a space in it."""
    (tmp_path / "my environment").symlink_to(sys.prefix)
    return tmp_path / "my environment/bin"


def spoil(folder: Path) -> None:
    """Put modules there that must not be taken for Python's own."""
    for name in ("random", "string", "yaml", "statistics", "tokenize"):
        (folder / f"{name}.py").write_text("raise SystemExit('the wrong module')\n")


@pytest.fixture
def at(new_small, tmp_path):
    """Make the small study in a clone of the given name."""

    def make(name: str):
        study = new_small()
        return replace(study, folder=shutil.move(study.folder, tmp_path / name))

    return make


@pytest.fixture
def spaced(at):
    """The small study in a clone whose path has a space and a quote."""
    return at("it's a clone")


def test_a_study_has_the_same_bits_in_all_surroundings_at_once(spaced, small, python_with_a_space, tmp_path):
    spoil(spaced.folder)
    settings = tmp_path / "home/.config/matplotlib"
    settings.mkdir(parents=True)
    (settings / "matplotlibrc").write_text("text.usetex: True\nfont.size: 30\n")
    (spaced.folder / "matplotlibrc").write_text("font.size: 30\n")
    environment = SLURM | NOTEBOOK | NO_LETTERS | {"HOME": str(tmp_path / "home")}
    command = [str(python_with_a_space / "python"), str(python_with_a_space / "snakemake"), *spaced.command()[3:]]
    index = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": spaced.index}
    done = subprocess.run(
        command, cwd=spaced.folder, env=os.environ | index | environment, capture_output=True, text=True, errors="replace"
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert spaced.results() == small.results()
    assert not list(spaced.folder.rglob("*.ckpt"))


def test_scripts_start_cold_too_by_a_python_whose_path_has_a_space(spaced, python_with_a_space):
    command = [str(python_with_a_space / "python"), *spaced.command("results/tasks/categorical-3/texts.safetensors")[1:]]
    done = subprocess.run(
        command, cwd=spaced.folder, env=os.environ | {"RNN_GEOMETRY_COLD": "1"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_braces_in_the_path_of_the_clone_are_refused_in_words(at):
    said = at("{one}").snakemake("--dry-run")
    assert said.returncode != 0
    assert "{one}: Snakemake takes braces in the path of a workflow for names; move it elsewhere" in said.stdout
    assert "Traceback" not in said.stdout


def analyse(*arguments: str, cwd: Path, **environment: str) -> subprocess.Popen:
    call = [sys.executable, "-m", "rnn_geometry.command", "analyse", *arguments]
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "errors": "replace"}
    path = os.pathsep.join([str(CHECKOUT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    surroundings = os.environ | {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"} | environment
    return subprocess.Popen(call, cwd=cwd, env=surroundings, **said)


def test_the_command_answers_where_little_is_as_usual(tmp_path):
    rows = TICKETS.read_text(encoding="utf-8").replace(",billing", ",$réponse_財$").replace(",technical", ",_a^b{x}")
    texts = tmp_path / "my données" / "the texts.csv"
    texts.parent.mkdir()
    texts.write_text(rows, encoding="utf-8")
    spoil(texts.parent)
    environment = SLURM | NOTEBOOK | NO_LETTERS | {"HOME": "/dev/null/nowhere", "SNAKEMAKE_PROFILE": "nowhere"}
    arguments = ["the texts.csv", "--text", "message", "--label", "topic", "--units", "16", "--cores", "2"]
    process = analyse(*arguments, cwd=texts.parent, **environment)
    said = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "_a^b{x}: " in said
    assert said.count("Figures have boxes for") <= 1
    folder = texts.parent / "the texts-geometry"
    assert (folder / "results/figures/evidence-texts.pdf").exists()
    assert "réponse" in (folder / "study.yaml").read_text(encoding="utf-8")


def wait_for(process: subprocess.Popen, words: str) -> None:
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"never said: {words}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_command_ends_all_that_it_has_started_and_the_same_call_goes_on(number, tmp_path):
    arguments = [str(TICKETS), "--text", "message", "--label", "topic", "--units", "16", "--epochs", "4000", "--cores", "2"]
    process = analyse(*arguments, cwd=tmp_path)
    wait_for(process, "trains")
    time.sleep(1)
    started = psutil.Process(process.pid).children(recursive=True)
    assert any("snakemake" in " ".join(child.cmdline()) for child in started)
    study = tmp_path / "tickets-geometry/study.yaml"
    before = study.stat().st_mtime_ns

    second = analyse(*arguments, "--l2", "0.01", cwd=tmp_path)
    said = second.communicate(timeout=PATIENCE)[0]
    assert second.returncode == 2, said
    assert "is at work in" in said
    assert study.stat().st_mtime_ns == before

    process.send_signal(number)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 128 + number
    assert "Stopped; the same call again goes on from here." in said
    assert not [child for child in started if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    runs = tmp_path / "tickets-geometry/results/runs"
    assert not [path for path in runs.rglob("*") if path.is_file() and path.name != ".resume"]
    if number == signal.SIGTERM:  # they all leave the same
        third = analyse(*arguments[:-4], "--epochs", "2", "--cores", "2", cwd=tmp_path)
        said = third.communicate(timeout=PATIENCE)[0]
        assert third.returncode == 0, said


def test_a_scheduler_s_hint_ends_nothing_and_each_network_is_its_own(new_small, small):
    study = new_small()
    environment = os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": study.index} | SLURM
    log = study.folder / "logs/train_network/categorical-3.gru.l2-0.002.seed-0.log"
    with open(study.folder / "said", "w") as said:
        options = {"stdout": said, "stderr": said, "start_new_session": True}
        process = subprocess.Popen(study.command(), cwd=study.folder, env=environment, **options)
    end = time.monotonic() + PATIENCE
    while not (log.exists() and "'epoch': 2," in log.read_text()):
        assert process.poll() is None, (study.folder / "said").read_text()[-4000:]
        assert time.monotonic() < end
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGUSR1)
    assert process.wait(PATIENCE) == 0, (study.folder / "said").read_text()[-4000:]
    assert study.results() == small.results()
    assert not list(study.folder.rglob("*.ckpt"))
    shutil.rmtree(study.folder)
