"""`_revs_diff`, `_missing_revs`, `_bulk_get` and `_bulk_docs`: the calls that carry the documents of a replication
(CouchDB documentation, "Replication Protocol")."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from server.couch.answers import CouchError, as_json, refused_row
from server.couch.documents.document import in_order, shown
from server.couch.documents.files import FileReader
from server.couch.documents.multipart_answer import accepts
from server.couch.documents.writing import incoming
from server.couch.reading import Reading
from server.couch.request import MAX_DOCUMENTS, Accept, Asked, revision, text
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json, MissingRevisions

PORTION = 100
"""Documents whose leaves are read and held together."""


class RevsDiff:
    """Handlers for `POST /couch/{db}/_revs_diff` and `_missing_revs`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def post(self, asked: Asked) -> None:
        answer: Json = {}
        for id, one in (await self._missing(asked)).items():
            answer[id] = {"missing": list(one.missing)}
            if one.possible_ancestors:
                answer[id]["possible_ancestors"] = list(one.possible_ancestors)
        await asked.answer.json(answer)

    async def missing(self, asked: Asked) -> None:
        await asked.answer.json({"missing_revs": {id: list(one.missing) for id, one in (await self._missing(asked)).items()}})

    async def _missing(self, asked: Asked) -> dict[str, MissingRevisions]:
        """What is missing as this person sees it: of a document of which he sees no leaf, everything."""
        wanted = await _asked_revisions(asked)
        found = await self._reading.store.revs_diff(asked.db, wanted)
        if not self._reading.hides(asked.db):
            return found
        unknown = {id for id, one in found.items() if not one.possible_ancestors and len(one.missing) == len(set(wanted[id]))}
        doubtful = [id for id in wanted if id not in unknown]
        seen = await self._reading.leaves_of(asked.person, asked.db, doubtful, packed=True) if doubtful else {}
        hidden = {id: MissingRevisions(tuple(dict.fromkeys(wanted[id]))) for id in doubtful if id not in seen and wanted[id]}
        return {id: hidden.get(id) or found[id] for id in wanted if id in hidden or id in found}


async def _asked_revisions(asked: Asked) -> dict[str, list[str]]:
    wanted = {}
    for id, revs in (await asked.object()).items():
        if not isinstance(revs, list):
            raise CouchError(400, "bad_request", "Request body must map ids to arrays of revisions")
        wanted[text(id)] = [revision(rev) for rev in revs]
    return wanted


class BulkGet:
    """Handler for `POST /couch/{db}/_bulk_get`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._files = FileReader(reading)

    async def post(self, asked: Asked) -> None:
        docs = (await asked.object()).get("docs")
        if not isinstance(docs, list):
            raise CouchError(400, "bad_request", "Missing JSON list of 'docs'.")
        if len(docs) > MAX_DOCUMENTS:
            raise Refusal("body_too_large")
        if not docs:
            await self._reading.store.info(asked.db)  # which nothing else would miss
        wanted = asked.headers.get("accept")
        if not accepts(wanted, "application/json"):
            for media in ("multipart/mixed", "multipart/related"):
                if accepts(wanted, media):
                    rows = [row async for told in self._rows(asked, docs, parts=True) for row in told["docs"]]
                    await self._files.mixed(asked, rows, bulk=True, media=media)
                    return
        told = self._rows(asked, docs)
        first = await anext(told, None)  # before anything is written: the database may be missing
        await asked.answer.write('{"results":[' + ("\n" + as_json(first) if first is not None else ""))
        async for row in told:
            await asked.answer.write(",\n" + as_json(row))
        await asked.answer.end("\n]}\n")

    async def _rows(self, asked: Asked, docs: Sequence[Any], *, parts: bool = False) -> AsyncIterator[Json]:
        """A row for each, in order; the leaves of a portion are read in one go. `parts`: files are sent beside the documents."""
        for place in range(0, len(docs), PORTION):
            portion = docs[place : place + PORTION]
            ids = [id for one in portion if isinstance(one, dict) and isinstance(id := one.get("id"), str) and _is_text(id)]
            # who names revisions has them from a feed
            lately = all(isinstance(one, dict) and "rev" in one for one in portion)
            leaves = await self._reading.leaves_of(asked.person, asked.db, ids, packed=True, lately=lately)
            for one in portion:
                yield await self._row(asked, one, leaves, parts)

    async def _row(self, asked: Asked, one: Any, leaves: Mapping[str, list[Json]], parts: bool) -> Json:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            return {"id": None, "docs": [_error(None, None, "bad_request", "document id missed")]}
        id = text(one["id"])
        if not id:
            return {"id": id, "docs": [_error(id, None, "illegal_docid", "Document id must not be empty")]}
        try:
            rev = revision(one["rev"]) if "rev" in one else None
            since = _revisions_of(one.get("atts_since", []))
        except CouchError as error:
            return {"id": id, "docs": [_error(id, one.get("rev"), "bad_request", error.body["reason"])]}
        if rev is None:
            found = leaves.get(id, [])
        else:
            latest, known = asked.flag("latest"), leaves.get(id, [])
            found = await self._reading.revisions(asked.person, asked.db, id, rev, latest=latest, leaves=known)
        if not found:
            return {"id": id, "docs": [_error(id, rev or "undefined", "not_found", "missing")]}
        told = [shown(leaf, revs=asked.flag("revs")) for leaf in in_order(found)]
        if parts:
            return {"id": id, "docs": [{"ok": leaf, "since": since} for leaf in told]}
        if asked.flag("attachments") or since:
            told = [await self._files.inline(asked, leaf, since) for leaf in told]
        return {"id": id, "docs": [{"ok": leaf} for leaf in told]}


def _is_text(id: str) -> bool:
    """Whether UTF-8 can hold it; what it cannot is refused when its turn comes."""
    return id.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in id)


def _revisions_of(told: Any) -> list[str]:
    """Raises CouchError."""
    if not isinstance(told, list):
        raise CouchError(400, "bad_request", "Invalid list of revisions")
    return [revision(rev) for rev in told]


def _error(id: str | None, rev: Any, error: str, reason: str) -> Json:
    return {"error": {"id": id, "rev": rev, "error": error, "reason": reason}}


class BulkDocs:
    """Handler for `POST /couch/{db}/_bulk_docs`: one bad document never stops the others."""

    def __init__(self, store: DocumentStore, accept: Accept) -> None:
        self._store = store
        self._accept = accept

    async def post(self, asked: Asked) -> None:
        body = await asked.object()
        docs, new_edits = body.get("docs"), body.get("new_edits", True)
        if not isinstance(docs, list):
            reason = "`docs` parameter must be an array." if "docs" in body else "POST body must include `docs` parameter."
            raise CouchError(400, "bad_request", reason)
        if not isinstance(new_edits, bool):
            raise CouchError(400, "bad_request", "`new_edits` parameter must be a boolean.")
        if len(docs) > MAX_DOCUMENTS:
            raise Refusal("body_too_large")
        if not docs:
            await self._store.info(asked.db)  # which nothing else would miss
        documents = [incoming(self._with_id(asked, one)) for one in docs]
        if docs and new_edits and body.get("all_or_nothing") is True:
            await self._store.info(asked.db)
            error = {"rev": "0-", "error": "not_implemented", "reason": "all_or_nothing is not supported"}
            ids = [one.document.get("_id") if isinstance(one.document, dict) else None for one in documents]
            await asked.answer.json([{"id": id, **error} for id in ids], 417)
            return
        rows = await self._accept(asked.person, asked.db, documents, new_edits)
        lang = asked.person.lang
        told = []
        for row in rows:
            if row.problem is not None:
                told.append(refused_row(row.id, None if new_edits else row.rev, row.problem, lang))
            elif new_edits:
                told.append({"ok": True, "id": row.id, "rev": row.rev})
        await asked.answer.json(told, 201)

    @staticmethod
    def _with_id(asked: Asked, document: Any) -> Any:
        """In a plain database a document may come without an id; a paper never does."""
        if asked.plain:
            if not isinstance(document, dict):
                raise CouchError(400, "bad_request", "Document must be a JSON object")
            if "_id" not in document:
                return {**document, "_id": asked.new_id()}
        return document
