"""The rows of each entity set, for one person, by key, a portion at a time, from behind any key on. Each comes the way every other door
reads it, with the same rights.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import msgspec

from server.api.doors import Doors
from server.api.measures import row_of as measured
from server.api.obligations import row_of
from server.api.odata.model import MEASURES, MEETINGS, OBLIGATIONS, PAPERS, PEOPLE, UNITS, EntitySet
from server.api.papers import line_of, unit_names
from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.month_status import months_until
from sync.ports.paper_index import place_of
from sync.usecases.obligations.list_owed import OwedAsked, OwedPlace
from sync.usecases.papers.list_papers import PapersAsked
from sync.usecases.papers.where_to_look import units_seen

Key = tuple[str, ...]
Row = dict[str, Any]
Rows = AsyncIterator[list[Row]]
PORTION = 500
UNITS_AT_ONCE = 100
MONTHS = 36
"""Of `Measures`: this month and those before it."""


def key_of(row: Row, entity_set: EntitySet) -> Key:
    """What a row is known by; whole numbers are padded, so that keys compare as text."""
    return tuple(f"{row[one]:06}" if isinstance(row[one], int) else str(row[one]) for one in entity_set.keys)


def rows_of(entity_set: EntitySet, doors: Doors, person: Person, after: Key | None) -> Rows:
    """Rows behind `after`."""
    sources: dict[str, Callable[[Doors, Person, Key | None], Rows]] = {
        UNITS.name: _units, PEOPLE.name: _people, PAPERS.name: _papers, OBLIGATIONS.name: _obligations, MEETINGS.name: _meetings,
        MEASURES.name: _measures,
    }  # fmt: skip
    return sources[entity_set.name](doors, person, after)


async def _units(doors: Doors, person: Person, after: Key | None) -> Rows:
    tree, today = await doors.directory.units(), doors.clock.now().date()
    names = await unit_names(doors)
    yield [
        {
            "id": one.id, "name": one.name(today), "type": one.type, "cell_type": one.cell_type, "parent": one.parent(today),
            "parent_name": names.get(one.parent(today) or ""), "valid_from": _day(one.valid_from), "valid_to": _day(one.valid_to),
        }
        for one in units_seen(person, tree, today) if after is None or (one.id,) > after
    ]  # fmt: skip


async def _people(doors: Doors, person: Person, after: Key | None) -> Rows:
    names, start = await unit_names(doors), ""
    while True:
        found = await doors.people(person, "", True, start, PORTION)
        rows = [
            {"username": one.username, "name": one.name, "role": role.role, "unit": role.unit, "unit_name": names.get(role.unit),
             "first": _day(role.first), "last": _day(role.last)}
            for one in found for role in sorted(one.roles, key=lambda role: (role.role, role.unit, role.first))
        ]  # fmt: skip
        yield [row for row in rows if after is None or key_of(row, PEOPLE) > after]
        if len(found) < PORTION:
            return
        start = found[-1].username


async def _papers(doors: Doors, person: Person, after: Key | None) -> Rows:
    names = await unit_names(doors)
    while True:
        found = await doors.papers(person, PapersAsked(), "id", after, PORTION)
        yield [msgspec.structs.asdict(line_of(one, names)) for one in found]
        if len(found) < PORTION:
            return
        after = place_of(found[-1], "id")


async def _obligations(doors: Doors, person: Person, after: Key | None) -> Rows:
    asked = OwedAsked(first=date.min)
    place: OwedPlace | None = None if after is None else (after[0], after[1], after[2])
    while True:
        found, following = await doors.list_owed(person, asked, place, PORTION)
        yield [
            msgspec.structs.asdict(row_of(one))
            | {"title_vi": one.obligation.title.vi, "title_en": one.obligation.title.en, "due_day": one.standing.due_at[:10]}
            for one in found
        ]
        if following is None:
            return
        place = following


async def _meetings(doors: Doors, person: Person, after: Key | None) -> Rows:
    tree, today = await doors.directory.units(), doors.clock.now().date()
    names = await unit_names(doors)
    cells = [one.id for one in units_seen(person, tree, today) if one.type == "cell" and (after is None or one.id >= after[0])]
    for start in range(0, len(cells), UNITS_AT_ONCE):
        some = cells[start : start + UNITS_AT_ONCE]
        readable = {one for one in some if may(person, "read", one, tree, today, "minutes")}
        rows = [
            {
                "unit": one.unit, "unit_name": names.get(one.unit), "month": one.month, "type": one.type, "number": one.number,
                "held_on": one.held_on or None, "minutes": (one.minutes or None) if one.unit in readable else None,
                "done_at": one.done_at or None, "received_at": one.received_at or None, "receipt": one.receipt or None,
                "total": one.total, "band": one.band or None, "present": one.present, "expected": one.expected,
            }
            for one in await doors.read_model.meetings(some, "0000-01", "9999-12")
        ]  # fmt: skip
        yield [row for row in rows if after is None or key_of(row, MEETINGS) > after]


async def _measures(doors: Doors, person: Person, after: Key | None) -> Rows:
    names, months = await unit_names(doors), months_until(f"{doors.clock.now():%Y-%m}", MONTHS)
    units = [one for one in await doors.measures.units(person, "", True) if after is None or one >= after[0]]
    for start in range(0, len(units), UNITS_AT_ONCE):
        some, rows = units[start : start + UNITS_AT_ONCE], list[Row]()
        for month in months:
            told = await doors.measures.by_unit(some, month, month, "")
            rows += [msgspec.structs.asdict(measured(one, names.get(one), month, counts)) for one, counts in told.items()]
        yield sorted((row for row in rows if after is None or key_of(row, MEASURES) > after), key=lambda row: key_of(row, MEASURES))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
