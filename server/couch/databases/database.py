"""`/couch/{db}`: making, telling, deleting a database (CouchDB documentation, "/{db}").

Workspaces are made when a unit is; a peer can neither make nor delete one.
"""

from __future__ import annotations

import re

from server.couch.answers import CouchError
from server.couch.documents.document import location
from server.couch.request import Asked
from server.couch.sequence import tagged
from sync.domain.errors import Refusal
from sync.ports import DatabaseInfo, DocumentStore, Json

_NAME = re.compile(r"[a-z][a-z0-9_$()+/-]{0,237}")


class Database:
    """Handlers for `/couch/{db}`."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get(self, asked: Asked) -> None:
        await asked.answer.json(told(await self._store.info(asked.db)))

    async def put(self, asked: Asked) -> None:
        if not _NAME.fullmatch(asked.db):
            reason = (
                f"Name: '{asked.db}'. Only lowercase characters (a-z), digits (0-9), and any of the characters"
                " _, $, (, ), +, -, and / are allowed. Must begin with a letter."
            )
            raise CouchError(400, "illegal_database_name", reason)
        _check_layout(asked)
        if not asked.plain and asked.db not in await self._store.databases():
            raise Refusal("forbidden")
        if not asked.plain or not await self._store.create_database(asked.db):
            raise CouchError(412, "file_exists", "The database could not be created, the file already exists.")
        await asked.answer.json({"ok": True}, 201, location(asked))

    async def delete(self, asked: Asked) -> None:
        if "rev" in asked.query:
            raise CouchError(
                400,
                "bad_request",
                "You tried to DELETE a database with a ?=rev parameter. Did you mean to DELETE a document instead?",
            )
        if not await self._store.delete_database(asked.db):
            raise Refusal("no_such_database")
        await asked.answer.json({"ok": True})


def _check_layout(asked: Asked) -> None:
    """How a cluster is to lay a database out is checked and of no consequence here. Raises CouchError."""
    for name in ("q", "n"):
        told = asked.query.get(name, "1")
        if not (told.isascii() and told.isdigit() and int(told[:18])):
            raise CouchError(400, "bad_request", f"The `{name}` value should be a positive integer.")
    if asked.query.get("partitioned", "false") != "false":
        raise CouchError(501, "not_implemented", "There are no partitioned databases here.")


def told(info: DatabaseInfo) -> Json:
    """The answer to `GET /{db}`. `instance_start_time` changes when a database of the same name is made anew."""
    sizes = {"file": info.file_bytes, "external": info.external_bytes, "active": info.file_bytes}
    return {
        "instance_start_time": str(int(info.uuid[:12], 16)),
        "db_name": info.name,
        "purge_seq": tagged(info.purge_seq, info.uuid),
        "update_seq": tagged(info.update_seq, info.uuid),
        "sizes": sizes,
        "props": {},
        "doc_del_count": info.doc_del_count,
        "doc_count": info.doc_count,
        "disk_format_version": 8,
        "compact_running": False,
        "cluster": {"q": 1, "n": 1, "w": 1, "r": 1},
    }
