"""The revisions of a paper that were accepted: when, from whom, made from which, and what each said. From the history, which loses none.

A revision that was a draft is told only to whoever may see drafts of that paper.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sync.domain.access import may_see
from sync.domain.accounts import Person
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import PATTERNS
from sync.domain.proofs.history import HISTORY, ids_of
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.papers.index_facts import LISTED

_PAGE = 50


@dataclass(frozen=True, slots=True)
class KeptRevision:
    """`parent`: the revision it was made from, "" for none; `by`: user name of who brought it, "" for the server itself; `document`: what
    it says, `_id` included."""

    rev: str
    parent: str
    received_at: str
    by: str
    document: Json


class ReadRevisions:
    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit: str, id: str) -> list[KeptRevision]:
        """The oldest first. Raises Refusal `not_found` for a unit or paper that is not there, or of which he may see nothing."""
        tree, today = await self._directory.units(), self._clock.now().date()
        kind = id.partition(":")[0]
        if tree.get(unit) is None or kind not in LISTED or not PATTERNS[kind].fullmatch(id):
            raise Refusal("not_found")
        found = []
        for entry in await self._entries(unit):
            for row in entry["papers"]:
                if row["id"] == id and not row.get("deleted"):
                    document: Json = json.loads(row["text"])
                    if may_see(person, document | {"kind": kind}, unit, tree, today):
                        found.append(KeptRevision(row["rev"], row["parent"], entry["received_at"], entry["person"], document))
        if not found:
            raise Refusal("not_found")
        return found

    async def one(self, person: Person, unit: str, id: str, rev: str) -> KeptRevision:
        """Raises Refusal `not_found`."""
        found = next((one for one in await self(person, unit, id) if one.rev == rev), None)
        if found is None:
            raise Refusal("not_found")
        return found

    async def _entries(self, unit: str) -> list[Json]:
        start, end = ids_of(unit)
        found: list[Json] = []
        while True:
            try:
                page = await self._store.range(HISTORY, start, end, limit=_PAGE)
            except NoSuchDatabase:
                return found
            found += page
            if len(page) < _PAGE:
                return found
            start = page[-1]["_id"] + "\0"
