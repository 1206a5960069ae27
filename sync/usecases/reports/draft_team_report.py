"""The draft of an observer team's report (R23, R24): what can be counted is counted, what has to be judged is left empty.

Pure, over plain rows; reads no store and knows no clock. Never fails on a row, however odd: what cannot be read is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sync.ports import Json
from sync.usecases.reports.rows import percent

BANDS = ("good", "fair", "average", "poor")
"""From the highest down."""
RECURS = 2
"""A weakness noted so often is told as one that recurs."""
_BOOK_SEEN = ("kept", "faulty")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """What the report is about. `first` and `last`: the days of its figures, both inclusive."""

    period: Literal["H1", "Y"]
    year: int
    first: date
    last: date
    team: str


def draft_team_report(span: Span, visits: Iterable[Any], assignments: Iterable[Any], meetings: Iterable[Any]) -> Json:
    """Answers of the form `team_report`, without the parts that a person writes.

    `visits`: answers of sent visits; `assignments`: rows of sent assignments; `meetings`: those of the cells the team looks
    after, each `cell`, `meeting` (its id), `type`, `planned_on`, `held_on` (missing while it has not been held), `present`,
    `expected`, `own_band`, `official_band`. A row counts when its day lies in the span; a visit or meeting without a day, when
    its month does. Average attendance is that of all meetings held, taken together. Thematic meetings are due one a quarter
    for each cell, for every quarter that has a day in the span.
    """
    seen = within(span, visits, ("date", "planned_on"))
    planned = within(span, assignments, ("date",))
    held = within(span, meetings, ("held_on", "planned_on"))
    answers: Json = {
        "period": span.period,
        "year": span.year,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "team": span.team,
        **_visits(seen, planned),
        **_meetings(span, held, planned),
        **_bands(seen, held),
        **_weaknesses(seen),
        **_contributions(seen),
    }
    return {name: value for name, value in answers.items() if value not in (None, [], "")}


def within(span: Span, rows: Iterable[Any], days: Sequence[str]) -> list[Json]:
    """The rows of a cell whose day, or month where they have none, lies in the span."""
    return [row for row in rows if isinstance(row, dict) and _text(row, "cell") and _iswithin(span, row, days)]


def _iswithin(span: Span, row: Json, days: Sequence[str]) -> bool:
    day = next((found for name in days if (found := _day(row, name)) is not None), None)
    if day is not None:
        return span.first <= day <= span.last
    month = _text(row, "meeting").removeprefix("meeting:")[:7]
    return span.first.isoformat()[:7] <= month <= span.last.isoformat()[:7]


def planned_of(assignments: Iterable[Json]) -> dict[Key, Json]:
    """Who was to go where, by person, cell and meeting."""
    return {key_of(row, "username"): row for row in assignments}


def attended_of(visits: Iterable[Json]) -> set[Key]:
    """Who went; of several forms about one visit the last counts."""
    by_key = {key_of(row, "observer"): row for row in visits}
    return {key for key, row in by_key.items() if row.get("attended") is True}


def _visits(visits: list[Json], assignments: list[Json]) -> Json:
    planned, attended = planned_of(assignments), attended_of(visits)
    by_key = {key_of(row, "observer"): row for row in visits}
    missed = sorted((key for key in planned if key not in attended), key=lambda key: (_text(planned[key], "date"), key))
    cells = {cell for _, cell, _ in planned}
    return {
        "cells_assigned": len(cells),
        "cells_visited": len(cells & {cell for _, cell, _ in attended}),
        "visits_planned": len(planned),
        "visits_made": len(planned.keys() & attended),
        "visits_rate": percent(len(planned.keys() & attended), len(planned)),
        "visits_unplanned": len(attended - planned.keys()),
        "members": _numbered(_member(name, planned, attended) for name in sorted({key[0] for key in planned})),
        "missed": _numbered(_missed(planned[key], by_key.get(key, {})) for key in missed),
    }


def _member(username: str, planned: dict[Key, Json], attended: set[Key]) -> Json:
    mine = [key for key in planned if key[0] == username]
    made = sum(key in attended for key in mine)
    name = _text(planned[mine[-1]], "name") or username
    return {
        "username": username, "name": name, "planned": len(mine), "made": made, "missed": len(mine) - made,
        "rate": percent(made, len(mine)),
    }  # fmt: skip


def _missed(row: Json, visit: Json) -> Json:
    return {
        "username": _text(row, "username"),
        "name": _text(row, "name") or _text(row, "username"),
        "cell": _text(row, "cell"),
        "meeting": _text(row, "meeting"),
        "date": _iso(row, "date"),
        "reason": _text(visit, "absence_reason"),
    }


def _meetings(span: Span, meetings: list[Json], assignments: list[Json]) -> Json:
    regular = [row for row in meetings if _text(row, "type") == "regular"]
    held = [row for row in regular if _day(row, "held_on")]
    on_time = [row for row in held if _day(row, "held_on") == _day(row, "planned_on")]
    rolls = [_roll(row) for row in meetings if _day(row, "held_on") and _text(row, "type") != "committee"]
    themes = thematic_of(span, meetings, assignments)
    return {
        "meetings_due": len(regular),
        "meetings_held": len(held),
        "meetings_on_time": len(on_time),
        "on_time_rate": percent(len(on_time), len(held)),
        "attendance_rate": percent(sum(part for part, _ in rolls), sum(whole for _, whole in rolls)),
        "thematic_due": len(themes),
        "thematic_held": sum(_day(row, "held_on") is not None for row in _thematic(meetings)),
        "thematic_cells_short": len({cell for (cell, _), row in themes.items() if row is None}),
    }


def thematic_of(span: Span, meetings: Iterable[Json], assignments: Iterable[Json]) -> dict[tuple[str, int], Json | None]:
    """By cell and quarter (on one count for all years), each due once: the first thematic meeting that was held in it, None without."""
    meetings = list(meetings)
    held: dict[tuple[str, int], Json] = {}
    for row in _thematic(meetings):
        if (day := _day(row, "held_on")) is not None:
            held.setdefault((_text(row, "cell"), _quarter(day)), row)
    cells = sorted({_text(row, "cell") for row in (*meetings, *assignments)})
    quarters = range(_quarter(span.first), _quarter(span.last) + 1)
    return {(cell, quarter): held.get((cell, quarter)) for cell in cells for quarter in quarters}


def _thematic(meetings: list[Json]) -> list[Json]:
    return [row for row in meetings if _text(row, "type") == "thematic"]


def _roll(row: Json) -> tuple[int, int]:
    """Present and expected; (0, 0) where they make no sense together."""
    present, expected = row.get("present"), row.get("expected")
    if type(present) is not int or type(expected) is not int:
        return 0, 0
    return (present, expected) if 0 <= present <= expected else (0, 0)


def _bands(visits: list[Json], meetings: list[Json]) -> Json:
    by_observers = Counter(_text(row, "proposed_band") for row in visits if row.get("attended") is True)
    own, official = (Counter(_text(row, name) for row in meetings) for name in ("own_band", "official_band"))
    pairs = [(_text(row, "own_band"), _text(row, "official_band")) for row in meetings]
    both = [(BANDS.index(mine), BANDS.index(theirs)) for mine, theirs in pairs if mine in BANDS and theirs in BANDS]
    higher = sum(mine < theirs for mine, theirs in both)
    return {
        "bands": _numbered(
            {"band": band, "own": own[band], "observer": by_observers[band], "official": official[band]} for band in BANDS
        ),
        "compared_official": len(both),
        "own_higher": higher,
        "own_lower": sum(mine > theirs for mine, theirs in both),
        "own_higher_rate": percent(higher, len(both)),
    }


def _weaknesses(visits: list[Json]) -> Json:
    attended = [row for row in visits if row.get("attended") is True]
    noted = [(_text(issue, "kind"), _text(row, "cell")) for row in attended for issue in _rows(row, "issues")]
    times = Counter(kind for kind, _ in noted if kind)
    recurring = sorted((kind for kind in times if times[kind] >= RECURS), key=lambda kind: (-times[kind], kind))
    help_by_cell = {_text(row, "cell"): _text(row, "help_note") for row in _by_day(attended) if row.get("needs_help") is True}
    return {
        "weaknesses": _numbered(
            {"kind": kind, "times": times[kind], "cells": len({cell for other, cell in noted if other == kind})}
            for kind in recurring
        ),
        "cell_books_checked": _many(attended, lambda row: _text(row, "cell_book") in _BOOK_SEEN),
        "cell_books_faulty": _many(attended, lambda row: _text(row, "cell_book") == "faulty"),
        "committee_books_checked": _many(attended, lambda row: _text(row, "committee_book") in _BOOK_SEEN),
        "committee_books_faulty": _many(attended, lambda row: _text(row, "committee_book") == "faulty"),
        "cells_to_help": _numbered({"cell": cell, "why": why} for cell, why in sorted(help_by_cell.items())),
    }


def _contributions(visits: list[Json]) -> Json:
    attended = _by_day([row for row in visits if row.get("attended") is True])
    told = [row for row in attended if _text(row, "contribution")]
    return {
        "contributions_made": len(told),
        "contributions": _numbered(
            {
                "name": _text(row, "observer_name") or _text(row, "observer"),
                "cell": _text(row, "cell"),
                "date": _iso(row, "date"),
                "text": _text(row, "contribution"),
            }
            for row in told
        ),
        "petitions": _numbered(
            {"cell": _text(row, "cell"), "text": _text(petition, "text"), "state": _text(petition, "state")}
            for row in attended
            for petition in _rows(row, "petitions")
            if _text(petition, "text")
        ),
    }


def _numbered(rows: Iterable[Json]) -> list[Json]:
    """Rows as a form keeps them: each with its `_id`, without what is not known."""
    kept = ({name: value for name, value in row.items() if value not in (None, "")} for row in rows)
    return [{"_id": f"r{place}", **row} for place, row in enumerate(kept, 1)]


def key_of(row: Json, person: str) -> Key:
    """Who, where, at which meeting; where that is not named, at that day's."""
    return _text(row, person), _text(row, "cell"), _text(row, "meeting") or _text(row, "date")


def _by_day(visits: list[Json]) -> list[Json]:
    return sorted(visits, key=lambda row: (_text(row, "date"), _text(row, "cell"), _text(row, "observer")))


def _many(rows: list[Json], test: Callable[[Json], bool]) -> int:
    return sum(test(row) for row in rows)


def _rows(answers: Json, name: str) -> list[Json]:
    value = answers.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _day(row: Json, name: str) -> date | None:
    try:
        text = _text(row, name)
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _iso(row: Json, name: str) -> str:
    day = _day(row, name)
    return day.isoformat() if day else ""


def _quarter(day: date) -> int:
    """Quarters on one count for all years."""
    return day.year * 4 + (day.month - 1) // 3
