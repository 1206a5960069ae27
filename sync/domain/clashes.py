"""What cannot be in an assignment of observers: one person in two places, one meeting assigned twice, somebody who does not observe.

Pure. It only tells; whether the assignment is sent all the same, its author decides. Never fails on a row, however odd: what
cannot be read of it is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal

from sync.domain.accounts import Person

ClashKind = Literal["same_time", "cell_twice", "not_an_observer"]
OBSERVING = frozenset(("observer", "team_leader"))
"""Roles whose holders may be assigned."""
USUAL_MINUTES = 90
"""How long a meeting is reckoned with when its end is not known: the least a regular one lasts (HD 12-HD/BTCTW, 2018)."""
_DAY = 24 * 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Clash:
    """`rows`: ids of the rows it is about, in the order of the assignment."""

    kind: ClashKind
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """`starts`, `ends`: minutes on one clock for all days; None when day or time cannot be read."""

    id: str
    username: str
    cell: str
    meeting: str
    day: date | None
    starts: int | None
    ends: int | None


def clashes_in(rows: Iterable[Any], people: Mapping[str, Person], travel_minutes: int = 0) -> list[Clash]:
    """The clashes in the rows of an `assignment`: same time, then cell twice, then no observer, each in the order of the rows.

    `people`: by username, whoever has an account; `travel_minutes`: what lies between two meetings of different cells at least.
    Two meetings clash when the later begins before the earlier has ended and the way is done. A row without an id is left out:
    it could not be pointed at, and the form refuses it.
    """
    known = [row for row in map(_read, rows) if row is not None]
    return [*_same_time(known, travel_minutes), *_cell_twice(known), *_not_observers(known, people)]


def _read(row: Any) -> _Row | None:
    if not isinstance(row, dict) or not (id := _text(row, "_id")):
        return None
    day, time, end = _day(_text(row, "date")), _minutes(_text(row, "start_time")), _minutes(_text(row, "end_time"))
    starts = None if day is None or time is None else day.toordinal() * _DAY + time
    length = USUAL_MINUTES if end is None or time is None else (end - time) % _DAY
    ends = None if starts is None else starts + length
    return _Row(id, _text(row, "username"), _text(row, "cell"), _text(row, "meeting"), day, starts, ends)


def _same_time(rows: list[_Row], travel_minutes: int) -> Iterator[Clash]:
    for one, other in combinations(rows, 2):
        if one.username and one.username == other.username and not _same_meeting(one, other):
            way = 0 if one.cell and one.cell == other.cell else max(travel_minutes, 0)
            if _overlap(one, other, way):
                yield Clash("same_time", (one.id, other.id))


def _overlap(one: _Row, other: _Row, way: int) -> bool:
    if one.starts is None or one.ends is None or other.starts is None or other.ends is None:
        return False
    if one.starts == other.starts:
        return True
    return one.starts < other.ends + way and other.starts < one.ends + way


def _same_meeting(one: _Row, other: _Row) -> bool:
    key = _meeting_key(one)
    return key is not None and key == _meeting_key(other)


def _meeting_key(row: _Row) -> tuple[str, str] | None:
    """The meeting; where it is not named, the cell's meeting of that day."""
    which = row.meeting or (row.day.isoformat() if row.day else "")
    return (row.cell, which) if row.cell and which else None


def _cell_twice(rows: list[_Row]) -> Iterator[Clash]:
    by_meeting: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if (key := _meeting_key(row)) is not None:
            by_meeting.setdefault(key, []).append(row.id)
    for ids in by_meeting.values():
        if len(ids) > 1:
            yield Clash("cell_twice", tuple(ids))


def _not_observers(rows: list[_Row], people: Mapping[str, Person]) -> Iterator[Clash]:
    for row in rows:
        person = people.get(row.username)
        grants = () if person is None else person.grants if row.day is None else person.held(row.day)
        if row.username and not any(grant.role in OBSERVING for grant in grants):
            yield Clash("not_an_observer", (row.id,))


def _text(row: dict[Any, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _minutes(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None
