"""The sent papers of one kind in the workspace of a unit, read together."""

from __future__ import annotations

from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.ports import DocumentStore, Json


async def read_sent(store: DocumentStore, unit: str, start: str, end: str = "") -> list[Json]:
    """By id, those whose ids begin with `start`, or lie from `start` to before `end`. Of a unit without papers there are none."""
    db = workspace(unit)
    try:
        ids = [id for id, _ in await store.index(db, start, end or start + "\U0010ffff")]
        leaves = await store.leaves_of(db, ids) if ids else {}
    except NoSuchDatabase:
        return []
    records = (record_of(leaves.get(id, [])) for id in ids)
    return [one for one in records if one is not None and one.get("state") == "sent"]
