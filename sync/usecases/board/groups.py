"""Groups of units that somebody has saved to look at them together: documents `group:<ulid>` of the database `boards`.

A group belongs to a unit; whoever oversees that unit sees it, and sees in it only what he oversees anyhow. It holds units, and shows their
cells as the tree stands on the day that is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import category

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import FieldError, Problem, Refusal
from sync.domain.text import nfc
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.usecases.directory import BOARDS, Directory

LONGEST_NAME = 120
MOST_MEMBERS = 2_000
MOST_GROUPS = 100
"""Of one unit."""
_START, _END = "group:", "group;"


@dataclass(frozen=True, slots=True)
class Group:
    """`id` without its kind."""

    id: str
    unit: str
    name: str
    members: tuple[str, ...]


class Groups:
    """Every call raises Refusal `not_found` for what the person may not see."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._ids = ids

    async def seen_by(self, person: Person) -> list[Group]:
        """By name."""
        tree, today = await self._directory.units(), self._clock.now().date()
        found = [_group(one) for one in await self._store.range(BOARDS, _START, _END)]
        seen = {unit: may(person, "oversee", unit, tree, today) for unit in {one.unit for one in found}}
        return sorted((one for one in found if seen[one.unit]), key=lambda one: (one.name, one.id))

    async def get(self, person: Person, id: str) -> Group:
        document = await self._store.read(BOARDS, f"{_START}{id}")
        if document is None or not await self._oversees(person, document["unit"]):
            raise Refusal("not_found")
        return _group(document)

    async def make(self, person: Person, unit: str, name: str, members: Sequence[str]) -> Group:
        """Raises also `answers_invalid`: no name or one that is too long, no units, too many, or one the person does not oversee."""
        if not await self._oversees(person, unit):
            raise Refusal("not_found")
        name = " ".join(nfc(name).split())
        await self._check(person, unit, name, members)
        group = Group(self._ids.ulid(), unit, name, tuple(dict.fromkeys(members)))
        document: Json = {
            "_id": f"{_START}{group.id}", "kind": "group", "unit": unit, "name": name, "members": list(group.members),
            "by": person.username, "at": self._clock.now().isoformat(timespec="seconds"),
        }  # fmt: skip
        [written] = await self._store.write(BOARDS, [Write(document, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)
        return group

    async def drop(self, person: Person, id: str) -> Group:
        """What was shown stays where it is: only the group goes."""
        group = await self.get(person, id)
        document = await self._store.read(BOARDS, f"{_START}{id}")
        if document is not None:
            gone = {"_id": document["_id"], "_rev": document["_rev"], "_deleted": True}
            [written] = await self._store.write(BOARDS, [Write(gone, mode="edit")])
            if written.error is not None:
                raise Refusal(written.error)
        return group

    async def _oversees(self, person: Person, unit: str) -> bool:
        return may(person, "oversee", unit, await self._directory.units(), self._clock.now().date())

    async def _check(self, person: Person, unit: str, name: str, members: Sequence[str]) -> None:
        if not name:
            raise _wrong("name", "required")
        if len(name) > LONGEST_NAME:
            raise _wrong("name", "too_long", maximum=LONGEST_NAME)
        if any(category(sign) in ("Cc", "Cs", "Cf") for sign in name):
            raise _wrong("name", "text_malformed")
        if not members:
            raise _wrong("members", "required")
        if len(members) > MOST_MEMBERS:
            raise _wrong("members", "too_many", maximum=MOST_MEMBERS)
        tree, today = await self._directory.units(), self._clock.now().date()
        if any(tree.get(one) is None or not may(person, "oversee", one, tree, today) for one in members):
            raise _wrong("members", "unit_unknown")
        held = [one for one in await self._store.range(BOARDS, _START, _END) if one["unit"] == unit]
        if len(held) >= MOST_GROUPS:
            raise _wrong("name", "too_many", maximum=MOST_GROUPS)


def _group(document: Json) -> Group:
    return Group(document["_id"].removeprefix(_START), document["unit"], document["name"], tuple(document["members"]))


def _wrong(field: str, code: str, **data: object) -> Refusal:
    return Refusal("answers_invalid", (FieldError(field, code, str(Problem(code, data).to_json()["message"])),))
