"""Every store a test of a use case runs on: memory, a file, and the CouchDB of `SOHOP_TEST_COUCHDB_URL` when there is one."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.ports import DocumentStore
from sync.stores.couchdb.store import CouchStore
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.store import SqliteStore

EVERY_STORE = ("memory", "sqlite", "couchdb")


@dataclass(frozen=True)
class Opened:
    """A store, and its file where it has one."""

    store: DocumentStore
    path: Path | None = None


@asynccontextmanager
async def opened(name: str, folder: Path) -> AsyncIterator[Opened]:
    """Skips the test for a CouchDB that is not there; what was made in it is deleted."""
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
    url = os.environ.get("SOHOP_TEST_COUCHDB_URL", "")
    if not url:
        pytest.skip("SOHOP_TEST_COUCHDB_URL is not set")
    couch = CouchStore(url, prefix=f"proof-{uuid.uuid4().hex[:8]}-")
    try:
        await couch.prepare()
        yield Opened(couch)
    finally:
        for db in await couch.databases():
            await couch.delete_database(db)
        await couch.close()
