"""The one way in which revisions of papers are stored: with their entry in the history and, for those that were sent, their receipt.

Everything is durable on return, in one transaction where the store has them. Nobody writes a paper past it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from sync.domain.canonical import canonical
from sync.domain.documents import content, workspace
from sync.domain.kinds import KINDS
from sync.domain.proofs.history import HISTORY, Recorded
from sync.ports import Clock, DocumentStore, Json, Signer, Write, Written
from sync.usecases.history.chain import Chain
from sync.usecases.history.record import Record
from sync.usecases.receipts.find_receipts import find_receipts


class KeepPapers:
    """Safe by several at once: each knows where every chain ends, and who was slower goes behind."""

    def __init__(self, store: DocumentStore, signer: Signer, clock: Clock) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock
        self._chain = Chain(store)

    def record(self, unit: str, person: str, drift_ms: int | None = None) -> Record:
        """What is going to be stored now, by whom; see `Record`."""
        return Record(self._signer, unit, person, self._clock.now(), drift_ms)

    async def store(self, db: str, writes: Sequence[Write], record: Record) -> list[Written]:
        """What `record` has taken, in the same order, and among it documents that are no papers. Without any writes: what it has taken
        is there, and only lacks its entry.

        Raises Refusal `store_unavailable`, NoSuchDatabase, and what the store raises; it is not known then what was stored."""
        head = await self._chain.head(record.unit)

        def also(written: Sequence[Written]) -> Mapping[str, Sequence[Write]]:
            return record.also(db, head, [one for one in written if is_paper(one.id)])

        try:
            told, beside = await self._store.write_with(db, writes, also)
            if record.entry is not None:
                await self._chain.settle(record.entry, beside[HISTORY][0])
                for name, some in record.beside.items():
                    if name not in beside:  # another server's entry came first, and nobody sees a receipt before its entry
                        await self._store.write(name, some)
        except BaseException:
            self._chain.forget(record.unit)
            raise
        return told

    async def write(self, unit: str, writes: Sequence[Write], person: str = "") -> list[Written]:
        """Revisions that the server itself makes, under the ids they bring (`_rev`, `_revisions`), and documents beside them that are no
        papers. `person`: who had it done; "" is the server by itself. Raises as `store`."""
        record = self.record(unit, person)
        for body in (one.body for one in writes):
            if is_paper(body["_id"]):
                record.take(recorded(body), sent=is_sent(body))
        return await self.store(workspace(unit), writes, record)

    async def give_receipts(self, unit: str, papers: Sequence[Json]) -> None:
        """To sent papers that are stored and that a crash has left without one."""
        db = workspace(unit)
        there = {(str(one["_id"]), str(one["_rev"])): one for one in papers if is_sent(one)}
        missing = there.keys() - await find_receipts(self._store, db, there)
        if missing:
            record = self.record(unit, "")
            for key in sorted(missing):
                record.take(recorded(there[key]), sent=True)
            await self.store(db, [], record)


def is_paper(id: str) -> bool:
    return id.partition(":")[0] in KINDS


def is_sent(document: Json) -> bool:
    return document.get("state") == "sent" and not document.get("_deleted")


def recorded(document: Json) -> Recorded:
    """A revision with `_rev` and `_revisions` as the history tells it."""
    told, text = document["_revisions"], canonical(content(document))
    parent = f"{told['start'] - 1}-{told['ids'][1]}" if len(told["ids"]) > 1 else ""
    return Recorded(
        document["_id"], document["_rev"], parent, hashlib.sha256(text).hexdigest(), text.decode(), bool(document.get("_deleted"))
    )
