"""Revision ids: `<generation>-<hash>`, as CouchDB writes them and as we make them.

Ours are the first 128 bits of SHA-256 over the canonical JSON (RFC 8785) of `[deleted, parent or "", content]`, so that a
phone and the server, or two tries of one phone, give the same edit the same id. A peer's hash may be any word, or none; those of 32
hex digits, which is what every peer makes, mean the same in either case of letters.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import rfc8785

from sync.domain.canonical import digest
from sync.domain.errors import Refusal

_REVISION = re.compile(r"([1-9][0-9]{0,8})-([^\s!?\ud800-\udfff]{0,128})")
_HASH = re.compile(r"[^\s!?\ud800-\udfff]{0,128}")
_HEX = re.compile(r"[0-9a-f]{32}")
_FIRST = re.compile(r"1-([0-9a-f]{32})")
_ANY_HEX = re.compile(r"[0-9a-fA-F]{32}")

LONGEST_HISTORY = 1000
"""Revisions of a told history that are kept: CouchDB's default `revs_limit`. The older end is left out, as by a stemming peer."""


def parse_revision(rev: object) -> tuple[int, str]:
    """(generation, hash). Raises Refusal `revision_malformed`."""
    match = _REVISION.fullmatch(rev) if isinstance(rev, str) else None
    if match is None:
        raise Refusal("revision_malformed")
    return int(match[1]), _plain(match[2])


def _plain(hash: str) -> str:
    return hash.lower() if _ANY_HEX.fullmatch(hash) else hash


def generation_of(rev: str) -> int:
    """The generation of a well-formed revision id."""
    return int(rev.partition("-")[0])


def make_revision(deleted: bool, parent: str, content: dict[str, Any]) -> str:
    """The id of the revision that `content` (see `sync.domain.documents.content`) makes on top of `parent` ("" for none).

    Raises Refusal: `revision_malformed` (the parent), `number_unsafe` and `text_malformed` (what has no canonical form)."""
    generation = parse_revision(parent)[0] + 1 if parent else 1
    try:
        return f"{generation}-{digest([deleted, parent, content])[:32]}"
    except rfc8785.IntegerDomainError:
        raise Refusal("number_unsafe") from None
    except (ValueError, RecursionError):
        raise Refusal("text_malformed") from None


def revision_over(deleted: bool, parent: str, text: bytes) -> str:
    """As `make_revision`, of content whose canonical form is known. Raises Refusal `revision_malformed` for the parent."""
    generation = parse_revision(parent)[0] + 1 if parent else 1
    whole = b'[%s,"%s",%s]' % (b"true" if deleted else b"false", parent.encode(), text)
    return f"{generation}-{hashlib.sha256(whole).hexdigest()[:32]}"


def check_revisions(document: dict[str, Any], *, longest: int = LONGEST_HISTORY, hex_only: bool = False) -> tuple[str, ...]:
    """The history of the document's revision, newest first, as full ids, at most `longest` of them.

    Without `_revisions` it is `_rev` alone. `hex_only`: take no hash but 32 lower-case hex digits. Raises Refusal
    `revision_malformed` where `_rev` and `_revisions` are malformed or disagree.
    """
    rev, told = document.get("_rev"), document.get("_revisions")
    if isinstance(rev, str) and isinstance(told, dict) and told.get("start") == 1:
        first = _FIRST.fullmatch(rev)
        if first is not None and told.get("ids") == [first[1]]:
            return (rev,)  # of a document that is new, as most are
    generation, hash = parse_revision(rev)
    if told is None:
        ids: Any = [hash]
    else:
        ids = told.get("ids") if isinstance(told, dict) and told.get("start") == generation else None
    pattern = _HEX if hex_only else _HASH
    if (
        not isinstance(ids, list)
        or not ids
        or len(ids) > generation
        or (hex_only and not _HEX.fullmatch(document["_rev"].partition("-")[2]))
    ):
        raise Refusal("revision_malformed")
    if not all(isinstance(one, str) and pattern.fullmatch(one) for one in ids):
        raise Refusal("revision_malformed")
    plain = ids if hex_only else [_plain(one) for one in ids]
    if plain[0] != hash:
        raise Refusal("revision_malformed")
    return tuple(f"{generation - place}-{one}" for place, one in enumerate(plain[:longest]))
