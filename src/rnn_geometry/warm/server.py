"""The warm process: forks a child per script that it is called to run, and imports what these came to import.

Called as `server.py FOLDER LISTENER LIFELINE`. It has a single thread (but for allocators' own, which know of forks), so
that a fork copies all there is. It ends, and kills what it runs, when its starter has, however that ends: LIFELINE closes then.
"""

import ctypes
import gc
import importlib
import io
import json
import os
import selectors
import shutil
import signal
import socket
import sys
from collections import deque
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path

from rnn_geometry.warm.child import learnt_by, leave, run, status_of

DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG


@dataclass
class Call:
    """A script to run as if alone: its path, folder, environment and standard streams, and the connection that waits."""

    connection: socket.socket
    script: str
    folder: str
    environment: dict[str, str]
    streams: list[int]

    @classmethod
    def read(cls, connection: socket.socket) -> "Call":
        """The call that a client sends; raises EOFError where it ended before it was through."""
        size, streams, _, _ = socket.recv_fds(connection, 8, 3)
        try:
            content = b""  # and no byte more: what comes after it is another message
            while (left := int.from_bytes(size, "big") - len(content)) and (part := connection.recv(left)):
                content += part
            return cls(connection, **json.loads(content), streams=streams)
        except (OSError, ValueError) as error:
            for stream in streams:
                os.close(stream)
            raise EOFError("no whole call") from error


@dataclass
class Server:
    """Connections are accepted on `listener` until `lifeline` ends."""

    listener: socket.socket
    lifeline: int
    folder: Path
    running: dict[int, Call] = field(default_factory=dict)  # by process
    to_import: deque[str] = field(default_factory=deque)
    learnt: set[str] = field(default_factory=set)  # all names that were ever to be imported: what fails is not tried again

    def __post_init__(self):
        self.selector = selectors.DefaultSelector()
        self.ended, wakeup = os.pipe()
        os.set_blocking(wakeup, False)
        os.set_blocking(self.ended, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a terminal: the children get it too, and Snakemake ends this process
        # Of a stopped study: its children get it too. Blocked and not ignored, so that none is lost on a child just forked.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        signal.set_wakeup_fd(wakeup, warn_on_full_buffer=False)
        for file, act in ((self.listener, self.accept), (self.lifeline, self.end), (self.ended, self.reap)):
            self.selector.register(file, selectors.EVENT_READ, act)

    def serve(self) -> Call:
        """Serve until the end, which this does not return from; in a child, return the call that it is to run."""
        while True:
            for key, _ in self.selector.select(0 if self.to_import else None):
                if (call := key.data()) is not None:
                    return call
            if self.to_import:
                import_quietly(self.to_import.popleft())

    def accept(self) -> Call | None:
        """Fork a child for a new call; in the child, return the call."""
        connection, _ = self.listener.accept()
        try:
            call = Call.read(connection)
        except (EOFError, OSError):  # a client that was killed meanwhile
            connection.close()
            return None
        gc.freeze()  # what is there already is no child's garbage, and is not copied for being looked at
        process = os.fork()
        if process == 0:
            self.forget()
            return call
        for stream in call.streams:
            os.close(stream)
        self.running[process] = call
        self.selector.register(connection, selectors.EVENT_READ, lambda: self.heed(process))
        return None

    def forget(self) -> None:
        """In a child: let go of all that is the server's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
        self.selector.close()
        self.listener.close()
        os.close(self.lifeline)
        for call in self.running.values():
            call.connection.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def heed(self, process: int) -> None:
        """What a client says beyond its call: that it was told to end, or nothing when it has gone and nobody waits."""
        if process not in self.running:
            return
        connection = self.running[process].connection
        if connection.recv(1):
            os.kill(process, signal.SIGTERM)
        else:
            self.selector.unregister(connection)
            os.kill(process, signal.SIGKILL)

    def reap(self) -> None:
        """Tell the clients of children that have ended how these ended, and take over what they have learnt."""
        with suppress(BlockingIOError):
            os.read(self.ended, 4096)
        while self.running:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            connection = self.running.pop(process).connection
            with suppress(KeyError):
                self.selector.unregister(connection)
            with suppress(OSError):  # gone meanwhile
                connection.sendall(status.to_bytes(8, "big"))
            connection.close()
            self.learn(learnt_by(self.folder, process))

    def learn(self, path: Path) -> None:
        """Import, when there is nothing else to do, the modules that a child had imported beyond the server's."""
        if path.exists():
            new = [name for name in json.loads(path.read_text()) if name not in self.learnt]
            self.to_import.extend(new)
            self.learnt.update(new)
            path.unlink()

    def end(self) -> None:
        """Kill what runs, leave no folder behind, and end."""
        for process in self.running:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        shutil.rmtree(self.folder, ignore_errors=True)
        os._exit(0)


class StreamOfTheDay(io.TextIOBase):
    """The standard stream of this name that there is when it is written to: for what a module keeps from its import on, such as
    a logger's handler, so that messages go to the log of their job. What is said during the import is nobody's."""

    def __init__(self, name: str):
        self.name = name

    def write(self, text: str) -> int:
        stream = getattr(sys, self.name)
        return len(text) if stream is self else stream.write(text)


def import_quietly(name: str) -> None:
    """Import a module if it can be had by its name alone; if not, each child goes on importing it for itself."""
    with suppress(Exception), redirect_stdout(StreamOfTheDay("stdout")), redirect_stderr(StreamOfTheDay("stderr")):
        importlib.import_module(name)


def main(folder: str, listener: str, lifeline: str) -> None:
    """Serve calls on the listening socket of that file number."""
    sys.path[:] = [path for path in sys.path if path != str(Path(__file__).parent)]
    server = Server(socket.socket(fileno=int(listener)), int(lifeline), Path(folder))
    call = server.serve()
    leave(status_of(lambda: run(call, server.folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
