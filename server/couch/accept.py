"""Papers that come in at CouchDB's door go the way of all papers (`sync/usecases/accept_papers.py`): same checks, same
receipts, same inbox. Only their revision ids are the peer's own.

An interactive edit (`new_edits=true`) is first given its revision, by the rules of the stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from server.couch.bulk import Row
from sync.domain.accounts import Person
from sync.domain.documents import unit_of
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json
from sync.revisions.entry import Entry, check_id
from sync.revisions.revision import check_revisions
from sync.usecases.accept_papers import AcceptPapers


class CouchAccept:
    """The `accept` of the real server."""

    def __init__(self, store: DocumentStore, accept: AcceptPapers) -> None:
        self._store = store
        self._accept = accept

    async def __call__(self, person: Person, db: str, documents: Sequence[Any], new_edits: bool) -> list[Row]:
        rows: list[Row | None] = [None] * len(documents)
        ready: dict[int, Any] = {}
        entries: dict[str, Entry] = {}
        for place, document in enumerate(documents):
            try:
                ready[place] = await self._edited(db, document, entries) if new_edits else _with_history(document)
            except Refusal as refusal:
                rows[place] = Row(str(document.get("_id", "")), str(document.get("_rev", "")), refusal.problem)
        verdicts = await self._accept(person, list(ready.values()), unit=unit_of(db), own_revisions=False) if ready else []
        for place, verdict in zip(ready, verdicts, strict=True):
            rows[place] = Row(verdict.id, verdict.rev, verdict.problem)
        return [row for row in rows if row is not None]

    async def _edited(self, db: str, document: Any, entries: dict[str, Entry]) -> Any:
        """The document with the revision its edit makes. Raises Refusal `conflict`, `id_malformed`."""
        if not isinstance(document, dict):
            return document
        id = check_id(document.get("_id"))
        if id not in entries:
            entries[id] = Entry(id)
            for leaf in await self._store.leaves(db, id):
                entries[id].apply(leaf, "replicated")
        rev, _ = entries[id].apply(document, "edit")
        made: Json = entries[id].document(rev, revs=True) or {}
        return {**document, "_rev": rev, "_revisions": made["_revisions"]}


def _with_history(document: Any) -> Any:
    """A peer may leave `_revisions` out when he knows of no parent. What is malformed goes on as it is: it is refused, and
    kept, where all papers are."""
    if not isinstance(document, dict) or "_revisions" in document:
        return document
    try:
        generation, _, hash = check_revisions(document)[0].partition("-")
    except Refusal:
        return document
    return {**document, "_revisions": {"start": int(generation), "ids": [hash]}}
