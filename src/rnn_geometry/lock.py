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


def take_lock(path: str | Path) -> None:
    """Take the lock for as long as this process lives; raises AtWork when another one has it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = open(path, "a+", encoding="utf-8")  # noqa: SIM115 (open until the process ends)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip() or "another process"
        file.close()
        raise AtWork(f"{holder} is at work in {Path.cwd()}: wait until it has ended, or stop it first") from error
    except OSError as error:  # a file system without locks
        print(f"{path}: no lock can be had ({error}); see to it that no other snakemake runs here", file=sys.stderr)
    file.truncate(0)
    file.write(f"snakemake (process {os.getpid()} on {socket.gethostname()})\n")
    file.flush()
    _held.append(file)
