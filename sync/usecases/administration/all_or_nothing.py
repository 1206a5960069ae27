"""Several documents, in one database or a few, written as one thing: when any is refused, those already stored are taken back.

A store takes the documents of one database in one call. A server that dies between two databases leaves the first one
written; the same import sent again then finds those rows unchanged and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json, Write


async def write_all(store: DocumentStore, documents: Sequence[tuple[str, Json]]) -> None:
    """Write (database, document) in order of first mention; `_rev` where a document is there. Raises Refusal (`conflict`)
    with nothing changed."""
    by_db: dict[str, list[Json]] = {}
    for db, document in documents:
        by_db.setdefault(db, []).append(document)
    before: list[tuple[str, Json | None, str, str]] = []
    for db, group in by_db.items():
        olds = [await store.read(db, document["_id"]) if "_rev" in document else None for document in group]
        written = await store.write(db, [Write(document, mode="edit") for document in group])
        for old, one in zip(olds, written, strict=True):
            if one.error is None:
                before.append((db, old, one.id, one.rev))
        refused = next((one.error for one in written if one.error), None)
        if refused is not None:
            await _take_back(store, before)
            raise Refusal(refused)


async def _take_back(store: DocumentStore, before: list[tuple[str, Json | None, str, str]]) -> None:
    for db, old, id, rev in reversed(before):
        body = {**old, "_rev": rev} if old is not None else {"_id": id, "_rev": rev, "_deleted": True}
        await store.write(db, [Write(body, mode="edit")])
