"""`_bulk_docs`, cut into requests of a bearable size, with CouchDB's answers in our words.

CouchDB refuses a whole request for one document it cannot take; that one is then found by sending each alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from sync.domain.errors import Refusal
from sync.ports import Json, Written
from sync.stores.couchdb.prepared import Prepared
from sync.stores.couchdb.quorum import check
from sync.stores.couchdb.trees import PORTION
from sync.stores.couchdb.wire import Answer, Remote, succeeded

_REQUEST = 4 * 1024 * 1024
"""Bytes of attachments in one request, beside a document that is larger by itself."""
_CODES = {
    "conflict": "conflict",
    "forbidden": "forbidden",
    "unauthorized": "forbidden",
    "missing_stub": "attachment_missing",
    "document_too_large": "document_too_large",
    "attachment_too_large": "document_too_large",
    "too_large": "document_too_large",
    "illegal_docid": "id_malformed",
    "doc_validation": "document_malformed",
    "bad_request": "document_malformed",
}
_UNTAKEN = {400, 403, 412, 413}


async def send(db: Remote, some: Sequence[Prepared], edits: bool) -> list[Written]:
    """An answer for each, in order. Raises Refusal `store_unavailable`; any may have been stored then."""
    told = []
    for portion in _portions(some):
        told += await _send(db, portion, edits)
    return told


async def _send(db: Remote, portion: Sequence[Prepared], edits: bool) -> list[Written]:
    body: Json = {"docs": [msgspec.Raw(one.document()) for one in portion], "new_edits": edits}
    answer = await db.call("POST", "_bulk_docs", body=body, repeatable=not edits)
    if answer.status in _UNTAKEN and len(portion) > 1:
        return [(await _send(db, [one], edits))[0] for one in portion]
    if answer.status in _UNTAKEN:
        return [_written(portion[0], _code(answer.field("error"), answer))]
    if edits:
        check(answer)
    rows: list[Any] = succeeded(answer, "_bulk_docs")
    if edits:
        return [_edited(one, row) for one, row in zip(portion, rows, strict=True)]
    refused = {(row.get("id"), row.get("rev")): row for row in rows if row.get("error")}
    told = []
    for one in portion:
        row = refused.get((one.id, one.way[0]))
        told.append(_written(one, _code(row["error"]) if row else None))
    return told


def _edited(one: Prepared, row: Json) -> Written:
    if row.get("error"):
        return _written(one, _code(row["error"]))
    return Written(one.id, row["rev"])


def _written(one: Prepared, code: str | None) -> Written:
    return Written(one.id, str(one.write.body.get("_rev", "")) if code or not one.way else one.way[0], code)


def _code(error: str, answer: Answer | None = None) -> str:
    code = _CODES.get(error) or ("document_too_large" if answer is not None and answer.status == 413 else None)
    if code is None:
        raise Refusal("store_unavailable")
    return code


def _portions(some: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    portion: list[Prepared] = []
    size = 0
    for one in some:
        bytes_ = sum(len(kept.data or b"") for kept in one.kept)
        if portion and (len(portion) >= PORTION or size + bytes_ > _REQUEST):
            yield portion
            portion, size = [], 0
        portion.append(one)
        size += bytes_
    if portion:
        yield portion
