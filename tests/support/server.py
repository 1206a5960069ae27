"""The real server as a process of its own: started, waited for, stopped, or killed."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

TOP = Path(__file__).parent.parent.parent


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """`python -m server serve` on a data folder; always the same port, as a phone expects. `settings` are further `SOHOP_…`
    variables; `log` takes what it prints."""

    def __init__(self, data: Path, *, settings: Mapping[str, str] | None = None, log: Path | None = None) -> None:
        self.data = data
        self.settings = dict(settings or {})
        self.log = log or data / "server.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        env = {name: value for name, value in os.environ.items() if not name.startswith("SOHOP_")} | self.settings
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "server", "serve", "--data", str(self.data), "--port", str(self.port)],
                cwd=TOP, env=env, stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise AssertionError(f"the server ended:\n{self.log.read_text()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/log-in")
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        assert self._process is not None
        return self._process.pid

    def memory(self) -> int:
        """Bytes of memory it holds now (Linux: VmRSS)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) * 1024

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None
