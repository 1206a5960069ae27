"""A store whose writer dies between two of its writes: each write to a database is one by itself, as on CouchDB,
and edits are another one behind what is replicated."""

from __future__ import annotations

from collections.abc import Sequence

from sync.ports import Json, Write, Written
from sync.stores.memory import MemoryStore


class Killed(BaseException):
    """What a use case can no more catch than SIGKILL."""


class KilledStore(MemoryStore):
    """Obeys the contract of stores, until it has been written to `left` times; then nobody writes any more, until `left` is None."""

    left: int | None = None

    def _live(self) -> None:
        if self.left is not None:
            if self.left == 0:
                raise Killed
            self.left -= 1

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        told: dict[int, Written] = {}
        for mode in ("replicated", "edit"):
            places = [place for place, one in enumerate(writes) if one.mode == mode]
            if places or not writes:
                self._live()
            told |= zip(places, await super().write(db, [writes[place] for place in places]), strict=True)
        return [told[place] for place in range(len(writes))]

    async def write_local(self, db: str, id: str, body: Json, *, own: bool = False) -> Written:
        self._live()
        return await super().write_local(db, id, body, own=own)

    async def delete_local(self, db: str, id: str, rev: str) -> Written:
        self._live()
        return await super().delete_local(db, id, rev)

    async def create_database(self, name: str) -> bool:
        if name not in await self.databases():
            self._live()
        return await super().create_database(name)
