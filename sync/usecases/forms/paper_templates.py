"""Word templates of an administrator's own, which stand instead of the shipped ones. Kept in the database `forms`, so that every
server has them: `template:<layout>:<paper>` holds the file in base64 with who put it there and when.

Whether a file is a template that works is for `server/exports`; here only who may, and what is kept.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import FORMS, Directory

LARGEST = 500_000
"""Bytes of a template."""


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    data: bytes
    rev: str
    by: str
    at: str


class PaperTemplates:
    """Reads for everybody; `put` and `remove` raise Refusal `forbidden` for who does not administer every unit at the top."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def own(self, layout: str, paper: str) -> OwnTemplate | None:
        kept = await self._store.read(FORMS, _id(layout, paper))
        if kept is None:
            return None
        return OwnTemplate(base64.b64decode(kept["file"]), str(kept["_rev"]), str(kept["by"]), str(kept["at"]))

    async def require(self, person: Person) -> None:
        """Raises Refusal `forbidden`."""
        tree, day = await self._directory.units(), self._clock.now().date()
        tops = [unit for unit in tree.units.values() if unit.exists(day) and unit.parent(day) is None]
        if not tops or not all(access.may(person, "administer", one.id, tree, day) for one in tops):
            raise Refusal("forbidden")

    async def put(self, person: Person, layout: str, paper: str, data: bytes) -> None:
        """Raises also `body_too_large` and `conflict`."""
        await self.require(person)
        if len(data) > LARGEST:
            raise Refusal("body_too_large")
        before = await self.own(layout, paper)
        body: Json = {
            "_id": _id(layout, paper), "kind": "paper_template", "file": base64.b64encode(data).decode("ascii"),
            "by": person.username, "at": self._clock.now().isoformat(timespec="milliseconds"),
        }  # fmt: skip
        await self._write(body | ({"_rev": before.rev} if before else {}))

    async def remove(self, person: Person, layout: str, paper: str) -> None:
        """Back to the shipped one. Nothing happens where there is none."""
        await self.require(person)
        if before := await self.own(layout, paper):
            await self._write({"_id": _id(layout, paper), "_rev": before.rev, "_deleted": True})

    async def _write(self, body: Json) -> None:
        [written] = await self._store.write(FORMS, [Write(body, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)


def _id(layout: str, paper: str) -> str:
    return f"template:{layout}:{paper}"
