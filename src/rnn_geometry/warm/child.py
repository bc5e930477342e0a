"""A forked child of the warm process: it runs one script as Python by itself would, and ends."""

import atexit
import json
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol


class Call(Protocol):
    """What a script is run with: its path, folder, environment and standard streams."""

    script: str
    folder: str
    environment: dict[str, str]
    streams: list[int]


def learnt_by(folder: Path, process: int) -> Path:
    """The file in which a child leaves the names of the modules that it imported."""
    return folder / f"learnt-{process}"


def run(call: Call, folder: Path) -> None:
    """Run the script of a call in this process, a fresh child, as `python script.py` does."""
    known = set(sys.modules)
    for standard, stream in enumerate(call.streams):
        os.dup2(stream, standard)
        os.close(stream)
    os.chdir(call.folder)
    os.environ.clear()
    os.environ.update(call.environment)
    sys.argv[:] = [call.script]
    if not call.environment.get("PYTHONSAFEPATH"):
        sys.path.insert(0, str(Path(call.script).parent))
    try:
        runpy.run_path(call.script, run_name="__main__")
    finally:
        new = [name for name in sys.modules if name not in known]
        learnt_by(folder, os.getpid()).write_text(json.dumps(new))


def status_of(script: Callable[[], None]) -> int:
    """The exit code that a script ends with, told of as Python does; an interrupt by the keyboard goes on."""
    try:
        script()
    except KeyboardInterrupt:
        raise
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def leave(status: int) -> None:
    """End a child whose script is over, without taking the interpreter down piece by piece: that would touch every object, and
    so copy all the memory that it shares with the server. What comes late, such as a second SIGTERM, changes nothing."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    if threading.active_count() > 1:  # threads of the script's, which a Python by itself would wait for
        sys.exit(status)
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # closed by the script, or read by nobody any more
            stream.flush()
    os._exit(status)
