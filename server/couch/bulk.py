"""`_revs_diff`, `_bulk_get` and `_bulk_docs`: the three calls that carry the documents of a replication
(CouchDB documentation, "Replication Protocol")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from server.couch.answers import as_json, refused_row
from server.couch.reading import Reading
from server.couch.request import MAX_DOCUMENTS, Asked, revision, text
from sync.domain.accounts import Person
from sync.domain.errors import Problem, Refusal
from sync.ports import DocumentStore, Json


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one document that came in: stored and durable, or the problem with it."""

    id: str
    rev: str
    problem: Problem | None = None

    def to_json(self, lang: str) -> Json:
        if self.problem is None:
            return {"ok": True, "id": self.id, "rev": self.rev}
        return refused_row(self.id, self.rev, self.problem, lang)


Accept = Callable[[Person, str, Sequence[Any], bool], Awaitable[list[Row]]]
"""(person, database, documents, new_edits) → a row each, in order. With `new_edits` the documents are edits whose `_rev`
names their parent; without it they come with their revision and its history."""


class RevsDiff:
    """Handler for `POST /couch/{db}/_revs_diff`."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def post(self, asked: Asked) -> None:
        told = await asked.object()
        wanted = {}
        for id, revs in told.items():
            if not isinstance(revs, list):
                raise Refusal("bad_request")
            wanted[text(id)] = [revision(rev) for rev in revs]
        found = await self._store.revs_diff(asked.db, wanted)
        answer: Json = {}
        for id, one in found.items():
            answer[id] = {"missing": list(one.missing)}
            if one.possible_ancestors:
                answer[id]["possible_ancestors"] = list(one.possible_ancestors)
        await asked.answer.json(answer)


class BulkGet:
    """Handler for `POST /couch/{db}/_bulk_get`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def post(self, asked: Asked) -> None:
        docs = (await asked.object()).get("docs")
        if not isinstance(docs, list) or not all(isinstance(one, dict) for one in docs):
            raise Refusal("bad_request")
        if len(docs) > MAX_DOCUMENTS:
            raise Refusal("body_too_large")
        wanted = [(text(one.get("id")), revision(one["rev"]) if "rev" in one else None) for one in docs]
        await self._reading.store.info(asked.db)
        await asked.answer.write('{"results":[')
        for place, (id, rev) in enumerate(wanted):
            row = {"id": id, "docs": await self._docs(asked, id, rev)}
            await asked.answer.write((",\n" if place else "\n") + as_json(row))
        await asked.answer.end("\n]}\n")

    async def _docs(self, asked: Asked, id: str, rev: str | None) -> list[Json]:
        if rev is None:
            found = await self._reading.leaves(asked.person, asked.db, id)
        else:
            latest = asked.flag("latest")
            found = await self._reading.revisions(asked.person, asked.db, id, rev, latest=latest)
        if not found:
            return [{"error": {"id": id, "rev": rev or "undefined", "error": "not_found", "reason": "missing"}}]
        if not asked.flag("revs"):
            found = [{name: value for name, value in one.items() if name != "_revisions"} for one in found]
        return [{"ok": one} for one in found]


class BulkDocs:
    """Handler for `POST /couch/{db}/_bulk_docs`: one bad document never stops the others."""

    def __init__(self, store: DocumentStore, accept: Accept) -> None:
        self._store = store
        self._accept = accept

    async def post(self, asked: Asked) -> None:
        body = await asked.object()
        docs, new_edits = body.get("docs"), body.get("new_edits", True)
        if not isinstance(docs, list) or not isinstance(new_edits, bool):
            raise Refusal("bad_request")
        if len(docs) > MAX_DOCUMENTS:
            raise Refusal("body_too_large")
        await self._store.info(asked.db)
        rows = await self._accept(asked.person, asked.db, docs, new_edits)
        told = [row.to_json(asked.person.lang) for row in rows if new_edits or row.problem is not None]
        await asked.answer.json(told, 201)
