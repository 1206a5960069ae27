"""The log of calls, `call:<cell>:<ulid>` in the database `calls`: written by whoever oversees the cell, only ever added to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.calls.call import Call, CallOutcome, plain, problems
from sync.domain.errors import Refusal
from sync.domain.obligations.clock import day_of, millis
from sync.ports import Clock, DocumentStore, IdSource, Write
from sync.usecases.directory import CALLS, Directory

_AT_ONCE = 16


class CallLog:
    """Raises Refusal `not_found` for a unit that is not there or that the person may not oversee."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._ids = ids

    async def note(self, person: Person, unit: str, outcome: str, text: str = "", promised_for: str = "") -> Call:
        """Write a call down. Raises Refusal `answers_invalid` with the fields too."""
        await self.check(person, unit)
        kept = plain(text)
        wrong = problems(outcome, promised_for, kept, day_of(millis(self._clock.now())))
        if wrong:
            raise Refusal("answers_invalid", fields=wrong)
        return await self._add(person, unit, outcome, kept, promised_for)  # type: ignore[arg-type]  # `problems` has looked at it

    async def sent(self, person: Person, unit: str, channel: CallOutcome, text: str) -> Call:
        """Write down that a message was sent; whoever sends it has asked `check` before."""
        return await self._add(person, unit, channel, plain(text), "")

    async def check(self, person: Person, unit: str) -> None:
        """Whether this person may call that unit at all."""
        tree, today = await self._directory.units(), day_of(millis(self._clock.now()))
        if tree.get(unit) is None or not may(person, "oversee", unit, tree, today):
            raise Refusal("not_found")

    async def of(self, person: Person, unit: str, limit: int = 50) -> list[Call]:
        """The calls of a unit, newest first."""
        await self.check(person, unit)
        return await self._of(unit, limit)

    async def newest(self, units: Iterable[str]) -> dict[str, Call]:
        """The newest call of each of these units that was ever called; of which the asking person may see is asked before."""
        asked, found = list(units), dict[str, Call]()
        for start in range(0, len(asked), _AT_ONCE):
            some = asked[start : start + _AT_ONCE]
            for calls in await asyncio.gather(*(self._of(unit, 1) for unit in some)):
                found.update((call.unit, call) for call in calls)
        return found

    async def _of(self, unit: str, limit: int) -> list[Call]:
        documents = await self._store.range(CALLS, f"call:{unit}:", f"call:{unit};", limit=limit, descending=True)
        return [Call.from_document(one) for one in documents]

    async def _add(self, person: Person, unit: str, outcome: CallOutcome, text: str, promised_for: str) -> Call:
        at = self._clock.now().isoformat(timespec="milliseconds")
        made = Call(f"call:{unit}:{self._ids.ulid()}", unit, person.username, person.name, at, outcome, promised_for, text)
        [written] = await self._store.write(CALLS, [Write(made.to_document(), mode="edit")])
        if written.error:
            raise Refusal(written.error)
        return made
