"""`_local` documents: not replicated, one revision at a time, `0-n` (CouchDB documentation, "Local documents")."""

from __future__ import annotations

from sync.domain.documents import content
from sync.domain.errors import Refusal
from sync.ports import Json
from sync.revisions.entry import json_text


def next_local(present: Json | None, id: str, body: Json) -> Json:
    """What is stored when `body` follows `present`. Raises Refusal: `conflict` when its `_rev` names another revision,
    `text_malformed` for what no store can hold."""
    json_text(content(body))
    if body.get("_rev") != (present["_rev"] if present else None):
        raise Refusal("conflict")
    number = int(present["_rev"].partition("-")[2]) + 1 if present else 1
    return {**content(body), "_id": f"_local/{id}", "_rev": f"0-{number}"}
