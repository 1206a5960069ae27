"""`/couch/{db}/{id}/{name}`: one attachment (CouchDB documentation, "Attachments")."""

from __future__ import annotations

import re

from server.couch.answers import CouchError
from server.couch.documents.document import check_id, location
from server.couch.documents.writing import write_one
from server.couch.reading import Reading
from server.couch.request import Accept, Asked, Incoming, revision
from sync.domain.errors import Refusal
from sync.ports import Attachment, Json
from sync.revisions.files import DEFAULT_TYPE

_FIT_FOR_A_HEADER = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")


class Attachments:
    """Handlers for one attachment; its name is what follows the id in the path."""

    def __init__(self, reading: Reading, accept: Accept) -> None:
        self._reading = reading
        self._accept = accept

    async def get(self, asked: Asked) -> None:
        document = await self._document(asked)
        name = _name(asked)
        found = await self._reading.store.attachment(asked.db, asked.id, name, document["_rev"])
        if found is None:
            raise CouchError(404, "not_found", "Document is missing attachment")
        etag = f'"{found.digest.removeprefix("md5-")}"'
        if etag in asked.headers.get("if-none-match", ""):
            await asked.answer.nothing(304, {"ETag": etag})
            return
        headers = {
            "Content-Type": _media(found.content_type), "ETag": etag, "Content-MD5": found.digest.removeprefix("md5-"),
            "Accept-Ranges": "bytes", "Content-Disposition": "attachment",
        }  # fmt: skip
        await _send(asked, found, headers)

    async def _document(self, asked: Asked) -> Json:
        """The document at the revision asked for. Raises Refusal `not_found`, CouchError."""
        check_id(asked.id)
        await self._reading.store.info(asked.db)
        if "rev" in asked.query:
            rev = revision(asked.query["rev"])
            found = await self._reading.revisions(asked.person, asked.db, asked.id, rev, latest=False)
            if not found:
                raise Refusal("not_found")
            return found[0]
        winner = await self._reading.winner(asked.person, asked.db, asked.id)
        if winner is None:
            raise Refusal("not_found")
        if winner.get("_deleted"):
            raise CouchError(404, "not_found", "deleted")
        return winner

    async def put(self, asked: Asked) -> None:
        name = _name(asked)
        if name.startswith("_"):
            raise CouchError(400, "bad_request", f"Attachment name '{name}' starts with prohibited character '_'")
        document, stubs = await self._parent(asked)
        data = await asked.raw()
        stubs[name] = {"content_type": asked.headers.get("content-type", "application/octet-stream")}
        if (told := asked.headers.get("content-md5")) is not None:
            stubs[name]["digest"] = f"md5-{told}"
        await self._store(asked, {**document, "_attachments": stubs}, {name: data}, 201)

    async def delete(self, asked: Asked) -> None:
        document, stubs = await self._parent(asked)
        if asked.rev() is None or "_rev" not in document:
            raise Refusal("conflict" if "_rev" in document else "not_found")
        if stubs.pop(_name(asked), None) is None:
            raise CouchError(404, "not_found", "Document is missing attachment")
        await self._store(asked, {**document, "_attachments": stubs}, {}, 200)

    async def _parent(self, asked: Asked) -> tuple[Json, Json]:
        """The document that changes and its attachments as stubs; a new one where there is none. Raises Refusal."""
        check_id(asked.id)
        rev = asked.rev()
        await self._reading.store.info(asked.db)
        leaves = await self._reading.leaves(asked.person, asked.db, asked.id)
        if rev is None:
            if leaves and not leaves[0].get("_deleted"):
                raise Refusal("conflict")
            return {"_id": asked.id}, {}
        found = next((leaf for leaf in leaves if leaf["_rev"] == rev), None)
        if found is None:
            raise Refusal("conflict")
        stubs = {name: {"stub": True} for name in found.pop("_attachments", {})}
        return {name: value for name, value in found.items() if name not in ("_revisions", "_deleted")}, stubs

    async def _store(self, asked: Asked, document: Json, files: dict[str, bytes], status: int) -> None:
        row = await write_one(self._accept, asked, Incoming(document, files))
        headers = location(asked, asked.id, _name(asked)) if status == 201 else {}
        await asked.answer.json({"ok": True, "id": row.id, "rev": row.rev}, status, headers)


def _media(told: str) -> str:
    """What a document calls the type of a file, where a header can say it: whoever wrote the document may have written anything."""
    return told if _FIT_FOR_A_HEADER.fullmatch(told) else DEFAULT_TYPE


def _name(asked: Asked) -> str:
    return "/".join(asked.rest)


async def _send(asked: Asked, found: Attachment, headers: dict[str, str]) -> None:
    """All of it, or the one range asked for (RFC 9110 §14)."""
    told = _RANGE.fullmatch(asked.headers.get("range", ""))
    if told is None or (not told[1] and not told[2]):
        await asked.answer.whole(found.data, 200, headers)
        return
    size = len(found.data)
    first = int(told[1]) if told[1] else max(0, size - int(told[2]))
    last = min(int(told[2]), size - 1) if told[1] and told[2] else size - 1
    if first >= size or first > last:
        raise CouchError(
            416, "requested_range_not_satisfiable", "Requested range not satisfiable", {"Content-Range": f"bytes */{size}"}
        )
    piece = found.data[first : last + 1]
    await asked.answer.whole(piece, 206, {**headers, "Content-Range": f"bytes {first}-{last}/{size}"})
