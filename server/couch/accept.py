"""What comes in at CouchDB's door, on its way to the store.

Papers go the way of all papers (`sync/usecases/accept_papers.py`): same checks, same receipts, same inbox. Only their
revision ids are the peer's own; an interactive edit (`new_edits=true`) is first given its revision, by the rules of the
stores. What comes into a plain database is stored as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeGuard

from server.couch.answers import CouchError
from server.couch.documents.document import check_id
from server.couch.request import Incoming, Row, revision
from sync.domain.accounts import Person
from sync.domain.documents import REPLICATION_MEMBERS, is_workspace, unit_of
from sync.domain.envelope import clean_content
from sync.domain.errors import Problem, Refusal
from sync.ports import DocumentStore, Json, Write
from sync.revisions.entry import Entry
from sync.revisions.entry import check_id as entry_id
from sync.revisions.revision import check_revisions, revision_over
from sync.usecases.accept_papers import AcceptPapers


class CouchAccept:
    """The `accept` of the real server."""

    def __init__(self, store: DocumentStore, accept: AcceptPapers) -> None:
        self._store = store
        self._accept = accept

    async def __call__(self, person: Person, db: str, came: Sequence[Incoming], new_edits: bool) -> list[Row]:
        if not is_workspace(db):
            return await store_plain(self._store, db, came, new_edits)
        rows: list[Row | None] = [None] * len(came)
        ready: dict[int, Any] = {}
        texts: dict[int, bytes] = {}
        entries = await self._entries(db, came) if new_edits else {}
        begun: dict[str, str] = {}
        for place, one in enumerate(came):
            document = one.document
            if new_edits and (text := _text_of_first(document, entries, begun)) is not None:
                texts[len(ready)] = text
                first = ready[place] = _first(document, text)
                begun[first["_id"]] = first["_rev"]
                continue
            try:
                ready[place] = _edited(document, entries, begun) if new_edits else _with_history(document)
            except Refusal as refusal:
                rows[place] = Row(str(document.get("_id", "")), str(document.get("_rev", "")), refusal.problem)
        documents = list(ready.values())
        verdicts = await self._accept(person, documents, unit=unit_of(db), own_revisions=False, texts=texts) if ready else []
        for place, verdict in zip(ready, verdicts, strict=True):
            rows[place] = Row(verdict.id, verdict.rev, verdict.problem)
        return [row for row in rows if row is not None]

    async def _entries(self, db: str, came: Sequence[Incoming]) -> dict[str, Entry]:
        """What is stored of the documents that are edited, looked up together."""
        ids = [one.document.get("_id") for one in came if isinstance(one.document, dict)]
        wanted = list(dict.fromkeys(id for id in ids if _is_id(id)))
        entries = {id: Entry(id) for id in wanted}
        for id, leaves in (await self._store.leaves_of(db, wanted)).items() if wanted else ():
            for leaf in leaves:
                entries[id].apply(_bare(leaf), "replicated")
        return entries


def _text_of_first(document: Any, entries: Mapping[str, Entry], begun: Mapping[str, str]) -> bytes | None:
    """The canonical form of a document that is new, and in which nothing is doubtful; None of any other. `begun`: the first revisions
    that documents before it have in this batch, of which `entries` need not know yet."""
    if not isinstance(document, dict) or not document.keys().isdisjoint(("_rev", "_revisions", "_deleted", "_attachments")):
        return None
    entry = entries.get(document["_id"]) if isinstance(document.get("_id"), str) else None
    return clean_content(document) if entry is not None and not entry.tree and entry.id not in begun else None


def _first(document: Json, text: bytes) -> Json:
    """As `_edited`, of such a document."""
    rev = revision_over(False, "", text)
    return {**document, "_rev": rev, "_revisions": {"start": 1, "ids": [rev.partition("-")[2]]}}


def _edited(document: Any, entries: Mapping[str, Entry], begun: dict[str, str]) -> Any:
    """The document with the revision its edit makes. Raises Refusal `conflict`, `id_malformed`."""
    if not isinstance(document, dict):
        return document
    entry = entries[entry_id(document.get("_id"))]
    if (first := begun.pop(entry.id, None)) is not None:
        entry.begin([first])
    applied = entry.apply(_bare(document), "edit")
    return {**document, "_rev": applied.rev, "_revisions": entry.revisions(applied.rev)}


def _is_id(id: object) -> TypeGuard[str]:
    try:
        entry_id(id)
    except Refusal:
        return False
    return True


def _bare(document: Json) -> Json:
    return {name: value for name, value in document.items() if name != "_attachments"}


async def store_plain(store: DocumentStore, db: str, came: Sequence[Incoming], new_edits: bool) -> list[Row]:
    """Store documents that stand under no rules of ours. Raises CouchError, before anything is stored, for what CouchDB
    refuses a whole request for."""
    documents = [_checked(one.document, new_edits) for one in came]
    locals = [place for place, one in enumerate(documents) if one["_id"].startswith("_local/")]
    rows = {place: await _store_local(store, db, documents[place]) for place in locals}
    mode: Literal["edit", "replicated"] = "edit" if new_edits else "replicated"
    others = [place for place in range(len(came)) if place not in rows]
    written = await store.write(db, [Write(documents[place], mode, came[place].files) for place in others])
    for place, one in zip(others, written, strict=True):
        if one.error == "attachment_missing":
            raise CouchError(412, "missing_stub", f"Invalid attachment stub in {one.id}")
        rows[place] = Row(one.id, one.rev, Problem(one.error) if one.error else None)
    return [rows[place] for place in range(len(came))]


async def _store_local(store: DocumentStore, db: str, document: Json) -> Row:
    """Local documents have no conflicts in CouchDB: the last one holds."""
    id = document["_id"].removeprefix("_local/")
    present = await store.read_local(db, id)
    if document.get("_deleted"):
        if present is None:
            return Row(document["_id"], "", Problem("not_found"))
        gone = await store.delete_local(db, id, present["_rev"])
        return Row(gone.id, gone.rev, Problem(gone.error) if gone.error else None)
    body = {name: value for name, value in document.items() if name != "_rev"} | ({"_rev": present["_rev"]} if present else {})
    written = await store.write_local(db, id, body)
    return Row(written.id, written.rev, Problem(written.error) if written.error else None)


_MEMBERS = REPLICATION_MEMBERS | {"_id", "_rev", "_revisions", "_deleted", "_attachments"}


_TOLD = frozenset(("_revs_info", "_conflicts", "_deleted_conflicts", "_local_seq"))
"""Members that a GET adds and a peer may send back."""


def _checked(document: Json, new_edits: bool) -> Json:
    local = str(document.get("_id")).startswith("_local/")
    if not local:
        check_id(document.get("_id"))
    _check_shape(document)
    if not new_edits and "_rev" not in document and not document.get("_revisions"):
        reason = "When `new_edits: false`, the document needs `_rev` or `_revisions` specified"
        raise CouchError(400, "bad_request", reason)
    if "_rev" in document and not local:
        revision(document["_rev"])
    told = document.get("_revisions")
    if not new_edits and isinstance(told, dict) and isinstance(told.get("start"), int) and told.get("ids"):
        document = {**document, "_rev": f"{told['start']}-{told['ids'][0]}"}  # CouchDB believes the history, not `_rev`
    special = [name for name in document if name.startswith("_") and name not in _MEMBERS]
    for name in special:
        if name not in _TOLD:
            raise CouchError(400, "doc_validation", f"Bad special document member: {name}")
    return {name: value for name, value in document.items() if name not in _TOLD} if special else document


def _check_shape(document: Json) -> None:
    """Raises CouchError for members of replication that are of another type than theirs."""
    history = document.get("_revisions", {})
    for name, type in (("_deleted", bool), ("_attachments", dict), ("_revisions", dict)):
        if not isinstance(document.get(name, type()), type):
            raise CouchError(400, "doc_validation", f"Bad special document member: {name}")
    if history and not isinstance(history.get("start"), int):
        raise CouchError(400, "doc_validation", "_revisions.start isn't an integer.")
    if history and not isinstance(history.get("ids"), list):
        raise CouchError(400, "doc_validation", "_revisions.ids isn't a array.")


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
