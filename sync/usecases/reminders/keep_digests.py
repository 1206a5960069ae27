"""Change digests that phones may be telling something of at the same moment: whoever comes second reads again."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sync.domain.reminders.digest import Digest
from sync.ports import DocumentStore, Write
from sync.usecases.directory import REMINDERS

_TRIES = 5


async def keep_changed(store: DocumentStore, ids: Collection[str], after: Callable[[Digest], Digest]) -> None:
    """Write `after` of each digest as it is now. Raises OSError where one is changed again and again."""
    left = list(ids)
    for _ in range(_TRIES):
        if not left:
            return
        leaves = await store.leaves_of(REMINDERS, left)
        asked = [(id, some[0], Digest.from_document(some[0])) for id, some in leaves.items() if not some[0].get("_deleted")]
        changed = [(id, before["_rev"], made) for id, before, digest in asked if (made := after(digest)) != digest]
        writes = [Write(made.to_document() | {"_rev": rev}, mode="edit") for _, rev, made in changed]
        written = await store.write(REMINDERS, writes) if writes else []
        left = [id for (id, _, _), one in zip(changed, written, strict=True) if one.error is not None]
    if left:
        raise OSError(f"{REMINDERS}: {left[0]} is changed by others again and again")
