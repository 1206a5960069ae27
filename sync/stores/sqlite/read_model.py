"""The read model in a SQLite file of its own, which may be deleted at any time: it is rebuilt from the store.

Rows as folded from documents, and rows derived from them (`reading/`). Another version, or a file that cannot be read, is thrown
away and begun anew. Never holds anything that exists only here.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sync.domain.documents import unit_of
from sync.ports import Fact, MeetingFacts, PaperFacts, Seq, UnitStanding, WorkspaceFacts
from sync.stores.sqlite.reading import settling
from sync.stores.sqlite.reading.period import SqlitePeriod
from sync.stores.sqlite.reading.schema import open_file, open_reader
from sync.stores.sqlite.reading.taking import OF_UNITS, PAPER_COLUMNS, derive_meeting, take

T = TypeVar("T")
READERS = 3
_MEETING_COLUMNS = ", ".join(one.name for one in fields(MeetingFacts))
_OF = "(SELECT value FROM json_each(?))"


class SqliteReadModel(SqlitePeriod):
    """Obeys `sync.ports.ReadModel`, `sync.ports.board.BoardModel` and `sync.ports.period.PeriodModel`. Writes run in threads, one at a time;
    reads beside them; `close` it at the end."""

    def __init__(self, path: Path) -> None:
        """Open or begin the file; its folder must exist."""
        self._lock = threading.Lock()
        self._db = open_file(path)
        self._checkpoints: dict[str, tuple[str, Seq]] = {
            db: (uuid, seq) for db, uuid, seq in self._db.execute("SELECT db, uuid, seq FROM checkpoints")
        }  # asked for every workspace in every round, and nobody else writes this file
        super().__init__([open_reader(path) for _ in range(READERS)])
        self._news = asyncio.Condition()
        self._folds = 0
        self._waiting = 0

    @property
    def folds(self) -> int:
        return self._folds

    @property
    def waiting(self) -> int:
        """How many wait for news."""
        return self._waiting

    async def wait_folded(self, after: int, timeout: float) -> int:
        self._waiting += 1
        try:
            async with asyncio.timeout(timeout), self._news:
                await self._news.wait_for(lambda: self._folds > after)
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1
        return self._folds

    async def close(self) -> None:
        await self.close_readers()
        await self._write(self._db.close)

    async def _write(self, work: Callable[[], T]) -> T:
        def alone() -> T:
            with self._lock:
                return work()

        return await asyncio.to_thread(alone)

    async def _tell(self) -> None:
        async with self._news:
            self._folds += 1
            self._news.notify_all()

    async def checkpoint(self, db: str) -> tuple[str, Seq]:
        return self._checkpoints.get(db, ("", "0"))

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Fact]) -> None:
        def work() -> None:
            with self._db:
                touched = [key for one in facts for key in take(self._db, one)]
                for unit, meeting in dict.fromkeys(touched):
                    derive_meeting(self._db, unit, meeting)
                self._db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)", (db, uuid, seq))
            self._checkpoints[db] = uuid, seq

        await self._write(work)
        await self._tell()

    async def forget(self, db: str) -> None:
        unit = unit_of(db)

        def work() -> None:
            with self._db:
                for table in OF_UNITS if unit is not None else ():
                    self._db.execute(f"DELETE FROM {table} WHERE unit = ?", (unit,))
                for table in ("phones", "phone_units") if unit is None else ():
                    self._db.execute(f"DELETE FROM {table}")
                self._db.execute("DELETE FROM checkpoints WHERE db = ?", (db,))
            self._checkpoints.pop(db, None)

        await self._write(work)
        await self._tell()

    async def unsettled(self, keys: Mapping[str, str]) -> list[str]:
        return await self._write(lambda: settling.unsettled(self._db, keys))

    async def settle(self, keys: Mapping[str, str], work_out: Callable[[str, WorkspaceFacts], UnitStanding]) -> None:
        def work() -> None:
            with self._db:
                for unit, key in keys.items():
                    settling.settle(self._db, unit, key, work_out(unit, settling.workspace_facts(self._db, unit)))

        await self._write(work)
        await self._tell()

    async def caught_up(self, at: datetime) -> None:
        def work() -> None:
            with self._db:
                self._db.execute("INSERT OR REPLACE INTO folded VALUES (1, ?)", (at.isoformat(timespec="seconds"),))

        await self._write(work)

    async def as_of(self) -> str:
        rows = await self._rows("SELECT at FROM folded")
        return str(rows[0][0]) if rows else ""

    async def meetings(self, units: Sequence[str], first_month: str, last_month: str) -> list[MeetingFacts]:
        query = f"SELECT {_MEETING_COLUMNS} FROM meetings WHERE unit IN {_OF} AND month BETWEEN ? AND ? ORDER BY unit, month, type, number"
        return [MeetingFacts(*row) for row in await self._rows(query, (self.set_of(units), first_month, last_month))]

    async def papers(self, unit: str) -> list[PaperFacts]:
        sent = f"SELECT {PAPER_COLUMNS} FROM papers WHERE unit = ? AND state = 'sent' AND month <> '' AND kind <> 'visit' ORDER BY id"
        return [settling.as_paper(row) for row in await self._rows(sent, (unit,))]

    async def heard(self, units: Sequence[str]) -> dict[str, str]:
        query = f"SELECT unit, at FROM heard WHERE unit IN {_OF} ORDER BY unit"
        return dict(await self._rows(query, (self.set_of(units),)))
