"""Folds what has changed in a database into something that is made of the store's documents and keeps its own place in the feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from server.worker.look import Look
from sync.domain.errors import NoSuchDatabase
from sync.ports import Json, Seq

PORTION = 200
"""Documents that are folded in one transaction."""
NOTHING = "", "0"
"""The checkpoint of a database that was never folded, or is to be folded anew."""
Fact_contra = TypeVar("Fact_contra", contravariant=True)


class Folded(Protocol[Fact_contra]):
    """What a `ReadModel` and a `PaperIndex` have in common."""

    async def checkpoint(self, db: str) -> tuple[str, Seq]: ...

    async def fold(self, db: str, uuid: str, seq: Seq, facts: Sequence[Fact_contra]) -> None: ...

    async def forget(self, db: str) -> None: ...


async def fold_changes(look: Look, db: str, into: Folded[Fact_contra], fact_of: Callable[[str, list[Json]], Fact_contra]) -> bool:
    """Fold all that has changed in `db`. `fact_of`: what is kept of a document, by its id and its leaves.

    Gives whether everything of every database is to be folded once more, because what was kept is outworn.
    """
    known, seq = await into.checkpoint(db)
    try:
        uuid = (await look.info(db)).uuid
        if known and known != uuid:
            await into.forget(db)
            seq = "0"
        while (page := await look.changes(db, seq, limit=PORTION)).changes:
            leaves = await look.leaves_at(db, page.changes)
            seq = page.last_seq
            await into.fold(db, uuid, seq, [fact_of(one.id, leaves.get(one.id, [])) for one in page.changes])
            if await into.checkpoint(db) == NOTHING:
                return True
            if not page.pending:
                break
    except NoSuchDatabase:
        await into.forget(db)
    return False
