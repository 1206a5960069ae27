"""Attachments of one write: which bytes are new, and which are kept from an ancestor (CouchDB documentation, "Attachments").

An attachment is told by its MD5 on the wire, as CouchDB does; that is a checksum against accidents, not a promise about who
wrote it, and no store addresses bytes by it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.domain.errors import Refusal

Json = dict[str, Any]
Bodies = Callable[[str], "Json | None"]
DEFAULT_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Kept:
    """One attachment of a new revision: `data`, or the same as `ancestor` has under that name. `stub` is what is told of it:
    `content_type`, `revpos`, `digest`, `length`."""

    name: str
    stub: Json
    data: bytes | None = None
    ancestor: str = ""


def take_files(
    body: Json,
    files: Mapping[str, bytes],
    mode: str,
    ancestors: Sequence[str],
    stored: Collection[str],
    body_of: Bodies,
    generation: int,
) -> tuple[Kept, ...]:
    """What becomes of `_attachments` of a write of that generation; `ancestors` newest first.

    Raises Refusal `attachment_missing` (a stub that no stored ancestor has), `attachment_digest_wrong`, `text_malformed`
    (what is no description of an attachment).
    """
    told = body.get("_attachments")
    if not told:
        return ()
    if not isinstance(told, dict) or not all(isinstance(one, dict) for one in told.values()):
        raise Refusal("text_malformed")
    kept = []
    for name, one in told.items():
        if name in files:
            kept.append(Kept(name, _stub(one, files[name], generation, own_revpos=mode == "replicated"), files[name]))
        else:
            kept.append(_from_ancestor(name, one, ancestors, stored, body_of))
    return tuple(kept)


def _stub(told: Json, data: bytes, generation: int, *, own_revpos: bool) -> Json:
    digest, type, revpos = digest_of(data), told.get("content_type"), told.get("revpos")
    if isinstance(told.get("digest"), str) and told["digest"].startswith("md5-") and told["digest"] != digest:
        raise Refusal("attachment_digest_wrong")
    if not (own_revpos and isinstance(revpos, int) and 0 < revpos <= generation):
        revpos = generation
    return {
        "content_type": type if isinstance(type, str) else DEFAULT_TYPE,
        "revpos": revpos,
        "digest": digest,
        "length": len(data),
    }


def _from_ancestor(name: str, told: Json, ancestors: Sequence[str], stored: Collection[str], body_of: Bodies) -> Kept:
    for rev in ancestors:
        found = ((body_of(rev) if rev in stored else None) or {}).get("_attachments", {}).get(name)
        if found is not None and _is_same(told, found):
            return Kept(name, found, None, rev)
    raise Refusal("attachment_missing")


def _is_same(told: Json, found: Json) -> bool:
    """Whether a stub means the attachment an ancestor has under its name. CouchDB tells the digest of packed bytes, and goes by
    the generation at which the attachment came alone: on one branch that is one attachment."""
    return bool(told.get("digest", found["digest"]) == found["digest"] or told.get("revpos") == found["revpos"])


def identity(files: Sequence[Kept]) -> Json:
    """What attachments add to the content a revision id is made of: nothing when there are none."""
    return {"_attachments": {one.name: [one.stub["content_type"], one.stub["digest"]] for one in files}} if files else {}


def digest_of(data: bytes) -> str:
    """`md5-<base64>`, as CouchDB writes it."""
    return "md5-" + base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
