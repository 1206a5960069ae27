"""What CouchDB has of documents: leaves with their histories, in our order, and the tree they make together.

`_changes` and `_bulk_get` tell leaves in no order that is promised, so they are ranked here as everybody ranks them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import msgspec

from sync.ports import Json
from sync.revisions.revision import generation_of
from sync.revisions.tree import Tree, graft
from sync.stores.couchdb.known.remembered import Remembered
from sync.stores.couchdb.wire import Remote
from sync.stores.packed import Unpack, decode

PORTION = 500
"""Documents asked about, or sent, in one request."""


def rank(leaf: Json) -> tuple[bool, int, str]:
    """The greatest wins (see `sync.revisions.winner`)."""
    rev: str = leaf["_rev"]
    return not leaf.get("_deleted"), generation_of(rev), rev.partition("-")[2]


def way_of(leaf: Json) -> list[str]:
    """The history a leaf came with, newest first, as full ids."""
    start, ids = leaf["_revisions"]["start"], leaf["_revisions"]["ids"]
    return [f"{start - place}-{hash}" for place, hash in enumerate(ids)]


@dataclass(slots=True)
class Seen:
    """One document as CouchDB has it: `leaves` winner first."""

    leaves: list[Json] = field(default_factory=list)
    tree: Tree = field(default_factory=dict)

    @classmethod
    def of(cls, leaves: Sequence[Json]) -> Seen:
        seen = cls(list(leaves))
        for leaf in leaves:
            graft(seen.tree, way_of(leaf))
        return seen

    def leaf(self, rev: str) -> Json | None:
        return next((one for one in self.leaves if one["_rev"] == rev), None)


async def leaves_of(
    db: Remote, ids: Iterable[str], remembered: Remembered | None = None, unpack: Unpack = decode
) -> dict[str, list[Json]]:
    """Every leaf of documents, winner first, with `_revisions` and stubs; unknown ids are left out. `remembered` takes what it may."""
    wanted = list(dict.fromkeys(ids))
    told: dict[str, list[Json]] = {}
    for place in range(0, len(wanted), PORTION):
        asked = [{"id": id} for id in wanted[place : place + PORTION]]
        for leaf, text in await _bulk_get(db, asked, {"revs": "true"}, unpack):
            told.setdefault(leaf["_id"], []).append(leaf)
            if remembered is not None and text and "_attachments" not in leaf:
                remembered.take(db.name, leaf["_id"], leaf["_rev"], text)
    return {id: sorted(told[id], key=rank, reverse=True) for id in wanted if id in told}


async def winners_of(db: Remote, ids: Iterable[str]) -> dict[str, Json]:
    """The winners of documents; those that are unknown or deleted are left out."""
    told: dict[str, Json] = {}
    for leaf, _ in await _bulk_get(db, [{"id": id} for id in ids], {}):
        best = told.get(leaf["_id"])
        if best is None or rank(leaf) > rank(best):
            told[leaf["_id"]] = leaf
    return {id: leaf for id, leaf in told.items() if not leaf.get("_deleted")}


async def bodies_of(db: Remote, id: str, revs: Sequence[str]) -> dict[str, Json]:
    """The named revisions, inner ones too, as far as their bodies are kept."""
    asked = [{"id": id, "rev": rev} for rev in revs]
    return {one["_rev"]: one for one, _ in await _bulk_get(db, asked, {})} if asked else {}


class _Row(msgspec.Struct):
    ok: msgspec.Raw = msgspec.Raw()


class _Result(msgspec.Struct):
    docs: list[_Row]


class _Told(msgspec.Struct):
    results: list[_Result]


_TOLD = msgspec.json.Decoder(_Told)


async def _bulk_get(
    db: Remote, asked: Sequence[Json], params: Mapping[str, str], unpack: Unpack = decode
) -> list[tuple[Json, bytes]]:
    """What is there, and its JSON."""
    parse = partial(_found, unpack)
    told: list[tuple[Json, bytes]] = await db.must("POST", "_bulk_get", params=params, body={"docs": asked}, parse=parse)
    return told


def _found(unpack: Unpack, text: bytes) -> list[tuple[Json, bytes]]:
    if b"\\u" in text:
        unpack = decode  # half a surrogate pair must be found now
    try:
        texts = [bytes(row.ok) for result in _TOLD.decode(text).results for row in result.docs]
        return [(unpack(one), one) for one in texts if one]
    except msgspec.DecodeError:  # see `wire.parsed`; such a revision is not remembered
        told = json.loads(text)
        return [(row["ok"], b"") for result in told["results"] for row in result["docs"] if "ok" in row]


async def missing(db: Remote, asked: Mapping[str, Sequence[str]]) -> dict[str, Json]:
    """`_revs_diff`: only the ids of which something is missing."""
    told: dict[str, Json] = {}
    # CouchDB calls a revision missing that it is asked about twice.
    rows = [(id, list(dict.fromkeys(revs))) for id, revs in asked.items()]
    for place in range(0, max(len(rows), 1), PORTION):
        told |= await db.must("POST", "_revs_diff", body=dict(rows[place : place + PORTION]))
    return told
