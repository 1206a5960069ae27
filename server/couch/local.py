"""`_local` documents of this door: where replicators keep how far they got. Never replicated, small, and each person's own,
so that nobody can move another's checkpoint."""

from __future__ import annotations

from server.replication.body import Limits
from server.couch.request import Asked, text
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json, Written

LIMITS = Limits(wire_bytes=64 * 1024, inflated_bytes=64 * 1024)
LONGEST_ID = 256


class Local:
    """Handlers for `/couch/{db}/_local/{id}`."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get(self, asked: Asked) -> None:
        found = await self._store.read_local(asked.db, _own(asked))
        if found is None:
            raise Refusal("not_found")
        await asked.answer.json({**found, "_id": f"_local/{asked.id}"})

    async def put(self, asked: Asked) -> None:
        body = await asked.object(LIMITS)
        if "rev" in asked.query:
            body["_rev"] = asked.query["rev"]
        await self._tell(asked, await self._store.write_local(asked.db, _own(asked), body), 201)

    async def delete(self, asked: Asked) -> None:
        await self._tell(asked, await self._store.delete_local(asked.db, _own(asked), asked.query.get("rev", "")), 200)

    @staticmethod
    async def _tell(asked: Asked, written: Written, status: int) -> None:
        if written.error is not None:
            raise Refusal(written.error)
        told: Json = {"ok": True, "id": f"_local/{asked.id}", "rev": written.rev}
        await asked.answer.json(told, status)


def _own(asked: Asked) -> str:
    """The id under which the store keeps it. Raises Refusal."""
    if not asked.id or len(asked.id) > LONGEST_ID:
        raise Refusal("not_found" if not asked.id else "bad_request")
    return f"{asked.person.username}/{text(asked.id)}"
