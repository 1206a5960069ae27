"""Everything a store keeps of documents, as writes that make the same documents elsewhere: every leaf, every inner revision
whose body is still kept, and the attachments of all of them, oldest revision first.

Holds a few documents in memory at a time, whatever the size of the database.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence

from sync.ports import Change, DocumentStore, Json, Write
from sync.revisions.revision import generation_of
from sync.usecases.moving.failure import MoveFailed

PAGE = 200
"""Rows of a changes feed that are taken together."""
AT_ONCE = 8
"""Documents read side by side: most of the time goes into waiting for a store that is elsewhere."""


async def revisions_of(store: DocumentStore, db: str, changes: Sequence[Change]) -> AsyncIterator[list[Write]]:
    """The writes of each document of a page of `changes`.

    A document that has got other leaves since its row was told is left out: its new row comes later in the feed, and told
    here it would stand before its place. Raises MoveFailed for an attachment that cannot be read.
    """
    leaves = await store.leaves_of(db, [one.id for one in changes])
    still = [found for one in changes if _leaves(found := leaves.get(one.id, [])) == set(one.leaves)]
    for place in range(0, len(still), AT_ONCE):
        for writes in await asyncio.gather(*(_document(store, db, one) for one in still[place : place + AT_ONCE])):
            yield writes


def _leaves(told: Sequence[Json]) -> set[str]:
    return {one["_rev"] for one in told}


async def _document(store: DocumentStore, db: str, leaves: Sequence[Json]) -> list[Write]:
    bodies = {leaf["_rev"]: leaf for leaf in leaves}
    writes = []
    for rev in sorted({*bodies, *inner_revisions(leaves)}, key=lambda rev: (generation_of(rev), rev)):
        body = bodies.get(rev) or await store.read(db, leaves[0]["_id"], rev, revs=True)
        if body is not None:
            writes.append(await _write(store, db, body))
    return writes


def inner_revisions(leaves: Sequence[Json]) -> list[str]:
    """The revisions behind the leaves, as far as their histories are remembered; bodies may be gone."""
    found: dict[str, None] = {}
    for leaf in leaves:
        start, ids = leaf["_revisions"]["start"], leaf["_revisions"]["ids"]
        found.update((f"{start - place}-{hash}", None) for place, hash in enumerate(ids) if place)
    return [rev for rev in found if rev not in _leaves(leaves)]


async def _write(store: DocumentStore, db: str, body: Json) -> Write:
    told: Json = body.get("_attachments") or {}
    if not told:
        return Write(body)
    files = {}
    for name in told:
        found = await store.attachment(db, body["_id"], name, body["_rev"])
        if found is None:
            raise MoveFailed(f"{db}: the attachment {name!r} of {body['_id']} {body['_rev']} cannot be read")
        files[name] = found.data
    # No digest: a CouchDB tells that of the compressed bytes for the types it compresses.
    kept = {name: {"content_type": one["content_type"], "revpos": one["revpos"]} for name, one in told.items()}
    return Write({**body, "_attachments": kept}, files=files)


def size_of(write: Write) -> int:
    """About how many bytes a write takes."""
    return len(json.dumps(write.body)) + sum(map(len, write.files.values()))
