"""Every store a test of a use case runs on: memory, a file, and the CouchDB of `SOHOP_TEST_COUCHDB_URL`, or our own server, which speaks
its protocol, when there is none."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sync.ports import DocumentStore
from sync.stores.couchdb.store import CouchStore
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.plain_couch import our_couch

EVERY_STORE = ("memory", "sqlite", "couchdb")


@dataclass(frozen=True)
class Opened:
    """A store, and its file where it has one."""

    store: DocumentStore
    path: Path | None = None


@asynccontextmanager
async def opened(name: str, folder: Path) -> AsyncIterator[Opened]:
    """What was made in a CouchDB is deleted."""
    if name == "memory":
        yield Opened(MemoryStore())
        return
    if name == "sqlite":
        sqlite = await SqliteStore.open(folder / "sohop.sqlite")
        try:
            yield Opened(sqlite, folder / "sohop.sqlite")
        finally:
            await sqlite.close()
        return
    with couchdb(folder) as url:
        couch = CouchStore(url, prefix=f"proof-{uuid.uuid4().hex[:8]}-", q=1)
        try:
            await couch.prepare()
            yield Opened(couch)
        finally:
            for db in await couch.databases():
                await couch.delete_database(db)
            await couch.close()


def couchdb(folder: Path) -> AbstractContextManager[str]:
    """The address of a CouchDB; our own server keeps its file in `folder`."""
    url = os.environ.get("SOHOP_TEST_COUCHDB_URL")
    return nullcontext(url) if url else our_couch(folder)
