"""The receipts in a workspace: those of some revisions, the newest first, for whoever asks again asks soon; or all of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable

from sync.domain.proofs.receipts import RECEIPT, Receipts, Received
from sync.ports import DocumentStore

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


async def numbered(store: DocumentStore, db: str, number: str) -> AsyncIterator[tuple[Receipts, int]]:
    """The receipt documents of a workspace that hold this number, and where in them; page by page."""
    start = RECEIPT
    while True:
        page = await store.range(db, start, _END, limit=_PAGE)
        for document in page:
            for index, row in enumerate(document["papers"]):
                if row["number"] == number:
                    yield Receipts(document), index
        if len(page) < _PAGE:
            return
        start = page[-1]["_id"] + "\0"


class UnitReceipts:
    """All receipts of workspaces, read again when something has changed there."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._kept: OrderedDict[str, tuple[str, list[Received]]] = OrderedDict()

    async def of(self, db: str) -> list[Received]:
        """In the order in which they were given. Raises NoSuchDatabase."""
        info = await self._store.info(db)
        state = f"{info.uuid} {info.update_seq}"
        known = self._kept.get(db)
        if known is None or known[0] != state:
            documents = await self._store.range(db, RECEIPT, _END)
            known = self._kept[db] = state, [row for one in documents for row in Receipts(one).rows()]
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return known[1]
