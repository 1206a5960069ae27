"""Our CouchDB door over an embedded store as a process of its own, which can be killed: `Plain(folder)` from tests.

Started by itself it serves until it is ended, and writes a line for each answered request to `requests.log`: the second, method,
status, user agent, path with query. Never used outside of tests: its password stands in the sources.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.plain_couch import ADMIN, plain_couch
from tests.support.server import TOP, free_port

_LOG = "requests.log"


@dataclass(frozen=True, slots=True)
class Request:
    """One that was answered, so many seconds after some beginning."""

    second: float
    method: str
    status: int
    agent: str
    path: str


class Plain:
    """Always on the same port, as its peers expect."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"http://{ADMIN[0]}:{ADMIN[1]}@127.0.0.1:{self.port}/couch"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "tests.support.couch.plain_process", str(self._folder), str(self.port)]
        self._process = subprocess.Popen(command, cwd=TOP)
        until = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError("the server does not answer")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    def peak_memory(self) -> int:
        """The most memory the process ever held, in bytes (Linux)."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))

    def requests(self) -> Iterator[Request]:
        for line in (self._folder / _LOG).read_text().splitlines():
            second, method, status, agent, path = line.split("\t")
            yield Request(float(second), method, int(status), agent, path)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/couch/_up")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _logged(app: ASGIApp, path: Path) -> ASGIApp:
    log = path.open("a", buffering=1)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                agent = dict(scope["headers"]).get(b"user-agent", b"").decode()
                asked = f"{scope['raw_path'].decode()}?{scope['query_string'].decode()}"
                log.write(f"{time.monotonic():.3f}\t{scope['method']}\t{message['status']}\t{agent}\t{asked}\n")
            await send(message)

        await app(scope, receive, noted)

    return handle


def main() -> None:
    """Serve until ended."""
    folder = Path(sys.argv[1])
    app = _logged(plain_couch(SqliteStore(folder / "plain.sqlite")), folder / _LOG)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", lifespan="off")


if __name__ == "__main__":
    main()
