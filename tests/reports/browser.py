"""A headless Chromium, talked to over its debugging pipe: no driver, no port, no network."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

# Background networking off: the machine that runs tests may have no network, and Chromium would try again and again.
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars --remote-debugging-pipe"
)


class Page:
    """One page. events: everything the browser told us, such as console messages and requests."""

    def __init__(self, command: str, width: int = 1280, height: int = 900) -> None:
        self.events: list[dict[str, Any]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="daicho-chromium-", ignore_cleanup_errors=True)
        (to_read, self._write), (self._read, to_write) = os.pipe(), os.pipe()
        high = [fcntl.fcntl(handle, fcntl.F_DUPFD, 10) for handle in (to_read, to_write)]

        def place() -> None:  # the browser reads from 3 and writes to 4
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        args = [command, *FLAGS.split(), f"--user-data-dir={self._folder.name}", "about:blank"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(args, preexec_fn=place, close_fds=False, stdout=quiet, stderr=quiet)
        for handle in (to_read, to_write, *high):
            os.close(handle)
        self._buffer, self._number, self._session = b"", 0, ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                return dict(answer["result"])
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._read, 1 << 16)
            assert data, "the browser went away"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    def open(self, path: Path) -> None:
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """The value of an expression. Runs outside the page's own content policy."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]["text"]
        return result["result"].get("value")

    def complaints(self) -> list[str]:
        """Console errors and warnings, uncaught exceptions, dialogs."""
        bad = []
        for event in self.events:
            method, params = event.get("method"), event.get("params", {})
            if method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                bad.append(params["entry"]["text"])
            elif method in ("Runtime.exceptionThrown", "Page.javascriptDialogOpening", "Runtime.consoleAPICalled"):
                bad.append(str(method))
        return bad

    def requests(self) -> list[str]:
        events = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in events]

    def __enter__(self) -> Page:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._read)
        os.close(self._write)
        self._folder.cleanup()
