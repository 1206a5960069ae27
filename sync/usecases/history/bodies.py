"""Bodies of revisions that the store has compacted away, from the history, which never loses one."""

from __future__ import annotations

import json

from sync.domain.documents import unit_of
from sync.domain.errors import NoSuchDatabase
from sync.domain.proofs.history import HISTORY, ids_of
from sync.ports import DocumentStore, Json

_PAGE = 50


class KeptBodies:
    """What the store still has, else what the history of its unit says. The second reads the unit's entries from the newest on: it is
    asked rarely, when somebody comes back with something old."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def body(self, db: str, id: str, rev: str) -> Json | None:
        """None when neither has it. Raises NoSuchDatabase."""
        found = await self._store.read(db, id, rev)
        unit = unit_of(db)
        return found if found is not None or unit is None else await self._recorded(unit, id, rev)

    async def _recorded(self, unit: str, id: str, rev: str) -> Json | None:
        start, end = ids_of(unit)
        while True:
            try:
                page = await self._store.range(HISTORY, start, end, limit=_PAGE, descending=True)
            except NoSuchDatabase:
                return None
            for entry in page:
                for row in entry["papers"]:
                    if row["id"] == id and row["rev"] == rev:
                        body: Json = json.loads(row["text"])
                        return {**body, "_id": id, "_rev": rev} | ({"_deleted": True} if row.get("deleted") else {})
            if len(page) < _PAGE:
                return None
            end = page[-1]["_id"]
