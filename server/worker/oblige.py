"""Keeps the records of what is owed made: at the start, when a day begins in Viet Nam, and when units or deadlines change.

Never changes a record that is there. A failure is logged and tried again; it never ends the task.
"""

from __future__ import annotations

import asyncio
import logging

from sync.domain.obligations.clock import day_of, millis
from sync.ports import Clock, DocumentStore, Seq
from sync.usecases.directory import RULES, UNITS
from sync.usecases.obligations.make_records import MakeRecords

_LOG = logging.getLogger(__name__)
WAIT_SECONDS = 30.0
"""How late a new day may be noticed."""
RETRY_SECONDS = 5.0
GATHER_SECONDS = 2.0
"""How long changes are gathered: on meeting day papers come many a second, and they change no deadline."""


class Obliger:
    """Run `run()` as a task for the life of the server; `catch_up()` alone makes what is missing now."""

    def __init__(self, store: DocumentStore, make: MakeRecords, clock: Clock) -> None:
        self._store = store
        self.make = make
        self._clock = clock
        self._made_for: tuple[str, Seq, Seq] | None = None

    async def run(self) -> None:
        """For ever, until cancelled."""
        updates: Seq = "0"
        while True:
            try:
                # The place first: what changes while records are made is seen in the next round.
                _, after = await self._store.updated_databases(updates)
                await self.catch_up()
                updates = after
                if await self._store.wait_for_update(updates, WAIT_SECONDS):
                    await asyncio.sleep(GATHER_SECONDS)
            except Exception:
                _LOG.exception("the records of what is owed could not be made; trying again in %s s", RETRY_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)

    async def catch_up(self) -> int:
        """Make what is missing, unless nothing has changed since it was last done; gives how many records were made."""
        day = day_of(millis(self._clock.now()))
        units, rules = await self._store.info(UNITS), await self._store.info(RULES)
        state = (day.isoformat(), f"{units.uuid} {units.update_seq}", f"{rules.uuid} {rules.update_seq}")
        if state == self._made_for:
            return 0
        made = await self.make(day)
        self._made_for = state
        return made
