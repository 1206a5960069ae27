"""The store behind a server under test, opened beside it as a command would: its file, or databases of its own in a real CouchDB."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from server.opening import open_store
from server.settings import Settings
from sync.ports import DocumentStore
from sync.stores.couchdb.store import CouchStore
from tests.support.server import Server


def in_couchdb(url: str, folder: Path) -> dict[str, str]:
    """Settings of a server that keeps everything in the CouchDB at `url`, which holds the log-in; the password goes into `folder`."""
    at, password = urlsplit(url), folder / "couchdb-password"
    password.touch(mode=0o600)
    password.write_text(unquote(at.password or ""))
    return {"SOHOP_STORE": f"{at.scheme}://{at.username}@{at.hostname}:{at.port}", "SOHOP_STORE_PREFIX": f"sohop-test-{uuid4().hex[:12]}-",
            "SOHOP_STORE_PASSWORD_FILE": str(password)}  # fmt: skip


@asynccontextmanager
async def store_behind(server: Server) -> AsyncIterator[DocumentStore]:
    """Ready for use, though the server has never run."""
    store = open_store(Settings.from_environment({"SOHOP_DATA": str(server.data), **server.settings}))
    try:
        if isinstance(store, CouchStore):
            await store.prepare()
        yield store
    finally:
        await store.close()


async def drop_all(server: Server) -> None:
    """Delete its databases."""
    async with store_behind(server) as store:
        for name in await store.databases():
            await store.delete_database(name)
