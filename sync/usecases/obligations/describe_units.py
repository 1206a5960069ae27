"""What a phone is told of the units whose papers it keeps: names, the person's roles, and all it needs to work out deadlines.

Of units outside the person's scope it tells nothing but the names of the cells whose meetings his unit observes, and to a cell those
of the cells beside it, whom it may invite to a model meeting.
"""

from __future__ import annotations

from datetime import date

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.units import Unit, UnitTree
from sync.ports import Json
from sync.usecases.obligations.deadlines import Deadlines


async def describe_units(person: Person, tree: UnitTree, day: date, deadlines: Deadlines) -> list[Json]:
    """One object for each unit of the person's scope, by id, the same every time while nothing changes."""
    units = access.scope(person, tree, day)
    told = []
    for id, known in zip(units, await deadlines.told(units, tree), strict=True):
        unit = tree.units[id]
        above = tree.get(unit.parent(day) or "")
        roles = sorted({grant.role for grant in person.held(day) if grant.unit == id})
        told.append({
            "id": id, "name": unit.name(day), "type": unit.type, "cell_type": unit.cell_type,
            "parent_name": above.name(day) if above else "", "roles": roles, "deadlines": known,
            **_observed(unit, tree, day), **({"recipients": list(unit.recipients)} if unit.recipients else {}),
        })  # fmt: skip
    return told


def _observed(unit: Unit, tree: UnitTree, day: date) -> Json:
    """`cells`, the names of the cells below a committee, for the committee and its teams; `beside`, of those next to it, for a cell."""
    if unit.type == "cell":
        parent = unit.parent(day)
        next_to = {one.id: one.name(day) for one in tree.children(parent, day)} if parent else {}
        beside = {id: name for id, name in next_to.items() if id != unit.id and tree.units[id].type == "cell"}
        return {"beside": beside} if beside else {}
    found: dict[str, str] = {}
    above = [unit.parent(day) or "" if unit.type == "observer_team" else unit.id]
    while above:
        children = [child for id in above for child in tree.children(id, day) if child.id not in found]
        found |= {child.id: child.name(day) for child in children if child.type == "cell"}
        above = [child.id for child in children if child.type != "cell"]
    return {"cells": found} if found else {}
