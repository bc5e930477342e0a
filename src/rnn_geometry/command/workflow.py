"""Run the workflow of this checkout on a study in a folder of its own: its output to a log, its progress to the terminal."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from shlex import quote

import yaml

from rnn_geometry.command.question import BadQuestion
from rnn_geometry.files import complete_or_absent

CHECKOUT = Path(__file__).parents[3]
SNAKEFILE = CHECKOUT / "Snakefile"
DEFAULT = CHECKOUT / "config.yaml"
LOG = "study.log"
STAGES = {  # rules, by how their names begin, and what they do; the others are quick
    "check_cell": "tries the cell",
    "encode_texts": "reads the texts",
    "train_network": "trains",
    "analyse_dynamics": "looks for fixed points and modes",
    "draw_": "draws",
    "write_report": "writes the report",
}


class StudyFailed(RuntimeError):
    """The workflow ended with an error; the message names its log."""


def require_workflow() -> None:
    """Raise BadQuestion where the package was installed without the workflow around it."""
    if not SNAKEFILE.is_file() or not DEFAULT.is_file():
        raise BadQuestion(
            f"the workflow is not there ({SNAKEFILE}): this command needs a clone of the repository, and the package "
            "installed from it in place (`make setup`, or `pip install -e .`)"
        )


def write_study(folder: Path, overlay: dict) -> None:
    """Write the study into its folder. One that is there from an earlier call gives way, unless its user has changed it:
    raises BadQuestion then, and for a folder that cannot be made."""
    path = folder / "study.yaml"
    body = yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True)
    other = folder / DEFAULT.name
    if other.exists() and not other.samefile(DEFAULT):
        raise BadQuestion(f"{other} is there, which the workflow would take for its own; choose another folder with --out")
    try:
        if path.exists():
            first, _, rest = path.read_text(encoding="utf-8").partition("\n")
            if rest != body and first != _first_line(rest):
                raise BadQuestion(
                    f"{path} was changed by hand, and this call would undo that; go on from it with\n"
                    f"  {go_on_command(folder)}\nor choose another folder with --out"
                )
        with complete_or_absent(path) as partial:
            partial.write_text(f"{_first_line(body)}\n{body}", encoding="utf-8")
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
    """Run the study of a folder to its end, as far as it is not there yet. Raises StudyFailed."""
    command = [sys.executable, "-m", "snakemake", *snakemake_arguments(folder, str(cores or "all"))]
    log = folder / LOG
    told = []
    with open(log, "w", encoding="utf-8") as file:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        with subprocess.Popen(command, **streams, text=True, env=os.environ) as process:
            for line in process.stdout:
                file.write(line)
                told.append(line)
                _show_progress(line, told)
    if process.returncode:
        raise StudyFailed(f"{explain(told)}\nThe whole log is {log}.")


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
