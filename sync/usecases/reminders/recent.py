"""The digests of today and of the days before it that still matter, by person: read once, then kept by the changes feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from sync.domain.reminders.digest import Digest, reminder_id
from sync.domain.reminders.rules import ReminderRules
from sync.ports import DocumentStore, Json, Seq
from sync.usecases.directory import REMINDERS

_CHUNK = 1_000


class RecentDigests:
    def __init__(self, store: DocumentStore, rules: ReminderRules) -> None:
        self._store = store
        self._rules = rules
        self._uuid = ""
        self._seq: Seq = "0"
        self._read: set[str] = set()
        self.version = 0
        self._held: defaultdict[str, dict[str, tuple[str, Digest]]] = defaultdict(dict)

    async def catch_up(self, usernames: Iterable[str], day: date) -> None:
        """Hold the digests of these people from `catch_up_days` before `day` on, and one day more."""
        info = await self._store.info(REMINDERS)
        if info.uuid != self._uuid:
            self._uuid, self._seq, self._read = info.uuid, info.update_seq, set()
            self._held.clear()
        page = await self._store.changes(REMINDERS, self._seq)
        await self._take([one.id for one in page.changes])
        self._seq = page.last_seq
        fresh = [one for one in usernames if one not in self._read]
        days = [(day - timedelta(days=back)).isoformat() for back in range(self._rules.catch_up_days + 2)]
        await self._take([reminder_id(name, one, round_.n) for name in fresh for one in days for round_ in self._rules.rounds])
        self._read.update(fresh)
        for mine in self._held.values():
            for id in [id for id, (_, one) in mine.items() if one.day < days[-1]]:
                del mine[id]

    def of(self, username: str) -> list[Digest]:
        """In no order."""
        return [one for _, one in self._held.get(username, {}).values()]

    def all(self) -> list[tuple[str, Digest]]:
        """Every digest with its revision."""
        return [one for mine in self._held.values() for one in mine.values()]

    async def _take(self, ids: list[str]) -> None:
        for start in range(0, len(ids), _CHUNK):
            some = await self._store.leaves_of(REMINDERS, ids[start : start + _CHUNK])
            for id, leaves in some.items():
                self._hold(id, leaves[0])

    def _hold(self, id: str, winner: Json) -> None:
        username = id.split(":")[1]
        self.version += 1
        if winner.get("_deleted"):
            self._held[username].pop(id, None)
        else:
            self._held[username][id] = winner["_rev"], Digest.from_document(winner)
