"""The history: one entry for each time papers of a unit were accepted, in a chain that nobody can change unseen.

An entry names the one before it by its hash, and each of its papers by the digest of what it says; the texts themselves stand
beside. Entries are only ever added. What is here is pure: entries are kept by `sync/usecases/history`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from sync.domain.canonical import canonical

HISTORY = "history"
"""The database of all units' entries."""
_DIGITS = 9


class Recorded(msgspec.Struct, frozen=True):
    """One accepted revision: `parent` is the revision it was made from, "" for none; `text` the canonical JSON (RFC 8785) of its
    content, `digest` the SHA-256 of that."""

    id: str
    rev: str
    parent: str
    digest: str
    text: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a unit: its number, from 1 on, and its hash. The head of an empty chain is `Head()`."""

    n: int = 0
    hash: str = ""


def entry_id(unit: str, n: int) -> str:
    return f"{unit}:{n:0{_DIGITS}d}"


def ids_of(unit: str) -> tuple[str, str]:
    """The span of ids that holds a unit's entries."""
    return f"{unit}:", f"{unit};"


def make_entry(
    unit: str, after: Head, told: dict[str, Any], papers: Sequence[Recorded], on_time: Mapping[tuple[str, str], bool] | None = None
) -> dict[str, Any]:
    """The entry that comes after `after`. `told`: what is known of all its papers: `received_at`, `person`, and where there is one
    `drift_ms`, `by` and `receipt`. `on_time`: by (id, revision), of those that were owed, as their receipt tells it."""
    owed = on_time or {}
    rows = [
        {"id": one.id, "rev": one.rev, "parent": one.parent, "digest": one.digest, "text": one.text}
        | ({"deleted": True} if one.deleted else {})
        | ({"on_time": owed[one.id, one.rev]} if (one.id, one.rev) in owed else {})
        for one in papers
    ]
    entry = {"kind": "entry", "unit": unit, "n": after.n + 1, "previous": after.hash, **told, "papers": rows}
    return {"_id": entry_id(unit, after.n + 1), **entry, "hash": link(entry)}


def after(entry: dict[str, Any], head: Head) -> dict[str, Any]:
    """The same entry after another one: somebody else's came first."""
    moved = entry | {"n": head.n + 1, "previous": head.hash, "_id": entry_id(entry["unit"], head.n + 1)}
    return moved | {"hash": link(moved)}


def link(entry: dict[str, Any]) -> str:
    """The hash of an entry: over everything in it but the texts, for which their digests stand."""
    papers = [{name: value for name, value in row.items() if name != "text"} for row in entry["papers"]]
    said = {name: value for name, value in entry.items() if not name.startswith("_") and name != "hash"}
    return hashlib.sha256(canonical(said | {"papers": papers})).hexdigest()


def break_in(entry: dict[str, Any], before: Head) -> str:
    """What is wrong with an entry that should come after `before`: a code, "" when nothing is."""
    if entry.get("n") != before.n + 1:
        return "missing"
    if entry.get("previous") != before.hash:
        return "previous"
    try:
        if link(entry) != entry.get("hash"):
            return "hash"
        for row in entry["papers"]:
            if hashlib.sha256(row["text"].encode()).hexdigest() != row["digest"]:
                return "text"
    except (KeyError, TypeError, ValueError, AttributeError):
        return "malformed"
    return ""
