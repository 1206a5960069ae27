"""What became of the reminders of a unit and of those below it in some period, for whoever oversees it. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.obligations.clock import day_of, millis
from sync.domain.reminders.digest import Digest, Followed, Item
from sync.domain.units import UnitTree
from sync.ports import Clock, DocumentStore
from sync.usecases.directory import REMINDERS, Directory
from sync.usecases.reminders.people import People

MOST_DAYS = 400
"""Of one period; a longer one is cut at its beginning."""


@dataclass(slots=True)
class Funnel:
    """Digests by how far they came, each number part of the one before: `planned`; `sent` to some phone; `accepted` by a push service;
    `shown`; `opened`; and `followed` by a paper within 24 hours, whatever came between. `no_phone`: of those planned, to people who have
    no phone that can be reached."""

    planned: int = 0
    no_phone: int = 0
    sent: int = 0
    accepted: int = 0
    shown: int = 0
    opened: int = 0
    followed: int = 0

    def add(self, digest: Digest, followed: bool) -> None:
        self.planned += 1
        self.no_phone += digest.result == "no_phone"
        self.sent += bool(digest.attempts)
        self.accepted += bool(digest.accepted_at or digest.shown_at)
        self.shown += bool(digest.shown_at)
        self.opened += bool(digest.opened_at)
        self.followed += followed


@dataclass(slots=True)
class UnitReminders:
    """Of one unit. `last`: when somebody was last told of what it has to do (ISO 8601), "" when nobody was; `last_shown`: when a phone
    last showed it; `people`: whom the reminders went to, by user name."""

    unit: str
    name: str
    funnel: Funnel = field(default_factory=Funnel)
    last: str = ""
    last_shown: str = ""
    people: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ReminderReport:
    """`total` counts a digest once, `units` in every unit that it speaks of, by name; units without any are left out."""

    unit: str
    first: date
    last: date
    total: Funnel
    units: tuple[UnitReminders, ...]


class ReadReminders:
    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._people = People(store)

    async def __call__(self, person: Person, unit_id: str, first: date, last: date) -> ReminderReport:
        """The digests made from `first` to `last`, both inclusive. Raises Refusal `not_found` for a unit that is not there or that the
        person may not oversee."""
        tree, today = await self._directory.units(), day_of(millis(self._clock.now()))
        if tree.get(unit_id) is None or not may(person, "oversee", unit_id, tree, today):
            raise Refusal("not_found")
        first = max(first, date.fromordinal(max(1, last.toordinal() - MOST_DAYS)))
        inside = _under(tree, unit_id)
        total, rows = Funnel(), dict[str, UnitReminders]()
        for one in (await self._people()).values():
            if any(grant.unit in inside for grant in one.grants):
                for digest in await self._digests(one.username, first, last):
                    _count(digest, inside, total, rows, tree, today)
        return ReminderReport(unit_id, first, last, total, tuple(sorted(rows.values(), key=lambda row: (row.name, row.unit))))

    async def _digests(self, username: str, first: date, last: date) -> Iterable[Digest]:
        start, end = f"reminder:{username}:{first.isoformat()}", f"reminder:{username}:{last.isoformat()};"
        return [Digest.from_document(one) for one in await self._store.range(REMINDERS, start, end)]


def _under(tree: UnitTree, unit: str) -> set[str]:
    """The unit and whatever was ever below it."""
    return {one for one in tree.units if tree.was_under(one, unit)}


def _count(
    digest: Digest, inside: set[str], total: Funnel, rows: dict[str, UnitReminders], tree: UnitTree, today: date
) -> None:
    def of(told: Iterable[Item | Followed]) -> set[str]:
        return {one.unit for one in told} & inside

    units, followed = of(digest.items), of(digest.followed)
    if not units:
        return
    total.add(digest, bool(followed))
    for id in units:
        known = tree.get(id)
        row = rows.setdefault(id, UnitReminders(id, known.name(today) if known else id))
        row.funnel.add(digest, id in followed)
        row.people.add(digest.username)
        row.last = max(row.last, digest.accepted_at)
        row.last_shown = max(row.last_shown, digest.shown_at)
