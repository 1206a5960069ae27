"""Which `_local` documents go along when a database moves, and taking them along.

A peer's checkpoint tells how far it has come in somebody's feed: in the peer's own, when it sends to us, or in ours, when it
fetches. The second kind is void in another store, and a peer that believed it would skip documents; where the two cannot be
told apart the checkpoint stays behind, and the peer compares once from the beginning, which loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sync.ports import DatabaseInfo, DocumentStore, Json
from sync.usecases.moved_places import moved_from
from sync.usecases.moving.failure import MoveFailed

MOVING = "moving-"
_OF_THE_STORE = (MOVING, "purge-", "shard-sync-")
"""Beginnings of the ids of what one store keeps for itself."""
_PLACES = ("source_last_seq", "last_seq", "start_last_seq", "end_last_seq", "recorded_seq")
_TRIES = 5


def goes_along(id: str, body: Json, source: DatabaseInfo) -> bool:
    """Whether `_local/<id>` of the database `source` means the same in another store."""
    if id.startswith(_OF_THE_STORE):
        return False
    return not is_checkpoint(body) or not any(_may_be_of(place, source.update_seq) for place in _places(body))


def is_checkpoint(body: Json) -> bool:
    """Whether it is a replication's checkpoint (CouchDB documentation, "Replication Protocol")."""
    return "session_id" in body and ("source_last_seq" in body or "last_seq" in body)


def _places(body: Json) -> Iterator[Any]:
    rows = body.get("history")
    for one in (body, *(row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict))):
        yield from (one[name] for name in _PLACES if name in one)


def _may_be_of(place: Any, end: str) -> bool:
    """Whether `place` could be one of the feed that ends at `end`. "0" is the beginning of every feed."""
    text = str(place)
    if text == "0":
        return False
    if text.isdecimal() and end.isdecimal():
        return int(text) <= int(end)
    return text.isdecimal() == end.isdecimal()


async def take_along(source: DocumentStore, target: DocumentStore, info: DatabaseInfo, *, forget: bool) -> int:
    """Copy them, and tell how many; with `forget`, those that are no longer in the source go from the target."""
    kept: set[str] = set()
    for id in await source.local_ids(info.name):
        body = await source.read_local(info.name, id)
        if body is not None and goes_along(id, body, info):
            await put_local(target, info.name, id, body)
            kept.add(id)
    if forget:
        for id in await target.local_ids(info.name):
            if id not in kept and not id.startswith((*_OF_THE_STORE, moved_from(""))):
                await drop_local(target, info.name, id)
    return len(kept)


async def put_local(store: DocumentStore, db: str, id: str, body: Json) -> None:
    """Write `_local/<id>`, whatever is there; nothing when it is there. Raises MoveFailed."""
    wanted = plain(body)
    for _ in range(_TRIES):
        present = await store.read_local(db, id)
        if present is not None and plain(present) == wanted:
            return
        written = await store.write_local(db, id, wanted | ({"_rev": present["_rev"]} if present else {}))
        if written.error is None:
            return
        if written.error != "conflict":
            break
    raise MoveFailed(f"{db}: _local/{id} cannot be written ({written.error})")


async def drop_local(store: DocumentStore, db: str, id: str) -> None:
    present = await store.read_local(db, id)
    if present is not None:
        await store.delete_local(db, id, present["_rev"])


def plain(body: Json) -> Json:
    """A `_local` document without its id and revision."""
    return {name: value for name, value in body.items() if name not in ("_id", "_rev")}
