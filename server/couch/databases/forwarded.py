"""A plain database that lies in a CouchDB behind us: its requests are handed on, and everything CouchDB can do works there,
views and other functions of design documents included. But for `_rewrite`: a function that rewrites may answer with any path of
CouchDB, `_users` and the product's own databases too, which would then be asked under the server's own log-in.

Workspaces never come this way: papers go through the use cases on every store.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from server.couch.answers import CouchError
from server.couch.request import Asked, raw_names, unescaped
from sync.ports.peer import Peer

_BODYLESS = ("GET", "HEAD", "DELETE", "COPY")


class Forwarded:
    """Handler for everything under a plain database."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer

    async def handle(self, asked: Asked) -> None:
        """Raises CouchError, Refusal `store_unavailable` before an answer has begun."""
        if _rewrites(asked):
            raise CouchError(501, "not_implemented", "Rewrites are not offered: they lead out of the database.")
        path, query = _below_database(asked)
        method = asked.scope["method"]
        body = None if method in _BODYLESS else asked.chunks()
        async with self._peer.ask(method, asked.db, path, query, asked.headers, body) as answer:
            headers = dict(answer.headers)
            if "Location" in headers or "location" in headers:
                told = headers.pop("Location", headers.pop("location", ""))
                headers["Location"] = _own_location(asked, told)
            length = next((value for name, value in headers.items() if name.lower() == "content-length"), None)
            asked.answer.begin(
                answer.status, {name: value for name, value in headers.items() if name.lower() != "content-length"}
            )
            asked.answer.expect(int(length) if length is not None else None)
            async for piece in answer.body:
                await asked.answer.piece(piece)
            await asked.answer.piece(b"", last=True)


def _rewrites(asked: Asked) -> bool:
    names = "/".join(unescaped(name) for name in raw_names(asked.scope)[1:]).split("/")
    return names[0] == "_design" and "_rewrite" in names


def _below_database(asked: Asked) -> tuple[str, str]:
    """(path after the name of the database, query), both escaped as they came."""
    below = "".join("/" + name.decode("latin-1") for name in raw_names(asked.scope)[1:])
    return below, asked.scope["query_string"].decode("latin-1")


def _own_location(asked: Asked, told: str) -> str:
    """CouchDB's `Location` at our own address."""
    names = [quote(unquote(name), safe="") for name in told.partition("://")[2].split("/")[2:]]
    path = "/".join([quote(asked.db, safe=""), *names])
    return f"{asked.scope.get('scheme', 'http')}://{asked.headers.get('host', '')}/couch/{path}"
