"""A headless Chromium, driven by the DevTools protocol through a pair of pipes: no driver and no package is needed."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

FLAGS = [
    "--headless=new",
    "--no-sandbox",  # tests run as root in containers
    "--use-angle=swiftshader",  # WebGL without a graphics card
    "--enable-unsafe-swiftshader",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-pipe",
]
QUIET = {"error", "assert"}  # kinds of console messages that count as complaints


def find_chromium() -> str | None:
    """The browser's path, where there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Chromium:
    """One page of one browser: `complaints` of its console so far, and the addresses of its `requests`."""

    def __init__(self, executable: str, profile: Path, width: int = 1280, height: int = 900):
        read_by_it, self._commands = os.pipe()
        self._answers, written_by_it = os.pipe()

        def place_pipes() -> None:  # where the protocol has them
            os.dup2(os.dup(read_by_it), 3)
            os.dup2(os.dup(written_by_it), 4)

        command = [executable, *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", "about:blank"]
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, close_fds=False, preexec_fn=place_pipes, **nowhere)
        os.close(read_by_it), os.close(written_by_it)
        self._number, self._rest, self._session = 0, b"", None
        self.complaints, self.requests, self._events = [], [], []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters):
        """A command of the protocol, and what is answered; raises RuntimeError where that is an error."""
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": self._number, "method": method, "params": parameters} | session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._receive()).get("id") != self._number:
            self._note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _receive(self) -> dict:
        while b"\0" not in self._rest:
            part = os.read(self._answers, 1 << 20)
            if not part:
                raise RuntimeError("the browser has ended")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def _note(self, event: dict) -> None:
        method, about = event.get("method"), event.get("params", {})
        self._events.append(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(about["exceptionDetails"].get("exception", {}).get("description", "an exception"))
        elif method == "Runtime.consoleAPICalled" and about["type"] in QUIET:
            self.complaints.append(" ".join(str(value.get("value")) for value in about["args"]))
        elif method == "Log.entryAdded" and about["entry"]["level"] == "error":
            self.complaints.append(about["entry"]["text"])

    def open(self, path: Path) -> float:
        """Open a file; the seconds until its load event."""
        self._events.clear()
        began = time.monotonic()
        self.send("Page.navigate", url=path.absolute().as_uri())
        while "Page.loadEventFired" not in self._events:
            self._note(self._receive())
        return time.monotonic() - began

    def evaluate(self, expression: str):
        """The value of an expression, awaited; raises RuntimeError where it throws."""
        answer = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails'].get('exception', {}).get('description')}")
        return answer["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 30):
        """The value of an expression, once it is true; raises TimeoutError."""
        end = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            if time.monotonic() > end:
                raise TimeoutError(f"{expression} is still {value} after {seconds} s")
            time.sleep(0.05)
        return value

    def show_all(self, selector: str, shown: str) -> None:
        """Scroll to one element after the other, each until `shown`, an expression of `view`, is true of it."""
        for i in range(self.evaluate(f"document.querySelectorAll({selector!r}).length")):
            element = f"document.querySelectorAll({selector!r})[{i}]"
            self.evaluate(f"{element}.scrollIntoView()")
            self.wait_for(f"((view) => {shown})({element})")

    def press(self, key: str) -> None:
        """A key, as a reader presses it."""
        for kind in ("rawKeyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def resize(self, width: int, height: int) -> None:
        """Another window; below 600 pixels that of a phone."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.send("Emulation.setDeviceMetricsOverride", **size)

    def close(self) -> None:
        """End the browser."""
        self._process.terminate()
        self._process.wait(timeout=20)
        os.close(self._commands), os.close(self._answers)
