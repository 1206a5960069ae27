"""A whole server for tests, in this process: memory store, fixed clock, cheap passwords, and a browser-like client."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from server.app import build
from server.settings import Settings
from server.site import Site
from server.worker.oblige import Obliger
from server.worker.rounds import Rounds
from server.worker.tell import Teller
from sync.ports import DocumentStore
from sync.ports.post import Post
from sync.stores.memory import MemoryStore
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.passwords import PlainPasswords
from tests.support.world import PASSWORD, make_world

ADDRESS = "http://sohop.test"
NOW = "2026-11-23T10:00:00+07:00"
PAGE = {"accept": "text/html"}


@dataclass
class Running:
    """A started server."""

    site: Site
    store: DocumentStore
    clock: FixedClock
    passwords: PlainPasswords

    def client(self, address: str = ADDRESS, **more: str) -> httpx.AsyncClient:
        """A browser with its own cookies; failures inside the server come back as answers."""
        transport = httpx.ASGITransport(app=self.site, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=address, headers=more)

    async def phone(self, username: str = "na-don-bi-thu") -> httpx.AsyncClient:
        """A client that has logged in through the API."""
        client = self.client()
        answer = await client.post("/api/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    async def office(self, username: str = "binh-lu-dang-uy") -> httpx.AsyncClient:
        """A client that has logged in through the page."""
        client = self.client(**PAGE)
        token = form_token(await client.get("/log-in"))
        fields = {"form_token": token, "username": username, "password": PASSWORD}
        answer = await client.post("/log-in", data=fields)
        assert answer.status_code == 303, answer.text
        return client


@asynccontextmanager
async def running(
    data: Path,
    *,
    empty: bool = False,
    settings: Settings | None = None,
    store: DocumentStore | None = None,
    obliging: bool = False,
    delivering: bool = False,
    merging: bool = False,
    reminding: bool = False,
    numbering: bool = False,
    following: bool = True,
    telling: bool = True,
    post: Post | None = None,
    at: str = NOW,
) -> AsyncIterator[Running]:
    """Start a server on `data` at that hour; with people and units of `world` unless `empty`; on the memory store unless another is
    given.

    Without `obliging` no records of what is owed are made, without `delivering` no copies, without `merging` nothing is merged,
    without `numbering` nothing is given a number, and without `reminding` nobody is told of anything, so that a workspace holds what
    a test puts there; without
    `following` the read model stands still until the test has it catch up, and without `telling` webhooks are told nothing until then.
    `post` stands for the internet.
    """
    store, clock, passwords = store or MemoryStore(), FixedClock(at), PlainPasswords()
    site = build(settings or Settings(data=data), clock=clock, ids=CountingIds(), store=store, passwords=passwords, post=post)
    if not obliging:
        site.parts = replace(site.parts, obliger=_Idle(store, site.parts.obliger.make, clock))
    if not telling:
        site.parts = replace(site.parts, teller=_Silent(store, site.parts.teller.tell, clock))
    parts = site.parts
    working = (
        (parts.merger, merging), (parts.numberer, numbering), (parts.deliverer, delivering), (parts.follower, following), (parts.indexer, following),
    )  # fmt: skip
    site.parts = replace(parts, rounds=Rounds(store, [worker for worker, wanted in working if wanted]))
    if not reminding:
        site.parts.reminder.run = _nothing  # type: ignore[method-assign]
    if not empty:
        await make_world(store, passwords)
    async with _held(site):
        yield Running(site, store, clock, passwords)


async def _nothing() -> None:
    await asyncio.Event().wait()


class _Idle(Obliger):
    async def run(self) -> None:
        await asyncio.Event().wait()


class _Silent(Teller):
    async def run(self) -> None:
        await asyncio.Event().wait()


@asynccontextmanager
async def _held(site: Site) -> AsyncIterator[None]:
    """The lifespan in a task of its own, as under a real server: a fixture may end it from another task."""
    ready, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with site.started():
            ready.set()
            await done.wait()

    task = asyncio.create_task(hold())
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if task.done():
        await task
    try:
        yield
    finally:
        done.set()
        await task


def form_token(page: httpx.Response) -> str:
    """The hidden token of the first form of a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]
