"""One page of an entity set: rows that fit, in the order asked for, and where the next page begins.

A page ends with its rows or with the work it may take, whichever comes first: it may hold fewer rows than it could, and the next one goes
on from there.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.api.doors import Doors
from server.api.odata.model import EntitySet
from server.api.odata.options import Options, sort_key
from server.api.odata.sources import Key, Row, key_of, rows_of
from server.api.paging import wrong_parameter
from sync.domain.accounts import Person
from sync.domain.errors import Refusal

PAGE = 1_000
MOST_EXAMINED = 20_000
"""Rows looked at for one page."""
LEAST_COST = 100
"""What a portion costs, in rows, however few it holds."""
MOST_SORTED = 50_000
"""Rows that can be passed in another order than by key."""
_BY_KEY, _BY_OFFSET = "k", "o"


@dataclass(frozen=True, slots=True)
class PageOfRows:
    """`count`: of all rows that fit, where it was asked for; `token`: where the next page begins, None at the end."""

    rows: list[Row]
    count: int | None
    token: str | None


async def read_page(entity_set: EntitySet, doors: Doors, person: Person, options: Options) -> PageOfRows:
    """Raises Refusal `bad_request`, `cursor_invalid`."""
    place = doors.cursors.read(options.question, options.token)
    if place is not None and place[0] != (_BY_OFFSET if options.orders else _BY_KEY):
        raise Refusal("cursor_invalid")
    count = await _count(entity_set, doors, person, options) if options.count and place is None else None
    if options.orders:
        rows, next_ = await _sorted(entity_set, doors, person, options, place)
    else:
        rows, next_ = await _by_key(entity_set, doors, person, options, place)
    return PageOfRows(rows, count, doors.cursors.write(options.question, next_))


async def count_rows(entity_set: EntitySet, doors: Doors, person: Person, options: Options) -> int:
    """How many rows fit."""
    return await _count(entity_set, doors, person, options)


async def _count(entity_set: EntitySet, doors: Doors, person: Person, options: Options) -> int:
    found = 0
    async for portion in rows_of(entity_set, doors, person, None):
        found += sum(map(options.fits, portion))
    return found


async def _by_key(
    entity_set: EntitySet, doors: Doors, person: Person, options: Options, place: tuple[str, ...] | None
) -> tuple[list[Row], tuple[str, ...] | None]:
    left, skip, after = options.top, options.skip, None
    if place is not None:
        left, skip, after = (int(place[1]) if place[1] else None), int(place[2]), place[3:]
    most = PAGE if left is None else min(PAGE, left)
    rows: list[Row] = []
    examined, last = 0, after

    def next_(key: Key) -> tuple[str, ...]:
        return (_BY_KEY, "" if left is None else str(left - len(rows)), str(skip), *key)

    if not most:
        return [], None
    async for portion in rows_of(entity_set, doors, person, after):
        for row in portion:
            if options.fits(row):
                if skip:
                    skip -= 1
                elif len(rows) == most:
                    return rows, next_(last or ())
                else:
                    rows.append(row)
                    if left is not None and len(rows) == left:
                        return rows, None
            last = key_of(row, entity_set)
        examined += max(len(portion), LEAST_COST)
        if examined >= MOST_EXAMINED and last is not None and last != after:
            return rows, next_(last)
    return rows, None


async def _sorted(
    entity_set: EntitySet, doors: Doors, person: Person, options: Options, place: tuple[str, ...] | None
) -> tuple[list[Row], tuple[str, ...] | None]:
    start = int(place[1]) if place is not None else options.skip
    end = options.skip + options.top if options.top is not None else None
    most = PAGE if end is None else max(0, min(PAGE, end - start))
    if start + most > MOST_SORTED:
        raise wrong_parameter("$orderby", f"passes more than {MOST_SORTED} rows: ask for fewer, with $filter or $top, or leave it out")
    key = sort_key(options.orders)
    kept: list[Row] = []
    async for portion in rows_of(entity_set, doors, person, None):
        kept += filter(options.fits, portion)
        if len(kept) > 2 * (start + most) + PAGE:
            kept = sorted(kept, key=key)[: start + most + 1]
    kept.sort(key=key)
    rows = kept[start : start + most]
    more = len(kept) > start + most and (end is None or start + most < end) and bool(rows)
    return rows, (_BY_OFFSET, str(start + most)) if more else None
