"""Our own server as a peer: a data folder filled with units, people and seeds, and the server started on it and stopped.

People are logged in beforehand, as phones are: their sessions are written into the store, so that no argon2 is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import urllib.request
from collections import deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.couch import papers
from bench.couch.peer import Peer, Place
from bench.couch.process import cpu_seconds, tree
from server.machine import MachineClock, MachineIds
from server.opening import open_store
from server.security.sessions import Sessions
from server.settings import Settings
from sync.domain.documents import workspace
from sync.ports import DocumentStore, Write
from sync.usecases.directory import ACCOUNTS, UNITS
from tests.support.server import TOP, free_port
from tests.support.world import BINH_LU, a_unit, make_world

ADMINISTRATOR = "quan-tri"
_AT_ONCE = 64
_IDLE = 0.03
"""Seconds of CPU in half a second of a server that has nothing to do."""
_LONGEST_START = 360
"""Half seconds."""
_YOUNG = 12.0
"""Seconds for which our store on CouchDB takes a database for one that may have been made anew just now; those that people use are older."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Workspaces to make: `herds` with `seeds` papers each, `singles` with none."""

    herds: int = 0
    singles: int = 0
    seeds: int = 20


@contextlib.asynccontextmanager
async def serving(
    name: str, data: Path, wanted: Wanted, environment: Mapping[str, str] = {}, behind: Peer | None = None
) -> AsyncIterator[Peer]:
    """Fill the store, run the server, stop it. `environment`: further settings; `behind`: the CouchDB that keeps its store."""
    settings = {"SOHOP_DATA": str(data), "SOHOP_LOG_LEVEL": "warning", **environment}
    store = open_store(Settings.from_environment(settings))
    if prepare := getattr(store, "prepare", None):
        await prepare()
    try:
        await make_world(store)
        sessions = Sessions(store, MachineClock(), MachineIds(), 180)
        herds = await _places(store, sessions, "herd", wanted.herds, wanted.seeds)
        singles = await _places(store, sessions, "single", wanted.singles, 0)
        administrator = _cookie(await sessions.begin(ADMINISTRATOR, "01JBENCH"))
    finally:
        await store.close()
    if behind is not None:
        await asyncio.sleep(_YOUNG)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", str(port)], cwd=TOP, stdout=log, stderr=log,
            env={**{key: value for key, value in os.environ.items() if not key.startswith("SOHOP_")}, **settings},
        )  # fmt: skip
        try:
            await _settled(process, url, data / "server.log")
            roots, folders = (process.pid, *(behind.roots if behind else ())), behind.folders if behind else (data,)
            yield Peer(
                name, f"{url}/couch", administrator, roots, folders, url, bool(herds or singles), deque(herds), deque(singles)
            )
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 30)


async def _settled(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until the server answers and has caught up with what it was given: until it no longer uses the processor."""
    before = -1.0
    for _ in range(_LONGEST_START):
        if process.poll() is not None:
            break
        spent = cpu_seconds(tree([process.pid]))
        if spent - before < _IDLE and await asyncio.to_thread(_is_up, url):
            return
        before = spent
        await asyncio.sleep(0.5)
    raise RuntimeError(f"our server does not come to rest:\n{log.read_text()[-2000:]}")


def _is_up(url: str) -> bool:
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/couch/_up", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


async def _places(store: DocumentStore, sessions: Sessions, word: str, count: int, seeds: int) -> list[Place]:
    """`count` units, each with its workspace, a secretary who is logged in, and `seeds` papers."""
    units = [f"chi-bo-bench-{word}-{number}" for number in range(count)]
    # closed units owe nothing any more: no peer holds a document that the others do not
    cells = [a_unit(unit, unit, "cell", BINH_LU, cell_type="village", valid_to="2025-12-31") for unit in units]
    await store.write(UNITS, [Write(cell, mode="edit") for cell in cells])
    await store.write(ACCOUNTS, [Write(_account(unit), mode="edit") for unit in units])
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(unit: str) -> Place:
        async with turns:
            await store.create_database(workspace(unit))
            if seeds:
                await store.write(workspace(unit), [Write(paper) for paper in papers.some(seeds, unit, unit, size=papers.USUAL)])
            return Place(workspace(unit), unit, unit, _cookie(await sessions.begin(unit, "01JBENCH")))

    return list(await asyncio.gather(*map(one, units)))


def _account(unit: str) -> dict[str, object]:
    """The secretary of a unit; the user name is the unit's."""
    return {
        "_id": f"account:{unit}", "kind": "account", "username": unit, "name": "Lò Văn Panh", "phone": "", "password_hash": "",
        "roles": [{"role": "secretary", "unit": unit, "from": "2020-01-01", "to": None}], "lang": "vi",
    }  # fmt: skip


def _cookie(token: str) -> dict[str, str]:
    return {"Cookie": f"sohop={token}"}
