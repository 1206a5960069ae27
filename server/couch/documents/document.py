"""`/couch/{db}/{id}`: one document (CouchDB documentation, "Documents")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from server.couch.answers import CouchError
from server.couch.documents.files import FileReader
from server.couch.documents.multipart import read_related
from server.couch.documents.multipart_answer import accepts
from server.couch.documents.revisions_told import with_extras
from server.couch.documents.writing import incoming, write_one
from server.couch.reading import Reading
from server.couch.request import Accept, Asked, Incoming, json_parameter, revision, text, unescaped
from sync.domain.errors import Refusal
from sync.ports import Json
from sync.revisions.entry import LONGEST_ID

_CHANGING = frozenset(("_conflicts", "_deleted_conflicts", "_revs_info", "_local_seq"))
"""What a revision is told with that may change while it stays the same."""


class Document:
    """Handlers for one document."""

    def __init__(self, reading: Reading, accept: Accept) -> None:
        self._reading = reading
        self._accept = accept
        self._files = FileReader(reading)

    async def get(self, asked: Asked) -> None:
        if asked.id.startswith("_") and not asked.id.startswith("_design/"):
            raise Refusal("not_found")
        check_id(asked.id)
        await self._reading.store.info(asked.db)
        if "open_revs" in asked.query:
            await self._open_revs(asked)
            return
        found = await self._find(asked)
        told = await with_extras(self._reading, asked, found)
        etag = f'"{found["_rev"]}"'
        headers = {} if _CHANGING & told.keys() else {"ETag": etag}
        if headers and etag in asked.headers.get("if-none-match", ""):
            await asked.answer.nothing(304, headers)
            return
        if asked.flag("attachments") or "atts_since" in asked.query:
            if _wants(asked, "multipart/related") and told.get("_attachments"):
                await self._files.related(asked, told, headers, _atts_since(asked))
                return
            told = await self._files.inline(asked, told, _atts_since(asked))
        await asked.answer.json(told, headers=headers)

    async def _find(self, asked: Asked) -> Json:
        """The document asked for, with `_revisions`. Raises Refusal `not_found`, CouchError."""
        person, db, id = asked.person, asked.db, asked.id
        if "rev" in asked.query:
            rev = revision(asked.query["rev"])
            found = await self._reading.revisions(person, db, id, rev, latest=asked.flag("latest"))
            if not found:
                raise Refusal("not_found")
            return found[0]
        winner = await self._reading.winner(person, db, id)
        if winner is None:
            raise Refusal("not_found")
        if winner.get("_deleted"):
            raise CouchError(404, "not_found", "deleted")
        return winner

    async def _open_revs(self, asked: Asked) -> None:
        rows = await self._rows(asked)
        if _wants(asked, "multipart/mixed"):
            await self._files.mixed(asked, rows, _atts_since(asked))
            return
        if asked.flag("attachments") or "atts_since" in asked.query:
            rows = [
                {"ok": await self._files.inline(asked, row["ok"], _atts_since(asked))} if "ok" in row else row for row in rows
            ]
        await asked.answer.json(rows)

    async def _rows(self, asked: Asked) -> list[Json]:
        person, db, id, revs = asked.person, asked.db, asked.id, asked.flag("revs")
        if asked.query["open_revs"] == "all":
            leaves = await self._reading.leaves(person, db, id)
            if not leaves:
                raise Refusal("not_found")
            return [{"ok": shown(leaf, revs=revs)} for leaf in in_order(leaves)]
        wanted = json_parameter(asked.query["open_revs"])
        if not isinstance(wanted, list):
            raise CouchError(400, "bad_request", "Invalid list of revisions")
        rows: list[Json] = []
        for rev in map(revision, wanted):
            found = await self._reading.revisions(person, db, id, rev, latest=asked.flag("latest"))
            for one in found:
                row: Json = {"ok": shown(one, revs=revs)}
                if row not in rows:
                    rows.append(row)
            if not found:
                rows.append({"missing": rev})
        return rows

    async def put(self, asked: Asked) -> None:
        check_id(asked.id)
        if asked.media == "multipart/related":
            document, files = await read_related(asked.chunks(), asked.headers["content-type"], asked.limits)
            came = Incoming(document, files)
        else:
            came = incoming(await asked.body())
        document = came.document
        if not isinstance(document, dict):
            raise CouchError(400, "bad_request", "Document must be a JSON object")
        if asked.plain:
            document["_id"] = asked.id  # CouchDB goes by the address, whatever the body says
        elif document.setdefault("_id", asked.id) != asked.id:
            raise CouchError(400, "bad_request", "Document id must match id in URL")
        new_edits = asked.query.get("new_edits") != "false"
        rev = asked.rev()
        if rev is not None:
            if document.get("_rev", rev) != rev:
                raise CouchError(400, "bad_request", "Document rev from request body and query string have different values")
            document["_rev"] = rev
        await self.store(asked, came, new_edits=new_edits, status=200 if document.get("_deleted") is True else 201)

    async def post(self, asked: Asked) -> None:
        """`POST /{db}`: a document that may come without an id."""
        asked.expect_json()
        told = await asked.body()
        if not isinstance(told, dict):
            raise CouchError(400, "bad_request", "Document must be a JSON object")
        came = incoming(told)
        came.document.setdefault("_id", asked.new_id())
        check_id(came.document["_id"])
        await self.store(asked, came)

    async def delete(self, asked: Asked) -> None:
        check_id(asked.id)
        rev = asked.rev()
        winner = await self._reading.winner(asked.person, asked.db, asked.id)
        if winner is None:
            raise Refusal("not_found")
        if winner.get("_deleted"):
            raise CouchError(404, "not_found", "deleted")
        if rev is None:
            raise Refusal("conflict")
        await self.store(asked, Incoming({"_id": asked.id, "_rev": rev, "_deleted": True}, {}), status=200)

    async def copy(self, asked: Asked) -> None:
        """`COPY` to the id of the `Destination` header (with `?rev=` where that exists already)."""
        told, _, query = asked.headers.get("destination", "").partition("?")
        if not told:
            raise CouchError(400, "bad_request", "Destination header is mandatory for COPY.")
        target = unescaped(told.encode("latin-1"))
        check_id(target)
        found = {name: value for name, value in (await self._find(asked)).items() if name not in ("_revisions", "_rev", "_id")}
        files = await self._files.bytes_of(asked.db, asked.id, found)
        document: Json = {**found, "_id": target}
        if query.startswith("rev="):
            document["_rev"] = revision(query.removeprefix("rev="))
        row = await write_one(self._accept, asked, Incoming(document, files))
        await self._tell(asked, row.id, row.rev, 201)

    async def store(self, asked: Asked, came: Incoming, *, new_edits: bool = True, status: int = 201) -> None:
        """Write and answer."""
        row = await write_one(self._accept, asked, came, new_edits=new_edits)
        await self._tell(asked, row.id, row.rev or str(came.document.get("_rev", "")), status)

    @staticmethod
    async def _tell(asked: Asked, id: str, rev: str, status: int) -> None:
        tag = {} if asked.method == "POST" else {"ETag": f'"{rev}"'}
        place = {} if asked.method == "DELETE" else location(asked, id)
        await asked.answer.json({"ok": True, "id": id, "rev": rev}, status, tag | place)


def location(asked: Asked, *path: str) -> dict[str, str]:
    """Where what was made can be read."""
    host = asked.headers.get("host", "")
    if not host:
        return {}
    names = "/".join(quote(one, safe="") for one in (asked.db, *path))
    return {"Location": f"{asked.scope.get('scheme', 'http')}://{host}/couch/{names}"}


def in_order(leaves: Sequence[Json]) -> list[Json]:
    """Leaves by generation and hash, as CouchDB lists them."""
    return sorted(leaves, key=lambda leaf: (leaf["_revisions"]["start"], leaf["_rev"]))


def shown(leaf: Json, *, revs: bool) -> Json:
    return leaf if revs else {name: value for name, value in leaf.items() if name != "_revisions"}


def check_id(id: Any) -> None:
    """Raises CouchError for what cannot be the id of a document."""
    if not isinstance(id, str):
        raise CouchError(400, "illegal_docid", "Document id must be a string")
    if not id:
        raise CouchError(400, "illegal_docid", "Document id must not be empty")
    if id.startswith("_") and not id.startswith("_design/"):
        raise CouchError(400, "illegal_docid", "Only reserved document ids may start with underscore.")
    if len(id) > LONGEST_ID:
        raise CouchError(400, "illegal_docid", "Document id is too long")
    text(id)


def _wants(asked: Asked, media: str) -> bool:
    return accepts(asked.headers.get("accept"), media)


def _atts_since(asked: Asked) -> list[str] | None:
    told = json_parameter(asked.query["atts_since"]) if "atts_since" in asked.query else None
    if told is not None and not isinstance(told, list):
        raise CouchError(400, "bad_request", "Invalid list of revisions")
    return [revision(rev) for rev in told] if told is not None else None
