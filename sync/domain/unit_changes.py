"""What may be done to the tree of units, and what is wrong with a tree: pure, over `unit` documents of the database `units`.

A change is planned on copies; then the whole result is checked, so a change by hand and an import break the same rules.
Nothing is ever removed: a unit that ends keeps its names, parents and papers, and the ones made from it name it as predecessor.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from unicodedata import category, normalize

from sync.domain.documents import UNIT_ID
from sync.domain.units import CELL_TYPES, UNIT_TYPES, Dated, Unit, UnitTree

Json = dict[str, Any]
LONGEST_NAME = 120
MAY_STAND_UNDER: Mapping[str, frozenset[str]] = {
    "province": frozenset(),
    "district": frozenset(("province",)),
    "commune": frozenset(("province", "district")),
    "cell": frozenset(("province", "district", "commune")),
    "observer_team": frozenset(("province", "district", "commune")),
}
"""By type, the types it may stand under; a unit of any type may stand at the top."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One problem: where (a field of the form, or a unit), which word says it, and what fills the sentence."""

    path: str
    code: str
    data: Mapping[str, str] = field(default_factory=dict)


class NotPossible(Exception):
    """What was asked for cannot be done; `wrongs` tells all of it, and nothing has been changed."""

    def __init__(self, wrongs: Iterable[Wrong]) -> None:
        self.wrongs = tuple(wrongs)
        super().__init__(", ".join(one.code for one in self.wrongs))


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be made."""

    id: str
    name: str
    type: str
    cell_type: str | None = None


class UnitChanges:
    """Changes planned on the tree; `done` gives the documents to write, or raises `NotPossible` with every problem."""

    def __init__(self, documents: Iterable[Json], today: date | None = None) -> None:
        """`today`: written into units that are made now of nothing, as the day they came into this book."""
        self._today = today
        self._before = {document["unit"]: document for document in documents}
        self._after: dict[str, Json] = {}
        self._wrongs: list[Wrong] = []

    def create(
        self,
        new: NewUnit,
        parent: str | None,
        first: date,
        *,
        predecessors: tuple[str, ...] = (),
        last: date | None = None,
        path: str = "",
    ) -> None:
        """A unit that exists from `first` on."""
        if new.id in self._before or new.id in self._after:
            self._wrong(f"{path}id", "id_taken", id=new.id)
            return
        wrongs = [Wrong(f"{path}{one.path}", one.code, one.data) for one in wrong_with_new(new)]
        self._wrongs += wrongs
        if wrongs:
            return
        document: Json = {
            "_id": f"unit:{new.id}", "kind": "unit", "unit": new.id, "type": new.type,
            "names": [{"name": tidy(new.name), "from": first.isoformat(), "to": None}],
            "parents": [{"unit": parent, "from": first.isoformat(), "to": None}] if parent else [],
            "valid_from": first.isoformat(), "valid_to": last.isoformat() if last else None, "predecessors": list(predecessors),
        }  # fmt: skip
        if new.cell_type:
            document["cell_type"] = new.cell_type
        if self._today is not None and self._today > first and not predecessors:
            document["set_up_on"] = self._today.isoformat()
        self._after[new.id] = document

    def rename(self, id: str, name: str, first: date) -> None:
        """Another name from `first` on; on the day of the last change it takes that one's place."""
        if problem := wrong_name(name):
            self._wrong("name", problem)
        elif document := self._open(id, first):
            self._follow(document["names"], "name", tidy(name), first)

    def move(self, id: str, parent: str, first: date) -> None:
        """Under another unit from `first` on."""
        if parent == id:
            self._wrong("parent", "under_itself", id=id)
        elif document := self._open(id, first):
            self._follow(document["parents"], "unit", parent, first)

    def close(self, id: str, last: date, *, path: str = "last") -> None:
        """`last` is the last day."""
        if document := self._open(id, last, path):
            document["valid_to"] = last.isoformat()

    def merge(self, sources: tuple[str, ...], into: NewUnit | str, parent: str | None, first: date) -> None:
        """From `first` on all of `sources` are one unit, new or existing; what stands below them goes with them."""
        going = tuple(dict.fromkeys(id for id in sources if id != into))
        if len(set(sources) | ({into} if isinstance(into, str) else set())) < 2:
            self._wrong("sources", "too_few_to_merge")
            return
        target = into if isinstance(into, str) else into.id
        if isinstance(into, str):
            if document := self._open(into, first, path="into"):
                document["predecessors"] = list(dict.fromkeys((*document.get("predecessors", ()), *going)))
        else:
            self.create(into, parent, first, predecessors=going, path="new_")
        types = {found["type"] for id in (*going, target) if (found := self._get(id)) is not None}
        if len(types) > 1:
            self._wrong("sources", "merge_types_differ")
        for id in going:
            for child in self._below(id, first):
                self.move(child, target, first)
            self.close(id, first - timedelta(days=1), path="sources")

    def split(self, id: str, parts: tuple[NewUnit, ...], first: date, *, goes_on: bool) -> None:
        """New units made from one from `first` on, beside it if it goes on, else in its place; they stand where it stands."""
        document = self._open(id, first)
        if document is None:
            return
        if len(parts) + goes_on < 2:
            self._wrong("parts", "too_few_parts")
        parent = Unit.from_document(document).parent(first)
        for place, part in enumerate(parts, 1):
            whole = NewUnit(part.id, part.name, document["type"], document.get("cell_type"))
            self.create(whole, parent, first, predecessors=(id,), path=f"part_{place}_")
        if not goes_on:
            self.close(id, first - timedelta(days=1), path="from")

    def done(self) -> list[Json]:
        """The documents that change, by id. Raises NotPossible."""
        changed = [document for id, document in sorted(self._after.items()) if document != self._before.get(id)]
        if not self._wrongs:
            tree = UnitTree(Unit.from_document(one) for one in (self._before | self._after).values())
            self._wrongs += problems_of(tree, {document["unit"] for document in changed})
        if self._wrongs:
            raise NotPossible(_once(self._wrongs))
        return changed

    def _get(self, id: str) -> Json | None:
        return self._after.get(id) or self._before.get(id)

    def _open(self, id: str, day: date, path: str = "from") -> Json | None:
        """A copy of the unit to change, if it exists on that day."""
        document = self._get(id)
        if document is None:
            self._wrong(path, "unit_unknown", id=id)
            return None
        unit = Unit.from_document(document)
        if not unit.exists(day):
            self._wrong(path, "not_on_that_day", unit=unit.name(day), day=f"{day:%d/%m/%Y}")
            return None
        return self._after.setdefault(id, copy.deepcopy(document))

    def _follow(self, rows: list[Json], member: str, value: str, first: date) -> None:
        """End the last row the day before `first` and add another."""
        row = {member: value, "from": first.isoformat(), "to": None}
        if rows and rows[-1]["from"] == first.isoformat():
            rows[-1] = row
        elif rows and rows[-1]["from"] > first.isoformat():
            self._wrong("from", "before_last_change", day=f"{date.fromisoformat(rows[-1]['from']):%d/%m/%Y}")
        elif rows and rows[-1][member] == value and not rows[-1].get("to"):
            self._wrong("parent" if member == "unit" else "name", "nothing_changes")
        else:
            if rows and (not rows[-1].get("to") or rows[-1]["to"] >= first.isoformat()):
                rows[-1]["to"] = (first - timedelta(days=1)).isoformat()
            rows.append(row)

    def _below(self, id: str, day: date) -> list[str]:
        tree = UnitTree(Unit.from_document(one) for one in (self._before | self._after).values())
        return [unit.id for unit in tree.children(id, day)]

    def _wrong(self, path: str, code: str, **data: str) -> None:
        self._wrongs.append(Wrong(path, code, data))


def tidy(text: str) -> str:
    """A name as it is kept: NFC, single blanks."""
    return " ".join(normalize("NFC", text).split())


def wrong_name(name: str) -> str | None:
    """The code of what is wrong with a name, or None."""
    if not tidy(name):
        return "required"
    if len(name) > LONGEST_NAME:
        return "name_too_long"
    return "text_malformed" if any(category(sign) in ("Cc", "Cs", "Cf") for sign in tidy(name)) else None


def wrong_with_new(new: NewUnit) -> Iterator[Wrong]:
    """What is wrong with a unit to be made, by itself."""
    problem = wrong_name(new.name)
    if not UNIT_ID.fullmatch(new.id) and (new.id or not problem):  # an id made from no name is no second problem
        yield Wrong("id", "id_malformed", {"id": new.id[:60]})
    if problem:
        yield Wrong("name", problem)
    if new.type not in UNIT_TYPES:
        yield Wrong("type", "type_unknown", {"type": new.type})
    if new.type == "cell" and new.cell_type not in CELL_TYPES:
        yield Wrong("cell_type", "cell_type_missing")
    if new.type != "cell" and new.cell_type:
        yield Wrong("cell_type", "cell_type_of_no_cell")


def problems_of(tree: UnitTree, changed: Iterable[str]) -> Iterator[Wrong]:
    """What is wrong with the tree at the changed units and directly below them. A path is the id of a unit."""
    named = set(changed)
    touched = named | {unit.id for unit in tree.units.values() for row in unit.parents if row.value in named}
    for id in sorted(touched):
        unit = tree.units[id]
        if unit.valid_to is not None and unit.valid_to < unit.valid_from:
            yield Wrong(id, "ends_before_it_begins", {"unit": unit.names[-1].value})
        for rows, code in ((unit.names, "names_overlap"), (unit.parents, "parents_overlap")):
            if not _in_order(rows):
                yield Wrong(id, code, {"unit": unit.names[-1].value})
        for row in unit.parents:
            yield from _wrong_parent(tree, unit, row)
            if id in named and _loops(tree, id, row):  # a new loop goes through what was changed
                told = {"unit": unit.names[-1].value, "parent": tree.units[row.value].names[-1].value}
                yield Wrong(id, "under_itself" if row.value == id else "under_below", told)


def _in_order(rows: tuple[Dated, ...]) -> bool:
    each = all(row.last is None or row.first <= row.last for row in rows)
    return each and all(one.last is not None and one.last < other.first for one, other in pairwise(rows))


def _wrong_parent(tree: UnitTree, unit: Unit, row: Dated) -> Iterator[Wrong]:
    told = {"unit": unit.names[-1].value, "parent": row.value}
    parent = tree.get(row.value)
    if parent is None:
        yield Wrong(unit.id, "parent_unknown", told)
        return
    told["parent"] = parent.names[-1].value
    if parent.type not in MAY_STAND_UNDER[unit.type]:
        yield Wrong(unit.id, "type_not_under_type", told)
    first, last = max(row.first, unit.valid_from), _earlier(row.last, unit.valid_to)
    if last is not None and last < first:
        return
    if first < parent.valid_from:
        yield Wrong(unit.id, "parent_begins_later", told | {"day": f"{parent.valid_from:%d/%m/%Y}"})
    if parent.valid_to is not None and (last is None or last > parent.valid_to):
        yield Wrong(unit.id, "parent_ends_before", told | {"day": f"{parent.valid_to:%d/%m/%Y}"})


def _loops(tree: UnitTree, id: str, row: Dated) -> bool:
    """Whether the walk upwards from `row`'s parent meets the unit on any day the row holds."""
    ever, open_ = set[str](), [row.value]
    while open_:
        unit = tree.get(open_.pop())
        if unit is not None and unit.id not in ever:
            ever.add(unit.id)
            open_.extend(one.value for one in unit.parents)
    if id not in ever:
        return False
    days = {row.first, *(one.first for above in ever for one in tree.units[above].parents if row.holds(one.first))}
    return any(unit.id == id for day in days for unit in tree.above(row.value, day))


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _once(wrongs: list[Wrong]) -> list[Wrong]:
    return list({(one.path, one.code, *one.data.items()): one for one in wrongs}.values())
