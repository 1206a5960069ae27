"""Runs one job of the client program (client/run.mjs) against one peer and says what it cost both sides.

Every job is bounded in time; a job that fails stops the bench with what the client said.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench.couch.peer import Peer
from bench.couch.process import REST, PeakMemory, cpu_seconds, machine_seconds, tree, until_at_rest
from server.worker.rounds import LONGEST_GATHER_SECONDS
from tools.node import packages

PROGRAM = Path(__file__).with_name("client") / "run.mjs"
LONGEST = 240.0
"""Seconds one job may take."""
_GATHERED = LONGEST_GATHER_SECONDS + REST
"""Seconds after which it is known that our workers have nothing more to do: so long may they wait for what else comes."""


class ClientFailed(Exception):
    """The client program ended with an error; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Job:
    """See the type `Job` of client/run.mjs. `documents` and `branches` are JSON texts, one each."""

    work: str
    db: str = ""
    headers: dict[str, str] | None = None
    batch: int = 1
    at_once: int = 1
    limit: int = 0
    pulls: int = 0
    query: str = ""
    documents: Sequence[str] = ()
    branches: Sequence[str] = ()

    @property
    def writes(self) -> bool:
        """Whether it brings papers."""
        return bool(self.documents) or self.work in ("herd", "exchangeHerd")


@dataclass(frozen=True, slots=True)
class Cost:
    """`p50`, `p99`: milliseconds of a request, in the herd of a whole sync. `server_ms`, `client_ms`: CPU. `later_ms`: CPU of
    the server, where it is ours, from the last answer until it rests. `other`: how much of the machine's CPU went to neither, 0 to 1."""

    seconds: float
    documents: int
    requests: int
    up: int
    down: int
    p50: float
    p99: float
    client_ms: float
    server_ms: float = 0.0
    later_ms: float = 0.0
    other: float = 0.0
    rss: int = 0
    disk: int = 0

    @property
    def rate(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds


async def run(peer: Peer, job: Job) -> Cost:
    """Raises ClientFailed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = {
            **asdict(job), "headers": peer.headers if job.headers is None else job.headers, "url": peer.url,
            "exchange_url": peer.exchange_url, "folder": str(folder), "documents": _lines(folder / "documents", job.documents),
            "branches": _lines(folder / "branches", job.branches),
        }  # fmt: skip
        (folder / "job.json").write_text(json.dumps(told))
        process = await asyncio.create_subprocess_exec(
            *packages(), str(PROGRAM), str(folder / "job.json"),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(LONGEST):
                return await _measured(peer, job, process)
        except TimeoutError:
            raise ClientFailed(f"{job.work} against {peer.name} took longer than {LONGEST:.0f} s") from None
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def _lines(path: Path, texts: Iterable[str]) -> str:
    path.write_text("\n".join(texts), encoding="utf-8")
    return str(path)


async def _measured(peer: Peer, job: Job, process: asyncio.subprocess.Process) -> Cost:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    if await process.stdout.readline() != b"ready\n":
        raise ClientFailed(f"{job.work} against {peer.name}: {(await process.stderr.read()).decode()[-1500:]}")
    disk, roots = peer.disk_bytes(), tree(peer.roots)
    with PeakMemory(peer.roots) as peak:
        cpu, machine, began = cpu_seconds(roots), machine_seconds(), time.perf_counter()
        process.stdin.write(b"go\n")
        line = await process.stdout.readline()
        cpu, machine, spent = cpu_seconds(roots) - cpu, machine_seconds() - machine, time.perf_counter() - began
    error = (await process.stderr.read()).decode()
    if await process.wait() or not line:
        raise ClientFailed(f"{job.work} against {peer.name}: {error[-1500:]}")
    told = json.loads(line)
    told.pop("bytes")
    other = max(0.0, machine - cpu - told["client_ms"] / 1000) / spent if peer.roots else 0.0
    # A CouchDB bare is at the same time the store of another peer, whose work goes on: only our own servers come to rest.
    later = await until_at_rest(peer.roots, _GATHERED if peer.workspaces and job.writes else REST) if peer.exchange_url else 0.0
    return replace(
        Cost(**told), server_ms=cpu * 1000, later_ms=later * 1000, other=other, rss=peak.bytes, disk=peer.disk_bytes() - disk
    )
