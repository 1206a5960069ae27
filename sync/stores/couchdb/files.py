"""Attachments of writes: which are sent as bytes and which as stubs CouchDB can follow, and reading them back.

CouchDB follows a stub to the nearest ancestor it has a body of, and refuses the whole request when that one lacks it; so a
stub is sent only where that ancestor has the very attachment, and else the bytes are fetched and sent again.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from sync.domain.errors import Refusal
from sync.ports import Attachment, Json
from sync.revisions.files import Kept, take_files
from sync.revisions.revision import generation_of
from sync.stores.couchdb.address import document_path, escaped
from sync.stores.couchdb.trees import Seen, bodies_of
from sync.stores.couchdb.wire import Remote

LONGEST_FILE = 64 * 1024 * 1024
_ANCESTORS = 100
"""Ancestors looked at for one stub, newest first."""


def has_stubs(body: Json, files: Mapping[str, bytes]) -> bool:
    """Whether an attachment is named whose bytes are not given."""
    told = body.get("_attachments")
    return isinstance(told, dict) and any(name not in files for name in told)


async def resolve(
    db: Remote, body: Json, files: Mapping[str, bytes], mode: str, ancestors: Sequence[str], generation: int, seen: Seen
) -> tuple[Kept, ...]:
    """What becomes of the attachments of a write (see `take_files`, whose Refusals it raises)."""
    if not body.get("_attachments"):
        return ()
    bodies = {rev: leaf for rev in ancestors[:_ANCESTORS] if (leaf := seen.leaf(rev)) is not None}
    if has_stubs(body, files):
        inner = [rev for rev in ancestors[:_ANCESTORS] if rev in seen.tree and rev not in bodies]
        bodies |= await bodies_of(db, body["_id"], inner)
    plain = {rev: _without_marks(one) for rev, one in bodies.items()}
    kept = take_files(body, files, mode, ancestors, set(plain), plain.get, generation)
    nearest = next((rev for rev in ancestors if rev in plain), "")
    return tuple([await _reachable(db, body["_id"], one, plain.get(nearest, {})) for one in kept])


def _without_marks(body: Json) -> Json:
    told = body.get("_attachments") or {}
    return {"_attachments": {name: {key: value for key, value in one.items() if key != "stub"} for name, one in told.items()}}


async def _reachable(db: Remote, id: str, one: Kept, nearest: Json) -> Kept:
    if one.data is not None or nearest["_attachments"].get(one.name) == one.stub:
        return one
    data = await read_bytes(db, id, one.name, one.ancestor, one.stub["length"])
    if data is None:
        raise Refusal("attachment_missing")
    return Kept(one.name, one.stub, data)


def told(kept: Sequence[Kept]) -> Json:
    """`_attachments` as it is sent."""
    sent: dict[str, Any] = {}
    for one in kept:
        if one.data is None:
            sent[one.name] = {**one.stub, "stub": True}
        else:
            data = base64.b64encode(one.data).decode()
            sent[one.name] = {"content_type": one.stub["content_type"], "revpos": one.stub["revpos"], "data": data}
    return sent


async def read_bytes(db: Remote, id: str, name: str, rev: str, length: int) -> bytes | None:
    """The bytes of an attachment of a revision, None when it is gone. Raises Refusal `store_unavailable` for what is longer
    than it was told to be."""
    if length > LONGEST_FILE:
        raise Refusal("store_unavailable")
    path = f"{document_path(id)}/{escaped(name)}"
    answer = await db.call("GET", path, params={"rev": rev}, raw=LONGEST_FILE)
    return answer.body if answer.status == 200 else None


async def read_attachment(db: Remote, document: Json | None, name: str) -> Attachment | None:
    """An attachment of a document that was read."""
    stub = ((document or {}).get("_attachments") or {}).get(name)
    if document is None or stub is None:
        return None
    data = await read_bytes(db, document["_id"], name, document["_rev"], stub["length"])
    if data is None:
        return None
    return Attachment(name, stub["content_type"], stub["digest"], stub["length"], stub["revpos"], data)


def generation(rev: str) -> int:
    """Of the revision an edit makes on top of `rev`."""
    return generation_of(rev) + 1 if rev else 1
