"""The standard door alone on a real port: Basic alice:secret may do everything in `ws-…` databases, and everything sent is
stored, save documents whose `refuse` is true."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Scope

from server.bounded_http import BoundedHttp
from server.couch.reading import Sees
from server.couch.request import Incoming, Intent, Row
from server.couch.routes import CouchDoor, couch_routes
from server.machine import random_id
from sync.domain.accounts import Person
from sync.domain.errors import Problem, Refusal
from sync.ports import DocumentStore, Write

UUID = "0123456789abcdef0123456789abcdef"
AUTH = ("alice", "secret")


async def authorise(scope: Scope, db: str, intent: Intent) -> Person:
    """alice may everything, reader may read."""
    told = Headers(scope=scope).get("authorization", "").removeprefix("Basic ")
    username, _, password = base64.b64decode(told).decode().partition(":")
    if username not in ("alice", "reader") or password != "secret":
        raise Refusal("session_missing")
    if not db.startswith("ws-") or intent == "administer" or (intent == "write" and username != "alice"):
        raise Refusal("forbidden")
    return Person(username, username, (), lang="en")


def couch_site(store: DocumentStore, *, sees: Sees | None = None, feeds_per_person: int = 20) -> Starlette:
    """The application."""

    async def accept(person: Person, db: str, came: Sequence[Incoming], new_edits: bool) -> list[Row]:
        rows = []
        for document in (one.document for one in came):
            if not isinstance(document, dict):
                rows.append(Row("", "", Problem("document_malformed")))
            elif document.get("refuse"):
                rows.append(Row(document["_id"], document.get("_rev", ""), Problem("lifecycle")))
            else:
                [written] = await store.write(db, [Write(document, "edit" if new_edits else "replicated")])
                rows.append(Row(written.id, written.rev, Problem(written.error) if written.error else None))
        return rows

    door = CouchDoor(store, authorise, accept, uuid=UUID, new_id=random_id, sees=sees, feeds_per_person=feeds_per_person)
    return Starlette(routes=couch_routes(door))


@contextmanager
def listening(app: ASGIApp, http: type[asyncio.Protocol] = BoundedHttp) -> Iterator[str]:
    """Serve `app` with uvicorn in a thread, as the real server does; gives the address of its door."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=http, log_level="warning", timeout_graceful_shutdown=1, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/couch"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
