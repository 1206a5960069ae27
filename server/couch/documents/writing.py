"""Documents as they come in at this door: inline attachments taken out as bytes, and each handed on to `accept`."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from server.couch.answers import CouchError, error_of
from server.couch.request import Accept, Asked, Incoming, Row
from sync.domain.errors import Problem, Refusal
from sync.ports import Json


def incoming(document: Any) -> Incoming:
    """Take the base64 of inline attachments out. Raises CouchError for base64 that is none."""
    told = document.get("_attachments") if isinstance(document, dict) else None
    if not isinstance(told, dict):
        return Incoming(document, {})
    files, stubs = {}, {}
    for name, one in told.items():
        if name.startswith("_"):
            raise CouchError(400, "bad_request", f"Attachment name '{name}' starts with prohibited character '_'")
        stubs[name] = one
        if isinstance(one, dict) and not one.get("stub"):
            files[name] = _bytes(name, one.get("data"))
            # the digest a document carries may be the packed bytes' (CouchDB) or the former content's (an edit): it says nothing
            stubs[name] = {key: value for key, value in one.items() if key not in ("data", "digest")}
    return Incoming({**document, "_attachments": stubs}, files)


def _bytes(name: str, data: Any) -> bytes:
    """Base64 as MIME has it: broken into lines where it pleases."""
    try:
        return base64.b64decode(b"".join(data.encode("ascii").split()), validate=True)
    except (binascii.Error, ValueError, AttributeError):
        raise CouchError(400, "bad_request", f"Invalid attachment data for {name}") from None


async def write_one(accept: Accept, asked: Asked, came: Incoming, *, new_edits: bool = True) -> Row:
    """One document that must succeed. Raises CouchError with what CouchDB would answer."""
    [row] = await accept(asked.person, asked.db, [came], new_edits)
    if row.problem is not None:
        raise refusal(row.problem, asked.person.lang)
    return row


def refusal(problem: Problem, lang: str) -> CouchError:
    """What a single document's PUT answers when it was refused: `forbidden` for what no retry will change."""
    status, body = error_of(problem, lang)
    if status == 400 and body["error"] == "bad_request" and problem.code not in ("revision_malformed", "bad_request"):
        return CouchError(403, "forbidden", body["reason"])
    return CouchError(status, body["error"], body["reason"])


async def parent_of(asked: Asked, accept_reading: Json | None) -> Json:
    """The present document to change, or CouchDB's conflict when `rev` does not name it. Raises CouchError, Refusal."""
    rev = asked.rev()
    if accept_reading is None or accept_reading.get("_deleted"):
        if rev is not None:
            raise Refusal("conflict")
        return {"_id": asked.id}
    if rev != accept_reading["_rev"]:
        raise Refusal("conflict")
    return accept_reading
