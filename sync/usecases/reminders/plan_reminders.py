"""Make the digests that are due now, each once: their ids are the same wherever and however often this is done."""

from __future__ import annotations

from datetime import datetime

from sync.domain.obligations.clock import day_of, millis
from sync.domain.reminders.digest import Digest
from sync.domain.reminders.plan import plan, round_of
from sync.domain.reminders.rules import ReminderRules
from sync.domain.reminders.things import Overview
from sync.domain.reminders.wishes import Wishes
from sync.ports import DocumentStore, Write
from sync.usecases.directory import REMINDERS
from sync.usecases.reminders.people import People
from sync.usecases.reminders.personal_wishes import PersonalWishes
from sync.usecases.reminders.recent import RecentDigests

_CHUNK = 100


class PlanReminders:
    """Call it with how the units stand and the present moment; gives how many digests were made."""

    def __init__(self, store: DocumentStore, people: People, wishes: PersonalWishes, recent: RecentDigests, rules: ReminderRules) -> None:
        self._store = store
        self._people = people
        self._wishes = wishes
        self._recent = recent
        self._rules = rules

    async def __call__(self, overview: Overview, now: datetime) -> int:
        people, day, round_ = await self._people(), day_of(millis(now)), round_of(self._rules, now)
        if round_ is None:
            return 0
        await self._recent.catch_up(people, day)
        made, wishes = list[Digest](), await self._wishes.of_everybody()
        for person in people.values():
            told = self._recent.of(person.username)
            if person.held(day) and all((one.day, one.n) != (day.isoformat(), round_.n) for one in told):
                digest = plan(person, overview.of(person), told, self._rules, now, wishes.get(person.username, Wishes()))
                made += [digest] if digest is not None else []
        count = 0
        for start in range(0, len(made), _CHUNK):
            some = made[start : start + _CHUNK]
            written = await self._store.write(REMINDERS, [Write(one.to_document(), mode="edit") for one in some])
            # A conflict is another worker's, who made the same.
            failed = next((one.error for one in written if one.error not in (None, "conflict")), None)
            if failed is not None:
                raise OSError(f"{REMINDERS}: {failed}")
            count += sum(one.error is None for one in written)
        return count
