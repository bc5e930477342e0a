"""What a study does not take from where it runs: a scheduler's hints, the locale, modules beside the data, users' settings.

Standard library only, since the rules and the command read it.
"""

import os
import shlex
import signal
import sys
from pathlib import Path

HINTS = (signal.SIGUSR1, signal.SIGUSR2)
PYTHON = sys.executable


def settle(folder: Path) -> None:
    """Have this process, a Snakemake at work in `folder`, and all jobs that it starts be the same in any surroundings.

    Files are read and written as UTF-8, and no module is taken from the folder that happens to be the current one. Figures
    are drawn without a screen and by no settings of the user's. SIGUSR1 and SIGUSR2, by which schedulers say that the end is
    near, end nothing: SIGTERM does.
    """
    os.environ |= {"PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"} | matplotlib_variables(folder)
    os.environ.pop("PYTHONIOENCODING", None)
    os.environ |= cache_variables(folder)
    for hint in HINTS:
        signal.signal(hint, signal.SIG_IGN)
    # Snakemake puts it into the commands of scripts as it stands, which a path with a space would break.
    sys.executable = shlex.quote(PYTHON)


def matplotlib_variables(folder: Path) -> dict[str, str]:
    """The environment's variables that have matplotlib draw without a screen and keep its files in `folder`: a backend that a
    notebook has named can be one that is not installed here, which matplotlib cannot be imported with."""
    return {"MPLBACKEND": "agg", "MPLCONFIGDIR": str(folder.absolute() / ".snakemake/matplotlib")}


def cache_variables(folder: Path) -> dict[str, str]:
    """The environment's variable that has programs keep their caches in `folder` where the user's home takes none."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        home.mkdir(parents=True, exist_ok=True)
        writable = os.access(home, os.W_OK | os.X_OK)
    except (OSError, RuntimeError):  # RuntimeError: there is no home
        writable = False
    return {} if writable else {"XDG_CACHE_HOME": str(folder.absolute() / ".snakemake/cache")}


def environment_of_command(folder: Path) -> dict[str, str]:
    """The environment for a Snakemake that a command starts on the study of a folder: without what its user has set for calls
    of Snakemake by hand."""
    without = ("SNAKEMAKE_PROFILE", "PYTHONIOENCODING")
    environment = {name: value for name, value in os.environ.items() if name not in without}
    return environment | {"PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"} | cache_variables(folder)
