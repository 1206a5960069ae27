"""Whose token a request carries. Tokens are kept as hashes alone; a token that is revoked counts no longer at the next request."""

from __future__ import annotations

from contextlib import suppress

from sync.domain.errors import Refusal
from sync.domain.machines.machine import Machine, hash_of, machine_id
from sync.ports import Clock, DocumentStore, Write
from sync.usecases.directory import MACHINES


class FindMachine:
    """Keeps all machines while their database does not change."""

    def __init__(self, store: DocumentStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._by_hash: dict[str, Machine] = {}
        self._seq = ""

    async def __call__(self, token: str) -> Machine | None:
        """The machine of a token; None for one that there is not, is revoked, or has run out."""
        hash, today = hash_of(token), self._clock.now().date()
        if hash is None:
            return None
        seq = (await self._store.info(MACHINES)).update_seq
        if seq != self._seq:
            rows = await self._store.range(MACHINES, "machine:", "machine;")
            self._by_hash, self._seq = {one.hash: one for one in map(Machine.from_document, rows)}, seq
        found = self._by_hash.get(hash)
        if found is None or not found.holds(today):
            return None
        if found.seen_at != today.isoformat():
            await self._seen(found.id, today.isoformat())
        return found

    async def _seen(self, id: str, day: str) -> None:
        """Written once a day. A conflict means that it has just been written, or revoked; a store that cannot be written must not keep
        anybody from reading."""
        with suppress(Refusal):
            document = await self._store.read(MACHINES, machine_id(id))
            if document is not None and not document.get("revoked"):
                await self._store.write(MACHINES, [Write(document | {"seen_at": day}, mode="edit")])
