"""The end of each unit's chain of history, and putting entries behind it.

Whoever appends for a unit does so one after the other in one process; that another server was quicker is seen from the store,
which refuses a number that is taken, and the entry then goes behind that one's.
"""

from __future__ import annotations

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.proofs.history import HISTORY, Head, after, ids_of
from sync.ports import DocumentStore, Json, Write, Written

_TRIES = 50
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

    async def settle(self, entry: Json, written: Written) -> None:
        """See to it that an entry stands in the chain, `written` being what became of the first try. Durable when this returns.

        Raises Refusal `store_unavailable` when it cannot be done."""
        unit = str(entry["unit"])
        for _ in range(_TRIES):
            if written.error is None:
                self._heads[unit] = Head(entry["n"], entry["hash"])
                return
            self.forget(unit)
            if written.error != "conflict":
                break
            entry = after(entry, await self.head(unit))
            [written] = await self._store.write(HISTORY, [Write(entry, mode="edit")])
        raise Refusal("store_unavailable")
