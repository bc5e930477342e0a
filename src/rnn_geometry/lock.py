"""One Snakemake at a time in a folder, by a lock that ends with the process that took it, however that ends.

Snakemake's own lock is a file, which outlives a process that is killed and then has to be removed by hand; the profiles
turn it off in favour of this one.
"""

import fcntl
import os
import socket
import sys
from pathlib import Path

_held = []  # the lock lasts as long as its file is open


class AtWork(RuntimeError):
    """Another process works in this folder; the message says which."""


def require_nobody_at_work(path: str | Path) -> None:
    """Raise AtWork, without taking the lock, when another process has it."""
    path = Path(path)
    if not path.exists():
        return
    with open(path, encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AtWork(_refusal(file, path)) from error
        except OSError:  # a file system without locks, of which take_lock tells
            return


def _refusal(file, path: Path) -> str:
    file.seek(0)
    holder = file.read().strip() or "another process"
    return f"{holder} is at work in {path.absolute().parents[1]}: wait until it has ended, or stop it first"


def take_lock(path: str | Path) -> None:
    """Take the lock, `.snakemake/at-work` in the folder of work, for as long as this process lives; raises AtWork when another
    one has it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = open(path, "a+", encoding="utf-8")  # noqa: SIM115 (open until the process ends)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        with file:
            raise AtWork(_refusal(file, path)) from error
    except OSError as error:  # a file system without locks
        print(f"{path}: no lock can be had ({error}); see to it that no other snakemake runs here", file=sys.stderr)
    file.truncate(0)
    file.write(f"snakemake (process {os.getpid()} on {socket.gethostname()})\n")
    file.flush()
    _held.append(file)
