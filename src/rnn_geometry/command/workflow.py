"""Run the workflow of this checkout on a study in a folder of its own: its output to a log, its progress to the terminal."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote

import yaml

from rnn_geometry.command.question import BadQuestion
from rnn_geometry.files import complete_or_absent
from rnn_geometry.lock import AtWork, require_nobody_at_work
from rnn_geometry.surroundings import environment_of_command

CHECKOUT = Path(__file__).parents[3]
SNAKEFILE = CHECKOUT / "Snakefile"
DEFAULT = CHECKOUT / "config.yaml"
LOG = "study.log"
LOCK = ".snakemake/at-work"
ENDING = (signal.SIGTERM, signal.SIGHUP)  # of a command: by a user or a scheduler, and of its terminal
PATIENCE = 30.0  # seconds that what runs has to end by itself
STAGES = {  # rules, by how their names begin, and what they do; the others are quick
    "check_cell": "tries the cell",
    "encode_texts": "reads the texts",
    "train_network": "trains",
    "analyse_dynamics": "looks for fixed points and modes",
    "perturb_states": "swaps states",
    "draw_": "draws",
    "write_report": "writes the report",
}


class StudyFailed(RuntimeError):
    """The workflow ended with an error; the message names its log."""


class Stopped(Exception):
    """The command was told to end; `number` is that of the signal."""

    def __init__(self, number: int):
        super().__init__(signal.Signals(number).name)
        self.number = number


def require_workflow() -> None:
    """Raise BadQuestion where the package was installed without the workflow around it."""
    if not SNAKEFILE.is_file() or not DEFAULT.is_file():
        raise BadQuestion(
            f"the workflow is not there ({SNAKEFILE}): this command needs a clone of the repository, and the package "
            "installed from it in place (`make setup`, or `pip install -e .`)"
        )


def write_study(folder: Path, overlay: dict) -> None:
    """Write the study into its folder. One that is there from an earlier call gives way, unless its user has changed it:
    raises BadQuestion then, for a folder that cannot be made, and where a Snakemake is at work on it."""
    path = folder / "study.yaml"
    body = yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True)
    other = folder / DEFAULT.name
    if other.exists() and not other.samefile(DEFAULT):
        raise BadQuestion(f"{other} is there, which the workflow would take for its own; choose another folder with --out")
    try:
        require_nobody_at_work(folder / LOCK)
        if path.exists():
            first, _, rest = path.read_text(encoding="utf-8").partition("\n")
            if rest != body and first != _first_line(rest):
                raise BadQuestion(
                    f"{path} was changed by hand, and this call would undo that; go on from it with\n"
                    f"  {go_on_command(folder)}\nor choose another folder with --out"
                )
        with complete_or_absent(path) as partial:
            partial.write_text(f"{_first_line(body)}\n{body}", encoding="utf-8")
    except AtWork as error:
        raise BadQuestion(str(error)) from error
    except OSError as error:
        raise BadQuestion(f"{path} cannot be written: {error.strerror}; choose another folder with --out") from error


def _first_line(body: str) -> str:
    return f"# Written by rnn-geometry analyse ({hashlib.sha256(body.encode()).hexdigest()[:12]}); change what you like."


def snakemake_arguments(folder: Path, cores: str) -> list[str]:
    """What Snakemake is told: the workflow of this checkout, in that folder, on its study."""
    where = ["--snakefile", str(SNAKEFILE), "--directory", str(folder.absolute())]
    return ["--cores", cores, *where, "--configfile", str(DEFAULT), str((folder / "study.yaml").absolute())]


def go_on_command(folder: Path, cores: int | None = None) -> str:
    """How to call Snakemake oneself on the study of a folder."""
    return " ".join(["snakemake", *map(quote, snakemake_arguments(folder, str(cores or "all")))])


def run_study(folder: Path, cores: int | None) -> None:
    """Run the study of a folder to its end, as far as it is not there yet. Raises StudyFailed; Stopped or KeyboardInterrupt at
    a signal, when all that was started has ended."""
    command = [sys.executable, "-m", "snakemake", *snakemake_arguments(folder, str(cores or "all"))]
    log = folder / LOG
    told = []
    # In a session of its own: signals come here first, and go on to all that it has started.
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL, "start_new_session": True}
    said = {"encoding": "utf-8", "errors": "replace"}
    with (
        _stoppable(),
        open(log, "w", encoding="utf-8") as file,
        subprocess.Popen(command, **streams, **said, env=environment_of_command(folder)) as process,
    ):
        try:
            for line in process.stdout:
                file.write(line)
                told.append(line)
                _show_progress(line, told)
        except BaseException:  # whatever it is: nothing may be left at work
            _end(process)
            raise
    if process.returncode:
        raise StudyFailed(f"{explain(told)}\nThe whole log is {log}.")


@contextmanager
def _stoppable() -> Iterator[None]:
    """Raise Stopped in the block at a signal to end, but for one that is ignored, as by `nohup`."""

    def stop(number: int, _) -> None:
        raise Stopped(number)

    before = {number: signal.getsignal(number) for number in (*ENDING, signal.SIGINT)}
    for number in ENDING:
        if before[number] != signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(process: subprocess.Popen) -> None:
    """End a process and all of its group: Snakemake starts nothing more and clears away what its jobs have left half done;
    what has not ended after PATIENCE is killed. Signals do not disturb this."""
    for number in (*ENDING, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=PATIENCE)
            return


def _show_progress(line: str, told: list[str]) -> None:
    """A line on the terminal when a job of a stage that takes time begins."""
    started = re.match(r"(?:local)?rule (\w+):", line)
    stage = started and next((told for rule, told in STAGES.items() if started[1].startswith(rule)), None)
    if stage:
        done = [found[1] for said in told if (found := re.match(r"(\d+) of \d+ steps", said))]
        print(f"  {done[-1] if done else '0':>3} jobs done; {stage}", flush=True)


def explain(told: list[str]) -> str:
    """What of Snakemake's output says why a study failed: the lines that jobs close with, or else its last ones."""
    errors = list(dict.fromkeys(line.strip() for line in told if line.strip().startswith("ERROR in ")))
    last = [line.strip() for line in told if line.strip()][-3:]
    return "\n".join(["The study failed.", *(errors or last)])
