"""What an import would do: rows against what is there, every problem with its row, and the documents to write if there is none.

Pure. Rows that say what is there already change nothing, so a file may be sent again. An import makes units and people, gives
roles and keeps members and contacts; it never renames, moves, ends or deletes, which is done with a date on the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sync.domain.accounts import USERNAME, Grant
from sync.domain.calls.message import EMAIL
from sync.domain.documents import UNIT_ID, workspace
from sync.domain.people_changes import NewPerson, free_username, new_account, with_grant, wrong_with_grant, wrong_with_person
from sync.domain.text import fold
from sync.domain.unit_changes import NewUnit, NotPossible, UnitChanges, Wrong, wrong_with_new
from sync.domain.units import Unit, UnitTree
from sync.usecases.administration.tables import Row, Trouble
from sync.usecases.directory import ACCOUNTS, UNITS
from sync.usecases.set_up import unit_id_of

Json = dict[str, Any]
COLUMN_OF = {"id": "unit", "name": "unit_name", "parent": "parent", "type": "type", "cell_type": "cell_type"}


@dataclass(frozen=True, slots=True)
class Present:
    """What is there. `members`: by unit, of the units that the file names."""

    units: Sequence[Json]
    accounts: Sequence[Json]
    members: Mapping[str, Sequence[Json]]


@dataclass(slots=True)
class Plan:
    """`documents`: (database, document) in the order of writing. `made`, `changed`, `same` count rows by table."""

    troubles: list[Trouble] = field(default_factory=list)
    documents: list[tuple[str, Json]] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)

    def count(self, kept: dict[str, int], table: str) -> None:
        kept[table] = kept.get(table, 0) + 1


class Planner:
    """One import. `may`: whether who imports may administer a unit of the resulting tree; `paper`: a member's envelope."""

    def __init__(
        self,
        present: Present,
        today: date,
        may: Callable[[str, UnitTree], bool],
        paper: Callable[[str, str, Json], Json],
        new_id: Callable[[], str],
    ) -> None:
        self._present = present
        self._today = today
        self._may = may
        self._paper = paper
        self._new_id = new_id
        self._plan = Plan()
        self._tree = UnitTree(Unit.from_document(one) for one in present.units)
        self._names: dict[str, list[str]] = {}
        self._pending: set[str] = set()
        """Units of the file that could not be made: rows about them are not told to be wrong a second time."""

    def plan(self, rows: Mapping[str, Sequence[Row]], troubles: Sequence[Trouble] = ()) -> Plan:
        """`troubles`: those found in reading the cells. A plan with troubles has no documents."""
        self._plan.troubles += troubles
        self._units(rows["units"])
        self._index_names()
        self._people(rows["people"])
        self._members(rows["members"])
        if self._plan.troubles:
            self._plan.documents = []
        return self._plan

    # units

    def _units(self, rows: Sequence[Row]) -> None:
        ids = self._ids_of(rows)
        by_name: dict[str, list[str]] = {}
        for id, unit in self._tree.units.items():
            by_name.setdefault(fold(unit.name(self._today)), []).append(id)
        for row, id in ids:
            by_name.setdefault(fold(row.values["unit_name"]), []).append(id)
        known = set(self._tree.units) | {id for _, id in ids}
        changes, row_of = UnitChanges(self._present.units, self._today), dict[str, Row]()
        contacts: list[tuple[str, Json]] = []
        documents = {one["unit"]: one for one in self._present.units}
        for row, id in ids:
            parent = self._found(row, "parent", known, by_name) if row.values["parent"] else ""
            if id in row_of:
                self._trouble(row, "unit", "id_twice", id=id, row=str(row_of[id].number))
                continue
            row_of[id] = row
            if parent is not None and id in documents:
                self._present_unit(row, documents[id], parent)
            elif parent is not None:
                self._new_unit(row, id, parent, changes)
            email = row.values["contact_email"].strip()
            if email and not EMAIL.fullmatch(email):
                self._trouble(row, "contact_email", "email_malformed")
            contacts.append((id, {"name": row.values["contact_name"], "phone": _telephone(row.values["contact_phone"]), "email": email}))
        self._pending = set(row_of) | {fold(row.values["unit_name"]) for row in rows}
        if {row.sheet for row in rows} & {one.sheet for one in self._plan.troubles}:
            return  # the tree cannot be judged while units are missing in it
        try:
            made = {one["unit"]: one for one in changes.done()}
        except NotPossible as problem:
            for one in problem.wrongs:
                self._wrong(row_of.get(one.path), "parent", one)
            return
        self._pending = set()
        self._tree = UnitTree(Unit.from_document(one) for one in (documents | made).values())
        for row, id in ids:
            if not self._may(id, self._tree):
                self._trouble(row, "unit", "not_yours", id=id)
        for id, contact in contacts:
            self._contact(id, contact, documents, made)
        self._plan.documents += [(UNITS, one) for one in made.values()]

    def _ids_of(self, rows: Sequence[Row]) -> list[tuple[Row, str]]:
        return [(row, row.values["unit"] or unit_id_of(row.values["unit_name"])) for row in rows if row.values["unit_name"]]

    def _new_unit(self, row: Row, id: str, parent: str, changes: UnitChanges) -> None:
        values = row.values
        new = NewUnit(id, values["unit_name"], values["type"], values["cell_type"] or None)
        wrongs = list(wrong_with_new(new)) if values["type"] else []
        for one in wrongs:
            self._trouble(row, COLUMN_OF.get(one.path, one.path), one.code, **one.data)
        first = row.day("from")
        if not wrongs and first is not None and values["type"]:
            changes.create(new, parent or None, first, last=row.day("to"))
            self._plan.count(self._plan.made, "units")

    def _present_unit(self, row: Row, document: Json, parent: str) -> None:
        unit, values = Unit.from_document(document), row.values
        day = self._today if unit.exists(self._today) else unit.valid_to or unit.valid_from
        told = {
            "unit_name": (values["unit_name"], unit.name(day)), "type": (values["type"], unit.type),
            "cell_type": (values["cell_type"], unit.cell_type or ""), "parent": (parent, unit.parent(day) or ""),
            "from": (values["from"], unit.valid_from.isoformat()), "to": (values["to"], unit.valid_to.isoformat() if unit.valid_to else ""),
        }  # fmt: skip
        differ = [column for column, (asked, there) in told.items() if asked != there]
        for column in differ:
            self._trouble(row, column, "unit_differs", unit=unit.name(day))
        if not differ:
            self._plan.count(self._plan.same, "units")

    def _contact(self, id: str, contact: Json, documents: Mapping[str, Json], made: dict[str, Json]) -> None:
        there = {"name": "", "phone": "", "email": ""} | ((documents.get(id) or {}).get("contact") or {})
        contact["email"] = contact["email"] or there["email"]  # files without the column take nothing away
        if contact == there or not any(contact.values()):
            return
        if id not in made:
            self._plan.count(self._plan.changed, "units")
        made[id] = made.get(id, documents.get(id, {})) | {"contact": contact}

    # people

    def _people(self, rows: Sequence[Row]) -> None:
        accounts = {one["username"]: one for one in self._present.accounts}
        taken, after, named = set(accounts), dict[str, Json](), dict[str, Row]()
        for row in rows:
            values = row.values
            if not values["name"]:
                continue
            username = values["username"] or self._holder(row) or free_username(values["name"], taken)
            taken.add(username)
            first = named.setdefault(username, row)
            if fold(first.values["name"]) != fold(values["name"]):
                self._trouble(row, "username", "username_twice", username=username, row=str(first.number))
                continue
            account = after.get(username) or accounts.get(username)
            if account is None:
                new = NewPerson(username, values["name"], _telephone(values["phone"]))
                wrongs = wrong_with_person(new)
                for one in wrongs:
                    self._trouble(row, one.path, one.code, **one.data)
                if wrongs or not USERNAME.fullmatch(username):
                    continue
                account = new_account(new, "")
            elif fold(account["name"]) != fold(values["name"]):
                self._trouble(row, "name", "username_taken", username=username)
                continue
            if (changed := self._role(row, account)) is not None:
                after[username] = changed
        self._plan.documents += [(ACCOUNTS, one) for one in after.values()]

    def _holder(self, row: Row) -> str | None:
        """Who has this name and this very role already: a file is sent again whose user names were made when it was taken in."""
        meant, name = _role_of(row, _meant(row.values["unit"], self._tree.units.keys(), self._names)), fold(row.values["name"])
        alike = (one for one in self._present.accounts if fold(one["name"]) == name and meant in one["roles"])
        return next((str(one["username"]) for one in alike), None)

    def _role(self, row: Row, account: Json) -> Json | None:
        """The account with the role of this row; None where it holds it already, or may not."""
        first, unit = row.day("from"), self._unit_of(row)
        if first is None or unit is None or not row.values["role"]:
            return None
        grant = Grant(row.values["role"], unit, first, row.day("to"))
        if _role_of(row, unit) in account["roles"]:
            self._plan.count(self._plan.same, "people")
            return None
        wrongs = wrong_with_grant(account, grant, self._tree.get(unit))
        for one in wrongs:
            self._trouble(row, one.path, one.code, **one.data)
        if wrongs:
            return None
        self._plan.count(self._plan.changed if account["roles"] else self._plan.made, "people")
        return with_grant(account, grant)

    # members

    def _members(self, rows: Sequence[Row]) -> None:
        ids, names = dict[str, Row](), dict[tuple[str, str], Row]()
        there = {unit: {one["_id"]: one for one in members} for unit, members in self._present.members.items()}
        home = {id: unit for unit, members in there.items() for id in members}
        named = dict[tuple[str, str], list[Json]]()
        for unit_there, members in there.items():
            for one in members.values():
                named.setdefault((unit_there, fold(one["answers"]["name"])), []).append(one)
        for row in rows:
            values, unit = row.values, self._unit_of(row)
            if unit is None or not values["name"] or not values["status"]:
                continue
            if self._tree.units[unit].type != "cell":
                self._trouble(row, "unit", "members_in_no_cell", unit=self._tree.units[unit].name(self._today))
                continue
            answers = {"name": values["name"], "status": values["status"]} | (
                {"role": values["member_role"]} if values["member_role"] else {}
            )
            id, key = values["member"], (unit, fold(values["name"]))
            if id and id in ids:
                self._trouble(row, "member", "id_twice", id=id, row=str(ids[id].number))
            elif id and home.get(id) != unit:
                self._trouble(row, "member", "member_unknown", id=id[:60])
            elif not id and key not in names and [one["answers"] for one in named.get(key, ()) if one.get("state") == "sent"] == [answers]:
                self._plan.count(self._plan.same, "members")
            elif not id and (key in names or key in named):
                self._trouble(row, "name", "member_there", name=values["name"])
            else:
                self._member(unit, there.get(unit, {}).get(id), answers)
            ids.setdefault(id, row)
            names.setdefault(key, row)

    def _member(self, unit: str, present: Json | None, answers: Json) -> None:
        if present is None:
            self._plan.documents.append((workspace(unit), self._paper(unit, f"member:{self._new_id()}", answers)))
            self._plan.count(self._plan.made, "members")
        elif present["answers"] == answers and present.get("state") == "sent":
            self._plan.count(self._plan.same, "members")
        else:
            paper = self._paper(unit, present["_id"], present["answers"] | answers) | {"_rev": present["_rev"]}
            self._plan.documents.append((workspace(unit), paper))
            self._plan.count(self._plan.changed, "members")

    # both

    def _index_names(self) -> None:
        for id, unit in self._tree.units.items():
            self._names.setdefault(fold(unit.name(self._today)), []).append(id)

    def _unit_of(self, row: Row) -> str | None:
        text = row.values["unit"]
        if not text or (text not in self._tree.units and {text, fold(text)} & self._pending):
            return None
        found = self._found(row, "unit", self._tree.units.keys(), self._names)
        if found is not None and not self._may(found, self._tree):
            self._trouble(row, "unit", "not_yours", id=found)
            return None
        return found

    def _found(self, row: Row, column: str, known: Iterable[str], by_name: Mapping[str, list[str]]) -> str | None:
        """The unit that a column means; where it is none, that is a trouble."""
        text = row.values[column]
        if (meant := _meant(text, known, by_name)) is None:
            self._trouble(row, column, "unit_name_of_several" if fold(text) in by_name else "unit_unknown", id=text[:60])
        return meant

    def _wrong(self, row: Row | None, column: str, one: Wrong) -> None:
        if row is None:
            self._plan.troubles.append(Trouble("", 0, "", one.code, one.data))
        else:
            self._trouble(row, column, one.code, **one.data)

    def _trouble(self, row: Row, column: str, code: str, /, **data: str) -> None:
        self._plan.troubles.append(row.trouble(column, code, **data))


def _meant(text: str, known: Iterable[str], by_name: Mapping[str, list[str]]) -> str | None:
    """The unit of this id, or of a name that only one has."""
    if UNIT_ID.fullmatch(text) and text in known:
        return text
    named = set(by_name.get(fold(text), ()))
    return named.pop() if len(named) == 1 else None


def _role_of(row: Row, unit: str | None) -> Json:
    """The role that a row gives in a unit, as accounts hold it."""
    return {"role": row.values["role"], "unit": unit, "from": row.values["from"], "to": row.values["to"] or None}


def _telephone(text: str) -> str:
    """A spreadsheet that took a number for a figure has lost its leading nought."""
    return f"0{text}" if len(text) == 9 and text.isdecimal() and text[0] != "0" else text
