"""Our own CouchDB door over a store, with the rules of papers left out: admin:secret may do everything."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Scope

from server.couch.accept import store_plain
from server.couch.request import Incoming, Intent, Row
from server.couch.routes import CouchDoor, couch_routes
from server.machine import random_id
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import DocumentStore
from sync.stores.sqlite.store import SqliteStore
from tests.support.couch.couch_site import listening

UUID = "0123456789abcdef0123456789abcdef"
ADMIN = ("admin", "secret")


def plain_couch(store: DocumentStore) -> ASGIApp:
    """The application."""

    async def authorise(scope: Scope, db: str, intent: Intent) -> Person:
        told = Headers(scope=scope).get("authorization", "").removeprefix("Basic ")
        if told != base64.b64encode(":".join(ADMIN).encode()).decode():
            raise Refusal("credentials_wrong" if told else "session_missing")
        return Person("admin", "admin", (), lang="en")

    async def accept(person: Person, db: str, came: Sequence[Incoming], new_edits: bool) -> list[Row]:
        return await store_plain(store, db, came, new_edits)

    door = CouchDoor(store, authorise, accept, uuid=UUID, new_id=random_id)
    return Starlette(routes=couch_routes(door))


@contextmanager
def our_couch(folder: Path) -> Iterator[str]:
    """Serve one over a new embedded store in `folder`; gives its address with the log-in in it."""
    store = SqliteStore(folder / "plain.sqlite")
    with listening(plain_couch(store)) as address:
        yield address.replace("://", f"://{ADMIN[0]}:{ADMIN[1]}@")
