"""Start the warm process and stop it: it lives as long as the pipe that its starter holds, however that ends."""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from shlex import quote

from rnn_geometry.job import THREAD_VARIABLES
from rnn_geometry.surroundings import PYTHON

HERE = Path(__file__).parent


class Warm:
    """A running warm process; `shell` is the path of what stands in for bash."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="warm-"))  # short: a socket's path has at most 107 characters
        self.shell = self.folder / "bash"  # Snakemake goes by this name
        address = str(self.folder / "socket")
        client = [PYTHON, "-ISX", "utf8", str(HERE / "client.py"), address, shutil.which("bash"), PYTHON]
        self.shell.write_bytes(os.fsencode(f'#!/bin/sh\nexec {" ".join(map(quote, client))} "$@"\n'))
        self.shell.chmod(0o700)
        lifeline, self._lifeline = os.pipe()
        environment = os.environ | dict.fromkeys(THREAD_VARIABLES, "1")
        with socket.socket(socket.AF_UNIX) as listener:  # here, so that it listens before the first call
            listener.bind(address)
            listener.listen(64)
            passed = [listener.fileno(), lifeline]
            command = [PYTHON, str(HERE / "server.py"), str(self.folder), *map(str, passed)]
            self._process = subprocess.Popen(command, pass_fds=passed, env=environment, stdin=subprocess.DEVNULL)
        os.close(lifeline)

    def stop(self) -> None:
        """End the process and every job that it still runs, and wait for it; once is enough."""
        if self._process.returncode is None:
            os.close(self._lifeline)
            self._process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Warm | None:
    """Start a warm process that ends with this one; None where a process that has numerical libraries in memory cannot be
    forked, which is anywhere but on Linux, and where RNN_GEOMETRY_COLD is set in the environment."""
    if sys.platform != "linux" or not shutil.which("bash") or "RNN_GEOMETRY_COLD" in os.environ:
        return None
    started = Warm()
    atexit.register(started.stop)
    return started
