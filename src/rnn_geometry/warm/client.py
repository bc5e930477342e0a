"""Stands in for bash while a study runs: hands the run of a Python script to the warm process, and all else to bash.

Called as `client.py SOCKET BASH PYTHON -c COMMAND`, once per job: so it imports as little as can be, and nothing of the
package. It ends as the script does, by the same exit status or signal. SIGTERM goes on to the script; when this process is
killed, the server kills the script.
"""

import json
import os
import signal
import socket
import sys

PREFIX = "set -euo pipefail;"  # Snakemake's, before every command for bash


def script_of(command: str, python: str) -> str | None:
    """The script that a command runs with this Python and no more arguments; None for any other command."""
    if not command.startswith(PREFIX):
        return None
    rest = command[len(PREFIX) :]
    if "'" in rest or '"' in rest or "\\" in rest:
        from shlex import split

        words = split(rest)
    else:
        words = rest.split()
    return words[1] if len(words) == 2 and words[0] == python and os.path.isfile(words[1]) else None


def hand_over(script: str, address: str) -> int | None:
    """The status, as from `os.wait`, that the script ended with in the warm process; None where there is no such process."""
    server = socket.socket(socket.AF_UNIX)
    try:
        server.connect(address)
    except OSError:
        return None
    call = json.dumps({"script": script, "folder": os.getcwd(), "environment": dict(os.environ)}).encode()
    # Held back until the call is through: the script may be at work before this process gets to its next line.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    socket.send_fds(server, [len(call).to_bytes(8, "big")], [0, 1, 2])
    server.sendall(call)
    signal.signal(signal.SIGTERM, lambda *_: server.send(b"T"))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    answer = server.recv(8)
    if not answer:
        sys.exit(f"{script}: the warm process that ran it has ended")
    return int.from_bytes(answer, "big")


def end_as(status: int) -> None:
    """End this process by the exit code or the signal of a status."""
    if os.WIFSIGNALED(status):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def main(address: str, bash: str, python: str, *arguments: str) -> None:
    """Run a command for bash, in the warm process where it can be."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # as bash: no traceback of this process
    one_thread = os.environ.get("OMP_NUM_THREADS") == "1"
    script = script_of(arguments[1], python) if one_thread and arguments[:1] == ("-c",) and len(arguments) == 2 else None
    status = hand_over(script, address) if script else None
    if status is None:
        os.execv(bash, [bash, *arguments])
    end_as(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
