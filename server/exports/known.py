"""What a sheet needs besides its paper, read from the store: how units were called that day, and who is secretary or deputy."""

from __future__ import annotations

from typing import Any

from server.exports.sheets.of_paper import Known
from server.exports.sheets.sections import person_name
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.ports import DocumentStore
from sync.usecases.directory import Directory
from sync.usecases.read_paper import PaperView

OFFICES = {"secretary": "Bí thư", "deputy_secretary": "Phó bí thư", "cell_committee_member": "Chi ủy viên"}


async def known_of(store: DocumentStore, directory: Directory, view: PaperView) -> Known:
    """Of a committee no offices are known: its people are not kept as members."""
    tree = await directory.units()

    def unit_name(id: str) -> str:
        unit = tree.get(id)
        return unit.name(view.day) if unit else ""

    offices = await _offices(store, view.unit.id) if view.unit.type == "cell" else {}

    def office_of(person: Any) -> str:
        member = person.get("member") if isinstance(person, dict) else None
        return offices.get(str(member)) or offices.get(person_name(person), "")

    return Known(unit_name, office_of)


async def _offices(store: DocumentStore, unit: str) -> dict[str, str]:
    """By the member's id and by his name."""
    db = workspace(unit)
    try:
        ids = [id for id, _ in await store.index(db, "member:", "member;")]
        leaves = await store.leaves_of(db, ids) if ids else {}
    except NoSuchDatabase:
        return {}
    found: dict[str, str] = {}
    for id, some in leaves.items():
        record = record_of(some)
        answers = record.get("answers") if record else None
        office = OFFICES.get(str(answers.get("role"))) if isinstance(answers, dict) else None
        if office and isinstance(answers, dict):
            found[id] = found[str(answers.get("name"))] = office
    return found


async def secretary_of(store: DocumentStore, unit: str) -> str:
    """The name of a cell's secretary by its roll of members, "" where nobody holds the office."""
    offices = await _offices(store, unit)
    return next((name for name, office in offices.items() if office == OFFICES["secretary"] and not name.startswith("member:")), "")
