"""`/couch/{db}/_local/{id}`: where peers keep their checkpoints (CouchDB documentation, "Local documents").

In a workspace each person has his own, so that nobody can disturb another's replication. Small, as checkpoints are.
"""

from __future__ import annotations

from dataclasses import replace

from server.couch.answers import CouchError
from server.couch.request import Asked, text
from server.replication.body import Limits
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json, Written

LIMITS = Limits(wire_bytes=64 * 1024, inflated_bytes=64 * 1024)
LONGEST_ID = 256


class Local:
    """Handlers for `/couch/{db}/_local/{id}` and `/couch/{db}/_local_docs`."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get(self, asked: Asked) -> None:
        found = await self._store.read_local(asked.db, _own(asked))
        if found is None:
            raise Refusal("not_found")
        await asked.answer.json({**found, "_id": f"_local/{asked.id}"})

    async def put(self, asked: Asked) -> None:
        body = await asked.object(None if asked.plain else LIMITS)
        if body.get("_deleted") is True:
            asked = replace(asked, query={**asked.query, "rev": body.get("_rev", asked.query.get("rev", ""))})
            await self.delete(asked)
            return
        rev = asked.query.get("rev")
        if rev is not None:
            body["_rev"] = rev
        if asked.plain and "_rev" not in body and (present := await self._store.read_local(asked.db, _own(asked))):
            body["_rev"] = present["_rev"]  # CouchDB keeps no history of local documents and lets anybody write over one
        await self._tell(asked, await self._store.write_local(asked.db, _own(asked), body), 201)

    async def delete(self, asked: Asked) -> None:
        rev = asked.query.get("rev", "")
        if asked.plain and (present := await self._store.read_local(asked.db, _own(asked))):
            rev = present["_rev"]
        await self._tell(asked, await self._store.delete_local(asked.db, _own(asked), rev), 200)

    async def no_attachments(self, asked: Asked) -> None:
        raise CouchError(400, "bad_request", "_local documents do not accept attachments.")

    async def list(self, asked: Asked) -> None:
        rows, own = [], "" if asked.plain else f"{asked.person.username}/"
        for id in await self._store.local_ids(asked.db):
            found = await self._store.read_local(asked.db, id) if id.startswith(own) else None
            if found is not None:
                key = f"_local/{id.removeprefix(own)}"
                row: Json = {"id": key, "key": key, "value": {"rev": found["_rev"]}}
                rows.append(row | ({"doc": {**found, "_id": key}} if asked.flag("include_docs") else {}))
        await asked.answer.json({"total_rows": None, "offset": None, "rows": rows})

    @staticmethod
    async def _tell(asked: Asked, written: Written, status: int) -> None:
        if written.error is not None:
            raise Refusal(written.error)
        told: Json = {"ok": True, "id": f"_local/{asked.id}", "rev": written.rev}
        await asked.answer.json(told, status)


def _own(asked: Asked) -> str:
    """The id under which the store keeps it. Raises Refusal, CouchError."""
    if not asked.id:
        raise CouchError(400, "illegal_docid", "Illegal document id `_local/`")
    if len(asked.id) > LONGEST_ID:
        raise CouchError(400, "illegal_docid", "Document id is too long")
    return text(asked.id) if asked.plain else f"{asked.person.username}/{text(asked.id)}"
