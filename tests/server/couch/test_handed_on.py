"""What is handed on to a CouchDB behind us is a plain database's, however its path is written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.types import Scope

from server.couch.request import Incoming, Intent, Row
from server.couch.routes import CouchDoor, couch_routes
from server.machine import random_id
from sync.domain.accounts import Person
from sync.ports.peer import PeerAnswer
from sync.stores.memory import MemoryStore


class Echo:
    """A peer whose CouchDB tells what it was asked for, as CouchDB would take it: empty names count for nothing."""

    @asynccontextmanager
    async def ask(
        self, method: str, db: str, path: str, query: str, headers: Mapping[str, str], body: AsyncIterator[bytes] | None
    ) -> AsyncIterator[PeerAnswer]:
        async def told() -> AsyncIterator[bytes]:
            yield json.dumps([name for name in f"/{quote(db, safe='')}{path}".split("/") if name]).encode()

        yield PeerAnswer(200, {"Content-Type": "application/json"}, told())


async def asked(raw: str) -> tuple[int, Any]:
    """What comes back to an administrator who asks for a path under `/couch`, written so."""

    async def authorise(scope: Scope, db: str, intent: Intent) -> Person:
        return Person("admin", "admin", (), lang="en")

    async def accept(person: Person, db: str, came: Sequence[Incoming], new_edits: bool) -> list[Row]:
        raise AssertionError("nothing is written here")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    door = CouchDoor(MemoryStore(), authorise, accept, uuid="0" * 32, new_id=random_id, peer=Echo())
    scope = {"type": "http", "method": "GET", "path": "/couch/x", "raw_path": f"/couch{raw}".encode(), "query_string": b"",
             "scheme": "http", "headers": [(b"host", b"x")]}  # fmt: skip
    await Starlette(routes=couch_routes(door))(scope, receive, send)  # type: ignore[arg-type]
    return sent[0]["status"], json.loads(b"".join(one.get("body", b"") for one in sent[1:]))


@pytest.mark.parametrize("raw", ["/plain/x", "//plain/x", "/plain//x/", "/plain%2Fmore/x%2Fy", "/plain/x/f%20g"])
async def test_a_plain_database_is_handed_on(raw: str) -> None:
    status, names = await asked(raw)
    assert status == 200 and names[0].startswith("plain") and names[1].startswith("x")


@pytest.mark.parametrize("raw", ["//_users/_all_docs", "///_node/_local/_config", "//ws-na-don/x", "/%77s-na-don/x", "//%5Fusers"])
async def test_an_empty_name_leads_to_nothing_but_a_plain_database(raw: str) -> None:
    """A CouchDB leaves empty names out: what stands after one would be the database there, under the server's own log-in."""
    status, told = await asked(raw)
    assert status != 200 and "error" in told, told


@pytest.mark.parametrize("path", ["_design/r/_rewrite/x", "_design/r/%5Frewrite", "_design%2Fr/_rewrite", "/_design//r//_rewrite/x/y"])
async def test_rewrites_which_may_lead_anywhere_are_not_handed_on(path: str) -> None:
    status, told = await asked(f"/plain/{path}")
    assert (status, told["error"]) == (501, "not_implemented")
    assert (await asked("/plain/_design/r/_view/x"))[0] == 200
