"""The one way in which revisions of papers are stored: with their entry in the history and, for those that were sent, their receipt.

Everything is durable on return, in one transaction where the store has them. Where it has none, what is being written is noted on this
machine, and what a crash leaves undone is finished from that note: never from what merely lies in the store, where others may have put
it past us. Nobody writes a paper past it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from sync.domain.canonical import canonical
from sync.domain.documents import content, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import KINDS
from sync.domain.proofs.history import HISTORY, Head, Recorded
from sync.domain.proofs.receipts import Receipts
from sync.ports import Clock, DocumentStore, Json, Signer, Write, Written
from sync.ports.begun import Begun
from sync.usecases.history.chain import Chain
from sync.usecases.history.find_entries import find_entries
from sync.usecases.history.record import Record
from sync.usecases.receipts.find_receipts import find_receipts
from sync.usecases.receipts.make_receipt import make_receipt

_LATEST = timedelta(minutes=10)
"""How late a store may still carry out what it was asked to write before it went away."""


class KeepPapers:
    """Safe by several at once: in one process they take turns, and of several each knows where every chain ends, and who was slower goes
    behind."""

    def __init__(self, store: DocumentStore, signer: Signer, clock: Clock, begun: Begun | None = None) -> None:
        """`begun`: where it is noted what is being written; None for a store that writes all of it in one transaction."""
        self._store = store
        self._signer = signer
        self._clock = clock
        self._begun = begun
        self._chain = Chain(store)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def record(self, unit: str, person: str, drift_ms: int | None = None) -> Record:
        """What is going to be stored now, by whom; see `Record`. Asked for before it is looked up whether it is stored or in the history
        already: what others enter after that look is then seen."""
        return Record(self._signer, unit, person, self._clock.now(), drift_ms, await self._chain.head(unit))

    async def store(self, db: str, writes: Sequence[Write], record: Record) -> list[Written]:
        """What `record` has taken, in the same order, and among it documents that are no papers. Without any writes: what it has taken
        is there, and only lacks its entry.

        Raises Refusal `store_unavailable`, NoSuchDatabase, and what the store raises; it is not known then what was stored."""
        if self._begun is None or not record.size:
            return await self._store_in_turn(db, writes, record)
        noted = self._begun.note(record.note())
        try:
            told = await self._store_in_turn(db, writes, record)
        except BaseException:
            noted.leave()
            raise
        noted.end()
        return told

    async def _store_in_turn(self, db: str, writes: Sequence[Write], record: Record) -> list[Written]:
        async with self._turns.setdefault(record.unit, asyncio.Lock()):
            head = await self._chain.head(record.unit)
            if head.n > record.head.n:
                await self._chain.check(record.unit, record.head, record.keys)
            try:
                return await self._store_after(head, db, writes, record)
            except BaseException:
                self._chain.forget(record.unit)
                raise

    async def _store_after(self, head: Head, db: str, writes: Sequence[Write], record: Record) -> list[Written]:
        def also(written: Sequence[Written]) -> Mapping[str, Sequence[Write]]:
            return record.also(db, head, [one for one in written if is_paper(one.id)])

        told, beside = await self._store.write_with(db, writes, also)
        if record.entry is not None:
            await self._chain.settle(record.entry, beside[HISTORY][0])
            for name, some in record.beside.items():
                if name not in beside:  # another server's entry came first, and nobody sees a receipt before its entry
                    await self._store.write(name, some)
        return told

    async def finish(self) -> None:
        """Make what was begun and left: entries and receipts as they would have been. Raises as `store`, after all that could be made is;
        the rest is left again."""
        failed: Exception | None = None
        for note, noted in self._begun.left() if self._begun is not None else ():
            done = False
            try:
                done = await self._finish(note)
            except Exception as error:
                failed = error
            finally:
                if done:
                    noted.end()
                else:
                    noted.leave()
        if failed is not None:
            raise failed

    async def _finish(self, note: Json) -> bool:
        """Whether nothing more can come of it."""
        unit, db = str(note["unit"]), workspace(note["unit"])
        record = Record.again(self._signer, note, await self._chain.head(unit))
        there: dict[tuple[str, str], Recorded] = {}
        for row in note["taken"]:
            if (stored := await self._stored(db, row)) is not None:
                there[row["id"], row["rev"]] = stored
        if there:
            given, listed = await self.give_again(unit, there)
            for row in note["taken"]:
                key = row["id"], row["rev"]
                if key in given and row["finding"]:
                    await self._store.write(db, [Write(row["finding"], mode="edit")])
                if key in there and key not in listed:
                    record.take(there[key], sent=row["sent"], finding=row["finding"])
            if record.size:
                await self._store_in_turn(db, [], record)
        return len(there) == len(note["taken"]) or self._clock.now() - record.at > _LATEST

    async def _stored(self, db: str, row: Json) -> Recorded | None:
        """A revision as it was going to be stored, if it is."""
        try:
            body = await self._store.read(db, row["id"], row["rev"])
        except NoSuchDatabase:
            return None
        text = canonical(content(body)) if body is not None else b""
        same = body is not None and hashlib.sha256(text).hexdigest() == row["digest"]
        return Recorded(row["id"], row["rev"], row["parent"], row["digest"], text.decode(), row["deleted"]) if same else None

    async def write(self, unit: str, writes: Sequence[Write], person: str = "") -> list[Written]:
        """Revisions that the server itself makes, under the ids they bring (`_rev`, `_revisions`), and documents beside them that are no
        papers. `person`: who had it done; "" is the server by itself. Raises as `store`."""
        record = await self.record(unit, person)
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
            record = await self.record(unit, "")
            again, _ = await self.give_again(unit, missing)
            for key in sorted(missing - again.keys()):
                record.take(recorded(there[key]), sent=True)
            if record.size:
                await self.store(db, [], record)

    async def give_again(
        self, unit: str, keys: Iterable[tuple[str, str]]
    ) -> tuple[dict[tuple[str, str], tuple[Receipts, int]], set[tuple[str, str]]]:
        """A crash may fall between an entry and its receipt. Of stored revisions (paper, revision) that have no receipt: the very receipts
        that their entries name, durable now, and which revisions are in the history at all. Raises as `store`."""
        entries = await find_entries(self._store, unit, keys)
        given: dict[tuple[str, str], tuple[Receipts, int]] = {}
        for entry in {one["_id"]: one for one in entries.values() if "receipt" in one}.values():
            receipts = self._named_by(unit, entry)
            [written] = await self._store.write(workspace(unit), [Write(receipts.document, mode="edit")])
            if written.error not in (None, "conflict"):  # there already: another server was about to write the same one
                raise Refusal(written.error)
            given |= {key: (receipts, place) for key, place in receipts.places().items()}
        return given, set(entries)

    def _named_by(self, unit: str, entry: Json) -> Receipts:
        """The receipt that an entry names, as it was made then."""
        rows = [row for row in entry["papers"] if not row.get("deleted") and is_sent(json.loads(row["text"]))]
        papers = [(row["id"], row["rev"], row["digest"]) for row in rows]
        on_time = {(row["id"], row["rev"]): row["on_time"] for row in rows if "on_time" in row}
        made, _ = make_receipt(self._signer, unit, papers, datetime.fromisoformat(entry["received_at"]), entry.get("drift_ms"), on_time)
        told = entry["receipt"]
        return Receipts({**made.document, "_id": told["id"], "key": told["key"], "signature": told["signature"]})


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
