"""Walking the chain of one unit from its beginning, and again from where it ended when more has come meanwhile.

Keeps of every revision its digest and nothing else, so that a unit of any size fits into memory; never the texts. Writes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.proofs.broken import Broken
from sync.domain.proofs.history import HISTORY, Head, break_in, entry_id, ids_of
from sync.ports import DocumentStore, Json

_PAGE = 50
_PAST = "~"


@dataclass(frozen=True, slots=True)
class Named:
    """A receipt as an entry names it, and what the entry says beside it that the receipt must say too."""

    entry: int
    key: str
    signature: str
    received_at: str
    drift_ms: object


@dataclass(slots=True)
class Walk:
    """What a chain has told so far. `digests`: by (paper, revision); `receipts`: by id; `broken`: the first break, if any."""

    unit: str
    head: Head = field(default_factory=Head)
    digests: dict[tuple[str, str], str] = field(default_factory=dict)
    receipts: dict[str, Named] = field(default_factory=dict)
    broken: Broken | None = None
    entries: int = 0

    async def on(self, store: DocumentStore) -> None:
        """Read what comes after the head. Raises Refusal `store_unavailable`."""
        last = ids_of(self.unit)[1]
        while True:
            start = entry_id(self.unit, self.head.n) + _PAST if self.head.n else ids_of(self.unit)[0]
            page = await _page(store, start, last)
            for id, entry in page:
                self._take(id, entry)
            if len(page) < _PAGE:
                return

    def _take(self, id: str, entry: Json | None) -> None:
        number = _number(id)
        if entry is None:
            self._note("unreadable", number)
            self.head = Head(number, "")
            return
        self.entries += 1
        what = break_in(entry, self.head)
        if not what and entry["_id"] != entry_id(self.unit, entry["n"]):
            what = "malformed"
        if what:
            rows = _rows(entry)
            row = next((one for one in rows if _differs(one)), rows[0] if rows else {})
            number_told = self.head.n + 1 if what == "missing" else number
            self._note(what, number_told, str(row.get("id", "")), str(row.get("rev", "")))
        for row in _rows(entry):
            self.digests.setdefault((str(row.get("id")), str(row.get("rev"))), _digest(row))
        self._take_receipt(number, entry)
        self.head = Head(number, str(entry.get("hash", "")))

    def _take_receipt(self, number: int, entry: Json) -> None:
        told = entry.get("receipt")
        if isinstance(told, dict):
            self.receipts[str(told.get("id"))] = Named(
                number, str(told.get("key")), str(told.get("signature")), str(entry.get("received_at")), entry.get("drift_ms")
            )

    def _note(self, what: str, entry: int, paper: str = "", rev: str = "") -> None:
        if self.broken is None:
            self.broken = Broken(self.unit, what, entry, paper, rev)


async def _page(store: DocumentStore, start: str, end: str) -> list[tuple[str, Json | None]]:
    """The next entries; None for one that cannot be read, as one damaged document must not hide the others."""
    try:
        return [(str(one["_id"]), one) for one in await store.range(HISTORY, start, end, limit=_PAGE)]
    except NoSuchDatabase:
        return []
    except Refusal:
        raise
    except Exception:
        return [(id, await _one(store, id)) for id, _ in await store.index(HISTORY, start, end, limit=_PAGE)]


async def _one(store: DocumentStore, id: str) -> Json | None:
    try:
        return await store.read(HISTORY, id)
    except Refusal:
        raise
    except Exception:
        return None


def _number(id: str) -> int:
    told = id.rpartition(":")[2]
    return int(told) if told.isascii() and told.isdigit() else 0


def _rows(entry: Json) -> list[Json]:
    papers = entry.get("papers")
    return [row for row in papers if isinstance(row, dict)] if isinstance(papers, list) else []


def _digest(row: Json) -> str:
    """Of the text as it is now: papers and receipts are held against what the history says, whatever its own digest claims."""
    return hashlib.sha256(str(row.get("text")).encode("utf-8", "surrogatepass")).hexdigest()


def _differs(row: Json) -> bool:
    return _digest(row) != row.get("digest")
