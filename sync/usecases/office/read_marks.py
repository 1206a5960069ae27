"""What the cells below have made of an orientation: who has read it, in which meeting it was brought up, and who has done neither.

A mark lies in the workspace of its cell under an id that follows from the orientation's (`pwa/pages/library/copies.js`), and is read there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain.access import may_see
from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.units import Unit, UnitTree
from sync.ports import DocumentStore, Json


@dataclass(frozen=True, slots=True)
class Mark:
    """`id` "" and all else empty: the cell has sent none."""

    cell: Unit
    id: str = ""
    read_on: str = ""
    reader: str = ""
    discussed_in: str = ""
    text: str = ""


def mark_id(orientation: str) -> str:
    return f"read_mark:{orientation.partition(':')[2]}"


class ReadMarks:
    """Call it with the orientation; gives one line for every cell below its issuer, those that have sent no mark first."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def __call__(self, person: Person, issuer: str, orientation: str, tree: UnitTree, day: date) -> list[Mark]:
        """Of cells whose marks this person may not see there is nothing."""
        id = mark_id(orientation)
        asked: Json = {"_id": id, "kind": "read_mark", "state": "sent"}
        cells = [cell for cell in tree.cells(issuer, day) if may_see(person, asked, cell.id, tree, day)]
        marks = [_mark(cell, await self._sent(cell.id, id)) for cell in cells]
        return sorted(marks, key=lambda one: (bool(one.id), bool(one.discussed_in)))

    async def _sent(self, cell: str, id: str) -> Json | None:
        try:
            record = record_of(await self._store.leaves(workspace(cell), id))
        except NoSuchDatabase:
            return None
        return record if record is not None and record.get("state") == "sent" else None


def _mark(cell: Unit, record: Json | None) -> Mark:
    answers = record.get("answers") if record is not None else None
    if record is None or not isinstance(answers, dict):
        return Mark(cell)
    reader = answers.get("reader")
    name = reader.get("name") if isinstance(reader, dict) else ""
    said = {key: value if isinstance(value := answers.get(key), str) else "" for key in ("read_on", "discussed_in", "text")}
    return Mark(cell, str(record["_id"]), reader=name if isinstance(name, str) else "", **said)
