"""`/couch/{db}/_local/{id}`: where peers keep their checkpoints (CouchDB documentation, "Local documents").

In a workspace each person has his own, so that nobody can disturb another's replication. Small, as checkpoints are.
"""

from __future__ import annotations

import re
from dataclasses import replace

from server.couch.answers import CouchError
from server.couch.databases.all_docs import Query, asked_queries, parameters, read_query
from server.couch.documents.document import location
from server.couch.request import Asked, text
from server.replication.body import Limits
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json, Written

_REVISION = re.compile(r"0-[0-9a-zA-Z]{1,32}")
LIMITS = Limits(wire_bytes=64 * 1024, inflated_bytes=64 * 1024)
LONGEST_ID = 256


class Local:
    """Handlers for `/couch/{db}/_local/{id}` and `/couch/{db}/_local_docs` (also `/queries`)."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get(self, asked: Asked) -> None:
        found = await self._store.read_local(asked.db, _own(asked), own=not asked.plain)
        if found is None or asked.query.get("rev", found["_rev"]) != found["_rev"]:
            raise CouchError(404, "not_found", "missing")  # where every replication begins, so nothing for the log of refusals
        history = {"_revisions": {"start": 0, "ids": [found["_rev"].removeprefix("0-")]}} if asked.flag("revs") else {}
        await asked.answer.json({**found, "_id": f"_local/{asked.id}", **history})

    async def put(self, asked: Asked) -> None:
        body = await asked.body(None if asked.plain else LIMITS)
        if not isinstance(body, dict):
            raise CouchError(400, "bad_request", "Document must be a JSON object")
        if body.get("_deleted") is True:
            asked = replace(asked, query={**asked.query, "rev": body.get("_rev", asked.query.get("rev", ""))})
            await self.delete(asked)
            return
        rev = asked.query.get("rev")
        if rev is not None:
            body["_rev"] = rev
        if not _REVISION.fullmatch(str(body.get("_rev", "0-0"))):
            raise CouchError(400, "bad_request", "Invalid rev format")
        if asked.plain and "_rev" not in body and (present := await self._store.read_local(asked.db, _own(asked))):
            body["_rev"] = present["_rev"]  # CouchDB keeps no history of local documents and lets anybody write over one
        await self._tell(asked, await self._store.write_local(asked.db, _own(asked), body, own=not asked.plain), 201)

    async def delete(self, asked: Asked) -> None:
        rev = asked.query.get("rev", "")
        if asked.plain and (present := await self._store.read_local(asked.db, _own(asked))):
            rev = present["_rev"]
        await self._tell(asked, await self._store.delete_local(asked.db, _own(asked), rev), 200)

    async def no_attachments(self, asked: Asked) -> None:
        raise CouchError(400, "bad_request", "_local documents do not accept attachments.")

    async def list(self, asked: Asked) -> None:
        query = read_query(parameters(asked) | (await asked.object() if asked.method == "POST" else {}))
        await asked.answer.json(await self._listed(asked, query))

    async def queries(self, asked: Asked) -> None:
        """`_local_docs/queries`: several questions in one request."""
        queries = [read_query(one) for one in await asked_queries(asked)]
        await asked.answer.json({"results": [await self._listed(asked, one) for one in queries]})

    async def _listed(self, asked: Asked, query: Query) -> Json:
        own = "" if asked.plain else f"{asked.person.username}/"
        known = [f"_local/{id.removeprefix(own)}" for id in await self._store.local_ids(asked.db) if id.startswith(own)]
        keys = list(query.keys) if query.keys is not None else [key for key in known if query.start <= key < query.end]
        keys = keys[::-1] if query.descending else keys
        end = None if query.limit is None else query.skip + query.limit
        rows = []
        for key in keys[query.skip : end]:
            found = await self._store.read_local(asked.db, own + key.removeprefix("_local/")) if key in known else None
            if found is None:
                rows.append({"key": key, "error": "not_found"})
                continue
            row: Json = {"id": key, "key": key, "value": {"rev": found["_rev"]}}
            rows.append(row | ({"doc": {**found, "_id": key}} if query.include_docs else {}))
        return {"total_rows": None, "offset": None, "rows": rows}

    @staticmethod
    async def _tell(asked: Asked, written: Written, status: int) -> None:
        if written.error is not None:
            raise Refusal(written.error)
        told: Json = {"ok": True, "id": f"_local/{asked.id}", "rev": written.rev}
        await asked.answer.json(told, status, location(asked, f"_local/{asked.id}") if status == 201 else {})


def _own(asked: Asked) -> str:
    """The id under which the store keeps it. Raises Refusal, CouchError."""
    if not asked.id:
        raise CouchError(400, "bad_request", "Invalid _local document id.")
    if len(asked.id) > LONGEST_ID:
        raise CouchError(400, "illegal_docid", "Document id is too long")
    return text(asked.id) if asked.plain else f"{asked.person.username}/{text(asked.id)}"
