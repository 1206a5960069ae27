"""`GET /couch/` and `GET /couch/{db}`: what a replicator looks at before it begins.

Databases are made when a unit is; a peer can neither make nor delete one.
"""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from server.couch.answers import Answer
from server.couch.request import Asked
from sync.domain.errors import Refusal
from sync.ports import DocumentStore

API_LEVEL = "3.3.0"
"""The CouchDB whose replication calls we answer like."""


class Welcome:
    """ASGI endpoint for the root; open to all, as it tells nothing. `uuid` names this server: 32 hex digits."""

    def __init__(self, uuid: str) -> None:
        self._told = {"couchdb": "Welcome", "version": API_LEVEL, "uuid": uuid, "vendor": {"name": "Sổ Họp"}}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] in ("GET", "HEAD"):
            await Answer(send, head_only=scope["method"] == "HEAD").json(self._told)
        else:
            told = {"error": "method_not_allowed", "reason": "Only GET,HEAD allowed"}
            await Answer(send).json(told, 405, {"Allow": "GET, HEAD"})


class Database:
    """Handlers for `/couch/{db}`."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get(self, asked: Asked) -> None:
        info = await self._store.info(asked.db)
        await asked.answer.json(
            {
                "db_name": info.name,
                "doc_count": info.doc_count,
                "doc_del_count": info.doc_del_count,
                "update_seq": info.update_seq,
                "purge_seq": "0",
                "compact_running": False,
                "instance_start_time": "0",
                "uuid": info.uuid,
            }
        )

    async def put(self, asked: Asked) -> None:
        if asked.db not in await self._store.databases():
            raise Refusal("forbidden")
        reason = "The database could not be created, the file already exists."
        await asked.answer.json({"error": "file_exists", "reason": reason}, 412)

    async def full_commit(self, asked: Asked) -> None:
        """`POST _ensure_full_commit`: every answered write is on disk already."""
        await self._store.info(asked.db)
        await asked.answer.json({"ok": True, "instance_start_time": "0"}, 201)
