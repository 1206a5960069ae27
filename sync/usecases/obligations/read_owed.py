"""What a unit and those below it owe, and how it stands now: the frozen records, and what is computed where none was made yet.

Shows only units that the asking person may oversee or read. Papers count when the server has their receipt; drafts never do.
Writes nothing.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.lifecycle import record_of
from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.making import freeze
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.standing import PaperSeen, Standing, status_of
from sync.domain.proofs.receipts import Received
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.obligations.deadlines import Deadlines, Known
from sync.usecases.obligations.make_records import END, PREFIX, record_in
from sync.usecases.receipts.find_receipts import UnitReceipts

MOST_UNITS = 60
"""Units told of at once; of larger ones only those directly below."""
DAYS_BACK = 31
"""How long after its last day what was done, forgiven or exempt is still told; what is overdue is told until it is done."""
_UNITS_AT_ONCE = 8
_CLOSED = frozenset(("done_on_time", "done_late", "late_by_network", "exempt", "waived"))


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation of one unit, and how it stands."""

    unit: str
    unit_name: str
    obligation: Obligation
    standing: Standing


class ReadOwed:
    def __init__(self, store: DocumentStore, directory: Directory, deadlines: Deadlines, clock: Clock) -> None:
        self._store = store
        self._receipts = UnitReceipts(store)
        self._directory = directory
        self._deadlines = deadlines
        self._clock = clock

    async def of_unit(self, person: Person, unit_id: str) -> list[Owed]:
        """What the unit itself owes, by last moment. Raises Refusal `unit_unknown`, `forbidden`."""
        tree, day = await self._directory.units(), day_of(millis(self._clock.now()))
        unit = tree.get(unit_id)
        if unit is None:
            raise Refusal("unit_unknown")
        if not _may_see(person, unit_id, tree, day):
            raise Refusal("forbidden")
        return await self._of(unit, day, await self._deadlines.known())

    async def below(self, person: Person, unit_id: str) -> tuple[list[Owed], bool]:
        """What the unit and those below it owe, by last moment, and whether all below are in it. Raises as `of_unit`."""
        own = await self.of_unit(person, unit_id)
        known, day = await self._deadlines.known(), day_of(millis(self._clock.now()))
        tree = known.tree
        seen = [unit for unit in _under(tree, unit_id, day) if _may_see(person, unit.id, tree, day)]
        units = seen if len(seen) <= MOST_UNITS else [one for one in seen if one.parent(day) == unit_id][:MOST_UNITS]
        found = own + await self._of_all(units, day, known)
        found.sort(key=lambda one: (one.standing.due_at, one.unit_name, one.obligation.id))
        return found, len(units) == len(seen)

    async def owed_by(self, person: Person, unit_ids: Iterable[str]) -> list[Owed]:
        """What each of these units itself owes, those left out that are not there or that the person may not see."""
        known, day = await self._deadlines.known(), day_of(millis(self._clock.now()))
        units = [unit for id in unit_ids if (unit := known.tree.get(id)) is not None and _may_see(person, id, known.tree, day)]
        return await self._of_all(units, day, known)

    async def _of_all(self, units: Sequence[Unit], day: date, known: Known) -> list[Owed]:
        found: list[Owed] = []
        for start in range(0, len(units), _UNITS_AT_ONCE):
            some = units[start : start + _UNITS_AT_ONCE]
            found += [one for rows in await asyncio.gather(*(self._of(unit, day, known) for unit in some)) for one in rows]
        return found

    async def of_units(self, units: Sequence[Unit], first: date | None = None) -> list[Owed]:
        """What these units owe, in their order, each by last moment; as the dashboards count it: from the day each came into this book on,
        whether or not the worker has frozen it. What is closed is told from the last moment `first` on, by default that of `DAYS_BACK` days
        ago. Whoever calls has asked whether they may be seen."""
        known, day = await self._deadlines.known(), day_of(millis(self._clock.now()))
        some = await asyncio.gather(*(self._of(unit, day, known, first, since=known.begin(unit.id)) for unit in units))
        return [one for rows in some for one in sorted(rows, key=lambda one: (one.standing.due_at, one.obligation.id))]

    async def _frozen(self, unit: str) -> list[Obligation]:
        try:
            return [record_in(one) for one in await self._store.range(workspace(unit), PREFIX, END)]
        except NoSuchDatabase:
            return []

    async def _of(self, unit: Unit, day: date, known: Known, first: date | None = None, since: date = date.max) -> list[Owed]:
        """`since`: the day from which on what was not frozen is worked out, where that is more than `DAYS_BACK` days ago."""
        db = workspace(unit.id)
        frozen = await self._frozen(unit.id)
        past = known.between(unit.id, min(since, day - timedelta(days=DAYS_BACK)), day)
        records = freeze(frozen, [*past, *known.ahead(unit.id, day)])
        papers = await self._papers(db, records)
        now, waivers = self._clock.now(), known.own(unit.id).waivers
        told = (Owed(unit.id, unit.name(day), one, status_of(one, papers, now, waivers)) for one in records)
        oldest = (first or day - timedelta(days=DAYS_BACK)).isoformat()
        return [one for one in told if not _is_closed(one.standing) or one.standing.due_at >= oldest]

    async def _papers(self, db: str, records: Sequence[Obligation]) -> list[PaperSeen]:
        """The sent papers that may fulfil these records or tell the day of their meeting, one for each receipt."""
        receipts: defaultdict[str, list[Received]] = defaultdict(list)
        spans = list(_spans(records))
        try:
            for one in await self._receipts.of(db):
                if any(first <= one.paper <= f"{last};" for first, last in spans):
                    receipts[one.paper].append(one)
            leaves = await self._store.leaves_of(db, list(receipts)) if receipts else {}
        except NoSuchDatabase:
            return []
        return [seen for id, some in receipts.items() for seen in papers_seen(id, some, leaves.get(id, []))]


def _is_closed(standing: Standing) -> bool:
    """Whether there is nothing to do any more."""
    return standing.status in _CLOSED or standing.overtaken_by is not None


def _may_see(person: Person, unit: str, tree: UnitTree, day: date) -> bool:
    return may(person, "oversee", unit, tree, day) or may(person, "read", unit, tree, day, "obligation")


def _under(tree: UnitTree, unit_id: str, day: date) -> list[Unit]:
    """Everything below a unit, the nearest first."""
    found: list[Unit] = []
    open_ = [unit_id]
    while open_:
        children = [child for id in open_ for child in tree.children(id, day) if child not in found]
        found += children
        open_ = [child.id for child in children]
    return found


def _spans(records: Iterable[Obligation]) -> list[tuple[str, str]]:
    """For each kind of paper the first and the last id asked for, so that a kind is read in one go; `meeting` tells days, `minutes` that
    a meeting was held without its plan."""
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for one in records:
        asked[one.kind] += [pattern.partition("*")[0] for pattern in one.papers]
        if one.after_meeting is not None and one.paper_id is not None:
            asked["meeting"].append(f"meeting:{one.paper_id.partition(':')[2]}")
        elif one.kind == "meeting" and one.paper_id is not None:
            asked["minutes"].append(f"minutes:{one.paper_id.partition(':')[2]}")
    return [(min(ids), max(ids)) for ids in asked.values()]


def papers_seen(id: str, receipts: Iterable[Received], leaves: list[Json]) -> Iterable[PaperSeen]:
    """A sent paper as its receipts tell of it, one for each; `leaves` of it, winner first."""
    record = record_of(leaves) or {}
    answers = record.get("answers")
    held_on = answers.get("date") if isinstance(answers, dict) and id.startswith(("minutes:", "meeting:")) else None
    by_rev = {leaf["_rev"]: leaf for leaf in leaves}
    for receipt in receipts:
        done_at = by_rev.get(receipt.rev, {}).get("done_at")
        yield PaperSeen(
            id,
            "sent",
            done_at=done_at if isinstance(done_at, str) else None,
            received_at=receipt.received_at,
            drift_ms=receipt.drift_ms,
            held_on=held_on if isinstance(held_on, str) else None,
        )
