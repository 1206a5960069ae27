"""The same tables out: every unit a person administers as it stands today, who holds roles there, and the members of its cells.

The columns are those that are taken in, so a file given out may be sent back as it is. Never gives out passwords or sessions.
"""

from __future__ import annotations

from datetime import date

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.errors import Refusal
from sync.domain.units import Unit
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.administration.rights import administered, may_administer
from sync.usecases.administration.tables import Table, tables_of
from sync.usecases.directory import ACCOUNTS, Directory


class ExportTables:
    def __init__(self, store: DocumentStore, directory: Directory, catalogue: Catalogue, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._tables = tables_of(catalogue)
        self._clock = clock

    async def __call__(self, person: Person) -> list[tuple[Table, list[dict[str, str]]]]:
        """Every table with its rows, by column name, in words. Raises Refusal `forbidden` for who administers nothing."""
        tree, today = await self._directory.units(), self._clock.now().date()
        if not administered(person, tree, today):
            raise Refusal("forbidden")
        units = [unit for _, unit in sorted(tree.units.items()) if may_administer(person, unit, tree, today)]
        accounts = await self._store.range(ACCOUNTS, "account:", "account;")
        mine = {unit.id for unit in units}
        rows: dict[str, list[dict[str, str]]] = {
            "units": [_unit(unit, today) for unit in units],
            "people": [_role(one, role) for one in accounts for role in one["roles"] if role["unit"] in mine],
            "members": [_member(unit, one) for unit in units if unit.type == "cell" for one in await self._members(unit.id)],
        }
        return [(table, [_in_words(table, row) for row in rows[table.name]]) for table in self._tables]

    async def _members(self, unit: str) -> list[Json]:
        try:
            return await self._store.range(workspace(unit), "member:", "member;")
        except Refusal:
            return []


def _unit(unit: Unit, today: date) -> dict[str, str]:
    day = today if unit.exists(today) else unit.valid_to or unit.valid_from
    return {
        "unit": unit.id, "unit_name": unit.name(day), "type": unit.type, "cell_type": unit.cell_type or "", "parent": unit.parent(day) or "",
        "from": _day(unit.valid_from.isoformat()), "to": _day(unit.valid_to.isoformat() if unit.valid_to else None),
        "contact_name": unit.contact_name, "contact_phone": unit.contact_phone,
        "contact_email": unit.contact_email,
    }  # fmt: skip


def _role(account: Json, role: Json) -> dict[str, str]:
    return {
        "username": account["username"], "name": account["name"], "phone": account.get("phone", ""), "role": role["role"],
        "unit": role["unit"], "from": _day(role["from"]), "to": _day(role.get("to")),
    }  # fmt: skip


def _member(unit: Unit, paper: Json) -> dict[str, str]:
    answers = paper.get("answers") or {}
    found = {"name": answers.get("name"), "status": answers.get("status"), "member_role": answers.get("role")}
    return {"member": paper["_id"], "unit": unit.id} | {
        name: value if isinstance(value, str) else "" for name, value in found.items()
    }


def _in_words(table: Table, row: dict[str, str]) -> dict[str, str]:
    return {one.name: one.choices[row[one.name]][0] if row[one.name] in one.choices else row[one.name] for one in table.columns}


def _day(text: str | None) -> str:
    return "/".join(reversed(text.split("-"))) if text else ""
