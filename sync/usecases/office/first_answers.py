"""What a new paper of an office holds before anybody has typed: what other papers already say.

The month's schedule is gathered from the plans its cells have sent; an assignment from the schedule; reports write themselves
(`sync/usecases/reports/draft_reports.py`). Only sent papers are used. Everything may be changed by whoever writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sync.domain.accounts import Person
from sync.domain.documents import meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.kinds import PATTERNS
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.office.recipients import ASKING
from sync.usecases.papers.read_sent import read_sent
from sync.usecases.reports.draft_reports import DraftReports

_LEVELS = {"province": "province", "district": "district", "commune": "commune"}


@dataclass(frozen=True, slots=True)
class _Desk:
    person: Person
    unit: Unit
    tree: UnitTree
    today: date


class FirstAnswers:
    """Call it with the paper's id; gives answers for its form, none for kinds that begin empty."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, reports: DraftReports) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._reports = reports

    async def __call__(self, person: Person, unit_id: str, id: str) -> Json:
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None:
            return {}
        kind = id.partition(":")[0]
        named = {"recipients": "\n".join(unit.recipients)} if kind in ASKING and unit.recipients else {}
        return await self._by_kind(_Desk(person, unit, tree, today), id) | named

    async def _by_kind(self, desk: _Desk, id: str) -> Json:
        person, unit, today = desk.person, desk.unit, desk.today
        kind, _, rest = id.partition(":")
        match kind:
            case "month_schedule":
                return {"month": rest, "issued_on": str(today), "meetings": await self._meetings(desk, rest)}
            case "assignment":
                return await self._assignment(desk, rest)
            case "team_report" | "period_report":
                return await self._reports.answers(person, unit.id, id)
            case "orientation":
                return {"level": _LEVELS.get(unit.type, "commune"), "issued_on": str(today), "issuer": unit.name(today)}
            case "model_plan":
                return {"year": int(rest)}
            case "inspection":
                return {"date": str(today), "inspectors": [{"_id": "1", "person": {"name": person.name}}]}
            case "urge":
                return {"sent_on": str(today), "sent_by": {"name": person.name}}
            case "meeting" | "minutes":
                key = meeting_of(id)
                return {"meeting_type": key.type} if key else {}
            case "visit":
                return await self._visit(desk, id)
            case "handbook_upload":
                return await self._handbook_upload(desk, rest)
            case _:
                return {}

    async def _meetings(self, desk: _Desk, month: str) -> list[Json]:
        """A row for every meeting that a cell has planned and sent for the month, by day and hour."""
        day = date.fromisoformat(f"{month}-01")
        cells = desk.tree.cells(desk.unit.id, max(day, desk.today))
        rows = [row for cell in cells for row in await self._planned(cell.id, month)]
        return sorted(rows, key=lambda row: (str(row.get("date", "")), str(row.get("start_time", "")), row["cell"]))

    async def _planned(self, cell: str, month: str) -> list[Json]:
        plans = await read_sent(self._store, cell, f"meeting:{month}")
        members = len(await read_sent(self._store, cell, "member:"))
        return [_scheduled(cell, plan, members) for plan in plans]

    async def _assignment(self, desk: _Desk, month: str) -> Json:
        """Every meeting of the month's schedule, for a leader to name who goes."""
        schedule, home = await self._schedule(desk, month)
        rows = _rows(schedule, "meetings")
        kept = ("cell", "meeting", "date", "start_time")
        named: Json = {"schedule": f"month_schedule:{month}"} if schedule and home == desk.unit.id else {}
        return {
            "month": month, **named, "assigned_on": str(desk.today), "assigned_by": {"name": desk.person.name},
            "rows": [{"_id": row["_id"], **{name: row[name] for name in kept if name in row}} for row in rows],
        }  # fmt: skip

    async def _schedule(self, desk: _Desk, month: str) -> tuple[Json, str]:
        """The month's schedule here, else as it was delivered from the commune; and whose it is."""
        own = await read_sent(self._store, desk.unit.id, f"month_schedule:{month}")
        if own:
            return _answers(own[0]), desk.unit.id
        for copy in await self._copies(desk.unit.id):
            if copy["source"].get("id") == f"month_schedule:{month}":
                return _answers(copy["paper"]), str(copy["source"].get("unit"))
        return {}, ""

    async def _visit(self, desk: _Desk, id: str) -> Json:
        """What its id says: which meeting of which cell, and who sits in."""
        match = PATTERNS["visit"].fullmatch(id)
        if match is None:
            return {}
        observer = desk.person if desk.person.username == match["observer"] else await self._directory.person(match["observer"])
        meeting = f"meeting:{match['month']}:{match['type']}:{match['number']}"
        return {"cell": match["cell"], "meeting": meeting, "meeting_type": match["type"], "observer": match["observer"],
                "observer_name": observer.name if observer else match["observer"]}  # fmt: skip

    async def _handbook_upload(self, desk: _Desk, rest: str) -> Json:
        """Of a cell for which its committee does it: the day of the meeting and who writes this. No day is guessed: it is evidence."""
        papers = [*await read_sent(self._store, desk.unit.id, f"minutes:{rest}"), *await read_sent(self._store, desk.unit.id, f"meeting:{rest}")]
        held = next((day for one in papers if (day := _day(_answers(one).get("date"))) is not None), None)
        me = {"name": desk.person.name}
        told: Json = {"material_by": me, "final_by": me}
        return told | ({"meeting_date": str(held), "final_due": str(held + timedelta(days=2))} if held else {})

    async def _copies(self, unit: str) -> list[Json]:
        try:
            found = await self._store.range(workspace(unit), "copy:", "copy;")
        except NoSuchDatabase:
            return []
        return [one for one in found if isinstance(one.get("source"), dict) and isinstance(one.get("paper"), dict)]


def _scheduled(cell: str, plan: Json, members: int) -> Json:
    key, answers = meeting_of(str(plan["_id"])), _answers(plan)
    row: Json = {"_id": f"{cell}-{key.type}-{key.number}" if key else cell, "cell": cell, "meeting": str(plan["_id"])}
    if key:
        row["meeting_type"] = key.type
    row |= {name: answers[name] for name in ("date", "start_time", "place", "chair") if name in answers}
    return {**row, "members": members} if members else row


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _answers(paper: Json) -> Json:
    answers = paper.get("answers")
    return answers if isinstance(answers, dict) else {}


def _rows(answers: Json, name: str) -> list[Json]:
    value: Any = answers.get(name)
    rows: Iterable[Any] = value if isinstance(value, list) else ()
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("_id"), str)]


def gathered_anew(present: list[Json], planned: list[Json]) -> list[Json]:
    """The rows of a schedule with what cells have sent since: a meeting that is there takes its day, hour and place from the
    cell's plan, a new one is added, and what the office wrote by hand stays."""
    plans = {_which(row): row for row in planned}
    kept = [{**row, **_moved(plans[_which(row)])} if _which(row) in plans else row for row in present]
    known = {_which(row) for row in present}
    return [*kept, *(row for row in planned if _which(row) not in known)]


def _which(row: Json) -> tuple[Any, Any]:
    """Meetings of two cells have one id: each lies in its own workspace."""
    return row.get("cell"), row.get("meeting")


def _moved(plan: Json) -> Json:
    return {name: plan[name] for name in ("date", "start_time", "place", "chair") if name in plan}
