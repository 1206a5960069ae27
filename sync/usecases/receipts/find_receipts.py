"""The receipts in a workspace: those of some revisions, the newest first, for whoever asks again asks soon; or all of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sync.domain.proofs.receipts import RECEIPT, Receipts, Received
from sync.ports import DocumentStore, Seq

_PAGE = 50
_END = "receipt;"
_KEPT = 300
"""Workspaces whose receipts are remembered."""


async def find_receipts(
    store: DocumentStore, db: str, asked: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Receipts, int]]:
    """By (paper, revision) the receipt document that names it, and where in it; those that have none are left out."""
    wanted, found = set(asked), dict[tuple[str, str], tuple[Receipts, int]]()
    end = _END
    while wanted:
        page = await store.range(db, RECEIPT, end, limit=_PAGE, descending=True)
        for document in page:
            for index, row in enumerate(document["papers"]):
                key = row["paper"], row["rev"]
                if key in wanted:
                    wanted.discard(key)
                    found[key] = Receipts(document), index
        if len(page) < _PAGE:
            break
        end = page[-1]["_id"]
    return found


async def numbered(store: DocumentStore, db: str, number: str, since: str = "") -> AsyncIterator[tuple[Receipts, int]]:
    """The receipt documents of a workspace that hold this number, and where in them; page by page. `since`: a moment, ISO 8601 with
    offset; only those given then or later."""
    start = RECEIPT + (f"{datetime.fromisoformat(since).astimezone(UTC):%Y%m%dT%H%M%S}" if since else "")
    while True:
        page = await store.range(db, start, _END, limit=_PAGE)
        for document in page:
            for index, row in enumerate(document["papers"]):
                if row["number"] == number:
                    yield Receipts(document), index
        if len(page) < _PAGE:
            return
        start = page[-1]["_id"] + "\0"


@dataclass(slots=True)
class _Known:
    """Of a workspace: the state it was read in, and the rows of each receipt document by id, with its revision."""

    uuid: str
    seq: Seq
    rows: dict[str, tuple[str, list[Received]]]
    all: list[Received] = field(default_factory=list)


class UnitReceipts:
    """All receipts of workspaces. When something has changed there, only those that were not read before are read: a unit of many years has
    hundreds, and every paper adds one."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, _Known] = OrderedDict()

    async def of(self, db: str) -> list[Received]:
        """In the order in which they were given. Raises NoSuchDatabase."""
        info = await self._store.info(db)
        known = self._kept.get(db)
        if known is None or (known.uuid, known.seq) != (info.uuid, info.update_seq):
            before = known.rows if known is not None and known.uuid == info.uuid else {}
            rows = await (self._further(db, before) if before else self._every(db))
            known = self._kept[db] = _Known(info.uuid, info.update_seq, rows, [row for _, some in rows.values() for row in some])
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return known.all

    async def _every(self, db: str) -> dict[str, tuple[str, list[Received]]]:
        return {one["_id"]: (one["_rev"], list(Receipts(one).rows())) for one in await self._store.range(db, RECEIPT, _END)}

    async def _further(self, db: str, before: dict[str, tuple[str, list[Received]]]) -> dict[str, tuple[str, list[Received]]]:
        there = await self._store.index(db, RECEIPT, _END)
        fresh = [id for id, rev in there if id not in before or before[id][0] != rev]
        read = await self._store.leaves_of(db, fresh) if fresh else {}
        now = before | {id: (leaves[0]["_rev"], list(Receipts(leaves[0]).rows())) for id, leaves in read.items()}
        return {id: now[id] for id, _ in there if id in now}
