"""The warm process: a script that it runs cannot tell it from a cold start, and nothing outlives whoever waits for it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from rnn_geometry.warm import Warm, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a warm process forks, which is done on Linux alone")

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
PATIENCE = 60  # seconds, on a busy machine


@pytest.fixture
def warm() -> Iterator[Warm]:
    started = start()
    yield started
    started.stop()


def command(shell: Path | str, script: Path) -> list[str]:
    """What Snakemake calls for a script."""
    return [str(shell), "-c", f"set -euo pipefail; {sys.executable} {script}"]


def call(shell: Path | str, script: Path, **environment: str) -> subprocess.CompletedProcess:
    given = os.environ | ONE_THREAD | environment
    return subprocess.run(command(shell, script), env=given, capture_output=True, text=True, timeout=PATIENCE, check=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "script.py"
    path.write_text(text, encoding="utf-8")
    return path


def wait_until(condition) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def is_over(pid: int) -> bool:
    """Whether a process has ended, though nobody may have asked for its status yet."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def descendants(warm: Warm) -> list[psutil.Process]:
    return psutil.Process(warm._process.pid).children(recursive=True)


SURROUNDINGS = """
import json, os, signal, sys
names = [name for name in os.environ if name not in ("_", "SHLVL", "OLDPWD")]
about = {
    "folder": os.getcwd(), "arguments": sys.argv, "name": __name__, "path": sys.path[0],
    "environment": {name: os.environ[name] for name in sorted(names)},
    "input": sys.stdin.read(), "umask": os.umask(0o22),
    "signals": [str(signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)],
    "open": sorted(os.listdir("/proc/self/fd"))[:3],
}
print(json.dumps(about))
print("told", file=sys.stderr)
"""


def test_a_script_finds_what_it_finds_when_it_is_started_alone(warm, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    script = write(tmp_path, SURROUNDINGS)
    told = [call(shell, script, SPECIAL="a = b", PYTHONPATH="/nowhere") for shell in (warm.shell, "/bin/bash")]
    assert told[0].stderr == told[1].stderr == "told\n"
    assert json.loads(told[0].stdout) == json.loads(told[1].stdout)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('no')", 1),
        ("1 / 0", 1),
        ("import os; os.kill(os.getpid(), 15)", -15),
        ("import os; os.kill(os.getpid(), 9)", -9),
        ("import os; os.abort()", -6),
    ],
)
def test_a_script_ends_as_it_would_alone(warm, tmp_path, text, code):
    ended = call(warm.shell, write(tmp_path, text))
    assert ended.returncode == code
    assert ("ZeroDivisionError" in ended.stderr) == (text == "1 / 0")


def test_what_one_script_imported_the_next_has_in_memory(warm, tmp_path):
    script = write(tmp_path, "import sys; print('fractions' in sys.modules, end=''); import fractions")
    assert call(warm.shell, script).stdout == "False"
    wait_until(lambda: call(warm.shell, script).stdout == "True")


LOGS = """
import contextlib, io, sys
known = "logged" in sys.modules
with contextlib.redirect_stderr(io.StringIO()) as log:
    import logged
    logged.logger.warning("told")
print(known, log.getvalue().strip())
"""


def test_what_a_module_kept_of_the_streams_at_its_import_leads_to_the_log_of_the_job(tmp_path, monkeypatch):
    module = "import logging; logger = logging.getLogger('logged'); logger.addHandler(logging.StreamHandler())"
    (tmp_path / "logged.py").write_text(module, encoding="utf-8")
    script = write(tmp_path, LOGS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with_path = start()
    try:
        assert call(with_path.shell, script).stdout == "False told\n"
        wait_until(lambda: call(with_path.shell, script).stdout.startswith("True"))
        again = call(with_path.shell, script)
        assert (again.stdout, again.stderr) == ("True told\n", "")
    finally:
        with_path.stop()


def test_a_module_that_only_the_script_can_find_is_no_matter(warm, tmp_path):
    script = write(tmp_path, "import sys, types; sys.modules['made_up'] = types.ModuleType('made_up'); print('ran')")
    assert [call(warm.shell, script).stdout for _ in range(3)] == ["ran\n"] * 3


def test_scripts_run_side_by_side(warm, tmp_path):
    script = write(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(1000)")
    some = [
        subprocess.Popen(command(warm.shell, script), env=os.environ | ONE_THREAD, stdout=subprocess.PIPE) for _ in range(3)
    ]
    pids = {process.stdout.readline() for process in some}
    assert len(pids) == 3
    for process in some:
        process.kill()
        process.communicate()
    wait_until(lambda: not descendants(warm))


@pytest.mark.parametrize("other", ["echo from $0", f"{sys.executable} -c 'print(1)'", "exit 7", "false; echo no"])
def test_other_commands_go_to_bash_itself(warm, other):
    calls = [[shell, "-c", f"set -euo pipefail; {other}"] for shell in (str(warm.shell), "/bin/bash")]
    own, bash = (
        subprocess.run(line, capture_output=True, text=True, env=os.environ | ONE_THREAD, check=False) for line in calls
    )
    assert own.returncode == bash.returncode
    assert own.stdout.replace("/usr/bin", "/bin") == bash.stdout.replace("/usr/bin", "/bin")


def test_a_script_of_several_threads_starts_cold(warm, tmp_path):
    script = write(tmp_path, "import os; print(os.getppid())")
    server = str(warm._process.pid)
    assert call(warm.shell, script).stdout.strip() == server
    assert call(warm.shell, script, OMP_NUM_THREADS="2").stdout.strip() != server


def test_without_its_server_a_script_starts_cold(warm, tmp_path):
    warm._process.kill()
    warm._process.wait()
    assert call(warm.shell, write(tmp_path, "print('ran')")).stdout == "ran\n"


def test_paths_with_spaces_and_quotes_are_read_as_the_shell_reads_them(warm, tmp_path):
    folder = tmp_path / "it's a folder"
    folder.mkdir()
    script = write(folder, "import sys; print(sys.argv[0])")
    quoted = str(script).replace("'", "'\\''")
    line = [str(warm.shell), "-c", f"set -euo pipefail; {sys.executable} '{quoted}'"]
    told = subprocess.run(line, capture_output=True, text=True, env=os.environ | ONE_THREAD, check=True)
    assert told.stdout.strip() == str(script)


SNAKEFILE = """
from rnn_geometry import warm


onstart:
    shell.executable(warm.start().shell)


rule all:
    input: expand("{name}.txt", name=["a", "b"]),

rule tell:
    output: "{name}.txt",
    script: "tell.py"
"""


def test_snakemake_s_own_scripts_are_run_by_the_warm_process(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE, encoding="utf-8")
    (tmp_path / "tell.py").write_text("import os; open(snakemake.output[0], 'w').write(str(os.getppid()))", encoding="utf-8")
    line = [sys.executable, "-m", "snakemake", "--cores", "2"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    parents = {(tmp_path / f"{name}.txt").read_text() for name in "ab"}
    assert len(parents) == 1
    assert not psutil.pid_exists(int(parents.pop()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_script_ends_when_the_call_that_waits_for_it_is_killed(warm, tmp_path, number):
    script = write(tmp_path, "print('here', flush=True); import time; time.sleep(1000)")
    with subprocess.Popen(command(warm.shell, script), env=os.environ | ONE_THREAD, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"here\n"
        assert descendants(warm)
        process.send_signal(number)
    wait_until(lambda: not descendants(warm))
    assert call(warm.shell, write(tmp_path, "print('next')")).stdout == "next\n"


CLEANLY = """
import signal, sys, time
def stop(*_):
    print("stopped", flush=True)
    sys.exit(7)
signal.signal(signal.SIGTERM, stop)
print("here", flush=True)
time.sleep(1000)
"""


def test_sigterm_to_the_call_goes_on_to_the_script_which_may_end_as_it_likes(warm, tmp_path):
    script = write(tmp_path, CLEANLY)
    streams = {"stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(warm.shell, script), env=os.environ | ONE_THREAD, **streams) as process:
        assert process.stdout.readline() == "here\n"
        process.terminate()
        assert process.stdout.read() == "stopped\n"
    assert process.returncode == 7


def test_sigterm_to_a_call_that_still_waits_for_the_server_is_not_lost(warm, tmp_path):
    script = write(tmp_path, "import time; time.sleep(1000)")
    warm._process.send_signal(signal.SIGSTOP)
    with subprocess.Popen(command(warm.shell, script), env=os.environ | ONE_THREAD) as process:
        wait_until(lambda: has_a_handler(process.pid, signal.SIGTERM))
        process.terminate()
        time.sleep(0.2)
        warm._process.send_signal(signal.SIGCONT)
        assert process.wait(PATIENCE) == -signal.SIGTERM
    wait_until(lambda: not descendants(warm))


def has_a_handler(pid: int, number: int) -> bool:
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def test_sigterm_to_the_whole_group_ends_scripts_by_themselves_and_leaves_the_process_to_its_starter(warm, tmp_path):
    script = write(tmp_path, CLEANLY)
    with subprocess.Popen(command(warm.shell, script), env=os.environ | ONE_THREAD, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"here\n"
        for other in (warm._process.pid, *(child.pid for child in descendants(warm)), process.pid):
            os.kill(other, signal.SIGTERM)
        assert process.wait(PATIENCE) == 7
    assert call(warm.shell, write(tmp_path, "print('next')")).stdout == "next\n"


STARTER = """
import subprocess, sys, time
from rnn_geometry.warm import start
warm = start()
script = {script!r}
command = f"set -euo pipefail; {{sys.executable}} {{script}}"
job = subprocess.Popen([str(warm.shell), "-c", command], stdout=subprocess.PIPE)
print(int(job.stdout.readline()), warm._process.pid, job.pid, warm.folder, flush=True)
time.sleep(1000)
"""


def test_nothing_outlives_a_starter_that_is_killed(tmp_path):
    script = write(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(1000)")
    starter = [sys.executable, "-c", STARTER.format(script=str(script))]
    with subprocess.Popen(starter, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, text=True) as process:
        *told, folder = process.stdout.readline().split()
        pids = [int(pid) for pid in told]
        assert all(psutil.pid_exists(pid) for pid in pids)
        process.kill()
    wait_until(lambda: all(map(is_over, pids)))
    assert not Path(folder).exists()


def test_a_script_does_not_outlive_its_server(warm, tmp_path):
    script = write(tmp_path, "import os, time; print(os.getpid(), flush=True); time.sleep(1000)")
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command(warm.shell, script), env=os.environ | ONE_THREAD, **streams) as process:
        child = int(process.stdout.readline())
        warm._process.kill()
        assert process.wait(PATIENCE) == 1
        assert "the warm process that ran it has ended" in process.stderr.read()
    wait_until(lambda: is_over(child))


def test_a_study_can_be_asked_to_start_cold(monkeypatch):
    monkeypatch.setenv("RNN_GEOMETRY_COLD", "1")
    assert start() is None


def test_two_warm_processes_do_not_meet(tmp_path):
    script = write(tmp_path, "import os; print(os.getppid())")
    pair = [start(), start()]
    parents = [int(call(warm.shell, script).stdout) for warm in pair]
    assert parents == [warm._process.pid for warm in pair]
    pair[0].stop()
    assert int(call(pair[1].shell, script).stdout) == parents[1]
    pair[1].stop()
    assert not any(warm.folder.exists() for warm in pair)
