"""What is known of a receipt beyond itself: where its number leads, and whether the server's paper still says what was signed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

from sync.domain.access import may, may_see
from sync.domain.accounts import Person
from sync.domain.canonical import canonical
from sync.domain.documents import content, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.proofs.receipts import Receipts
from sync.ports import Clock, DocumentStore, Json
from sync.ports.paper_index import PaperIndex
from sync.usecases.directory import Directory
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.receipts.find_receipts import numbered

Kept = Literal["same", "newer", "differs", "gone"]
"""same: the paper that counts now is the one that was signed; newer: that one is kept, and another version has come after it; differs: what
is kept under that revision says something else than was signed; gone: it is not kept."""
_AT_ONCE = 8
_LATE = timedelta(minutes=10)
"""How far the clocks of servers may differ, and how long a receipt may be in coming, that what the index has not got yet is found all the same."""


class CheckReceipt:
    """Asked by the page on which people check receipts. What somebody may not see he is told nothing of."""

    def __init__(self, store: DocumentStore, index: PaperIndex, directory: Directory, clock: Clock) -> None:
        """`index`: knows where a number stands, but for what came a moment ago."""
        self._store = store
        self._index = index
        self._directory = directory
        self._clock = clock
        self._bodies = KeptBodies(store)

    async def numbered(self, person: Person, number: str) -> list[Json]:
        """The receipts with this number of papers this person may read, each complete in itself."""
        tree, today = await self._directory.units(), self._clock.now().date()
        units = [unit for unit in tree.units if may(person, "read", unit, tree, today)]
        found = await self._indexed(number, set(units))
        if not found:  # read out before the index has come so far
            since = await self._index.as_of()
            since = (datetime.fromisoformat(since) - _LATE).isoformat() if since else ""
            for start in range(0, len(units), _AT_ONCE):
                told = await asyncio.gather(*(self._in(unit, number, since) for unit in units[start : start + _AT_ONCE]))
                found += [one for some in told for one in some]
        return [one for one in found if await self.kept(person, one) is not None]

    async def _indexed(self, number: str, units: set[str]) -> list[Json]:
        found: list[Json] = []
        for unit, id in await self._index.receipts_numbered(number):
            try:
                document = await self._store.read(workspace(unit), id) if unit in units else None
            except NoSuchDatabase:
                document = None
            if document is not None:
                places = [place for place, row in enumerate(document["papers"]) if row["number"] == number]
                found += [Receipts(document).of(place) for place in places]
        return found

    async def _in(self, unit: str, number: str, since: str) -> list[Json]:
        try:
            return [receipts.of(index) async for receipts, index in numbered(self._store, workspace(unit), number, since)]
        except NoSuchDatabase:
            return []

    async def kept(self, person: Person, receipt: Json) -> Kept | None:
        """How the paper stands of which a genuine receipt speaks; None where this person may not read it."""
        unit, paper, rev = str(receipt["unit"]), str(receipt["paper"]), str(receipt["rev"])
        tree, today = await self._directory.units(), self._clock.now().date()
        seen: dict[str, Any] = {"kind": paper.partition(":")[0], "state": "sent"}
        if tree.get(unit) is None or not may_see(person, seen, unit, tree, today):
            return None
        try:
            body = await self._bodies.body(workspace(unit), paper, rev)
            record = record_of(await self._store.leaves(workspace(unit), paper))
        except NoSuchDatabase:
            return "gone"
        if body is None:
            return "gone"
        if hashlib.sha256(canonical(content(body))).hexdigest() != receipt["digest"]:
            return "differs"
        return "same" if record is not None and record["_rev"] == rev else "newer"


def each_of(told: Any) -> Iterable[Json]:
    """The receipts of single papers in what was checked: itself, or all of a whole receipt document."""
    if "papers" in told and "paper" not in told:
        receipts = Receipts(told)
        levels = receipts.levels()
        return [receipts.of(place, levels) for place in range(len(told["papers"]))]
    return [told]
