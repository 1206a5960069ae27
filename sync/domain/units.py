"""The tree of units, with dates. Tiers are data: nothing here knows how many there are or which one receives a report.

A unit keeps its id for ever; names and parents carry `from` and `to` (both inclusive, `YYYY-MM-DD`; `to` None = until
further notice), so a page can be drawn as the tree stood on any day (Nghị quyết 1670/NQ-UBTVQH15 dissolved a whole tier).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

UNIT_TYPES = ("province", "district", "commune", "cell", "observer_team")
CELL_TYPES = ("village", "school", "office", "health", "police", "military")


@dataclass(frozen=True, slots=True)
class Dated:
    """A value (a name, a parent's id) and the days it holds."""

    value: str
    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district, commune, cell or team. `set_up_on`: the day it came into this book, None where that is not told;
    `recipients`: to whom its papers go, a line each."""

    id: str
    type: str
    names: tuple[Dated, ...]
    parents: tuple[Dated, ...] = ()
    valid_from: date = date.min
    valid_to: date | None = None
    cell_type: str | None = None
    predecessors: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    set_up_on: date | None = None
    recipients: tuple[str, ...] = ()

    def exists(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def name(self, day: date) -> str:
        """The name on that day; outside all dates the nearest known one."""
        for dated in self.names:
            if dated.holds(day):
                return dated.value
        return (self.names[-1] if day > self.names[-1].first else self.names[0]).value

    def parent(self, day: date) -> str | None:
        return next((dated.value for dated in self.parents if dated.holds(day)), None)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Unit:
        """Read a `unit` document of the database `units`."""
        contact = document.get("contact") or {}
        return cls(
            id=document["unit"],
            type=document["type"],
            cell_type=document.get("cell_type"),
            names=tuple(_dated(row, "name") for row in document["names"]),
            parents=tuple(_dated(row, "unit") for row in document.get("parents", ())),
            valid_from=date.fromisoformat(document["valid_from"]),
            valid_to=_day(document.get("valid_to")),
            predecessors=tuple(document.get("predecessors", ())),
            contact_name=contact.get("name", ""),
            contact_phone=contact.get("phone", ""),
            contact_email=contact.get("email", ""),
            set_up_on=_day(document.get("set_up_on")),
            recipients=tuple(document.get("recipients", ())),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _dated(row: dict[str, Any], member: str) -> Dated:
    return Dated(row[member], date.fromisoformat(row["from"]), _day(row.get("to")))


class UnitTree:
    """All units, asked as of a day."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {unit.id: unit for unit in units}

    def get(self, id: str) -> Unit | None:
        return self.units.get(id)

    @cached_property
    def _children_ever(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            for parent in dict.fromkeys(dated.value for dated in unit.parents):
                found.setdefault(parent, []).append(unit)
        return found

    def children(self, id: str, day: date) -> list[Unit]:
        """The units directly below on that day, by name."""
        rows = (unit for unit in self._children_ever.get(id, ()) if unit.exists(day) and unit.parent(day) == id)
        return sorted(rows, key=lambda unit: unit.name(day))

    def above(self, id: str, day: date) -> Iterator[Unit]:
        """The unit itself, then its parents upwards. A loop in the data ends the walk."""
        seen: set[str] = set()
        unit = self.get(id)
        while unit is not None and unit.id not in seen:
            seen.add(unit.id)
            yield unit
            unit = self.get(unit.parent(day) or "")

    def is_under(self, id: str, ancestor: str, day: date) -> bool:
        """Whether `id` is `ancestor` or below it on that day."""
        return any(unit.id == ancestor for unit in self.above(id, day))

    def was_under(self, id: str, ancestor: str) -> bool:
        """Whether `id` was ever `ancestor` or below it, on any day."""
        open_, seen = [id], set[str]()
        while open_:
            unit_id = open_.pop()
            if unit_id == ancestor:
                return True
            if unit_id not in seen and (unit := self.get(unit_id)) is not None:
                seen.add(unit_id)
                open_.extend(dated.value for dated in unit.parents)
        return False

    def cells(self, id: str, day: date) -> list[Unit]:
        """The cells of a unit on that day; of a unit dissolved by then, the cells that come from it (its origin)."""
        unit = self.get(id)
        by_origin = unit is not None and not unit.exists(day)
        belongs = self.was_under if by_origin else lambda cell, top: self.is_under(cell, top, day)
        rows = (cell for cell in self.units.values() if cell.type == "cell" and cell.exists(day) and belongs(cell.id, id))
        return sorted(rows, key=lambda cell: cell.name(day))
