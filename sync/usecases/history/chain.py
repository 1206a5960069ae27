"""The end of each unit's chain of history, and putting entries behind it.

Whoever appends for a unit does so one after the other in one process; that another server was quicker is seen from the store,
which refuses a number that is taken, and the entry then goes behind that one's, unless that one holds the same revisions: no revision
enters twice.
"""

from __future__ import annotations

from collections.abc import Set

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.proofs.history import HISTORY, Head, after, entry_id, ids_of
from sync.ports import DocumentStore, Json, Write, Written

_TRIES = 50
_PAGE = 10
_REMEMBERED = 20_000
"""Units whose end is kept in memory at most."""


class Chain:
    """Knows where each chain ends, as far as it was asked."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._heads: dict[str, Head] = {}

    async def head(self, unit: str) -> Head:
        """The newest entry, as it was when this process last looked or appended."""
        known = self._heads.get(unit)
        if known is None:
            first, last = ids_of(unit)
            try:
                found = await self._store.range(HISTORY, first, last, limit=1, descending=True)
            except NoSuchDatabase:
                await self._store.create_database(HISTORY)
                found = []
            known = Head(found[0]["n"], found[0]["hash"]) if found else Head()
            if len(self._heads) >= _REMEMBERED:
                self._heads.clear()
            self._heads[unit] = known
        return known

    def forget(self, unit: str) -> None:
        """It is not known whether what was written last is there."""
        self._heads.pop(unit, None)

    async def check(self, unit: str, since: Head, keys: Set[tuple[str, str]]) -> None:
        """Raises Refusal `store_unavailable` where one of these revisions has entered after `since`: whoever brings it comes again, and is
        told what the others were told."""
        start, end = f"{entry_id(unit, since.n)}~", ids_of(unit)[1]
        while True:
            page = await self._store.range(HISTORY, start, end, limit=_PAGE)
            if any((row["id"], row["rev"]) in keys for entry in page for row in entry["papers"]):
                raise Refusal("store_unavailable")
            if len(page) < _PAGE:
                return
            start = f"{page[-1]['_id']}~"

    async def settle(self, entry: Json, written: Written) -> None:
        """See to it that an entry stands in the chain, `written` being what became of the first try. Durable when this returns.

        Raises Refusal `store_unavailable` when it cannot be done, or when another server has entered one of its revisions meanwhile."""
        unit = str(entry["unit"])
        keys = {(row["id"], row["rev"]) for row in entry["papers"]}
        for _ in range(_TRIES):
            if written.error is None:
                self._heads[unit] = Head(entry["n"], entry["hash"])
                return
            self.forget(unit)
            if written.error != "conflict":
                break
            head = await self.head(unit)
            await self.check(unit, Head(entry["n"] - 1), keys)
            entry = after(entry, head)
            [written] = await self._store.write(HISTORY, [Write(entry, mode="edit")])
        raise Refusal("store_unavailable")
