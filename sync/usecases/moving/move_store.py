"""Copying every database of a store into another one: documents with their histories, the bodies of inner revisions,
attachments, `_local` documents and settings.

May be interrupted at any moment and started again: every step is idempotent, and it goes on where it was. Never writes into
the source; never deletes a document of the target.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sync.domain.errors import NoSuchDatabase
from sync.ports import ChangesPage, DocumentStore, Json, Seq
from sync.usecases.moving.local_documents import take_along
from sync.usecases.moving.progress import Progress
from sync.usecases.moving.read_revisions import PAGE, revisions_of
from sync.usecases.moving.take_revisions import Taking

LONG_ENOUGH = 1_000_000
"""Generations no tree has: while a database is filled its histories must not be cut."""

_TOLD_EVERY = 10
"""Pages between two lines of progress."""


_ADMINS = {"roles": ["_admin"]}
_NOBODY_ELSE = {"members": _ADMINS, "admins": _ADMINS}


def said(security: Json) -> Json:
    """What a security object says that was not there from the beginning.

    A new database of a CouchDB is for its administrators alone, and one of the embedded store says nothing, which means the same
    there; written into a CouchDB, nothing would mean everybody.
    """
    return {} if security == _NOBODY_ELSE else security


@dataclass(slots=True)
class Moved:
    """What one pass has copied. `reached`: each database's place in the source's feed."""

    databases: int = 0
    documents: int = 0
    revisions: int = 0
    locals: int = 0
    reached: dict[str, Seq] = field(default_factory=dict)


class MoveStore:
    """Copies `source` into `target`; `say` is told what happens, a line at a time."""

    def __init__(self, source: DocumentStore, target: DocumentStore, say: Callable[[str], None] = lambda _: None) -> None:
        self._source = source
        self._target = target
        self._say = say

    async def run(self) -> Moved:
        """One pass over everything that is not there yet. Raises MoveFailed; Refusal `store_unavailable`."""
        moved = Moved()
        for name in await self._source.databases():
            try:
                await self._database(name, moved)
            except NoSuchDatabase:
                if name in await self._source.databases():
                    raise
                self._say(f"{name}: deleted meanwhile")
        return moved

    async def _database(self, name: str, moved: Moved) -> None:
        info = await self._source.info(name)
        settings = await self._source.settings(name)
        progress = await Progress.open(self._target, info)
        here = await self._target.settings(name)
        if said(settings.security) != said(here.security):
            await self._target.set_security(name, settings.security or _NOBODY_ELSE)
        documents, revisions, pages = moved.documents, moved.revisions, 0
        while (page := await self._source.changes(name, progress.seq, limit=PAGE)).changes:
            if not pages:
                await self._target.set_revs_limit(name, LONG_ENOUGH)
            await self._page(name, page, progress, moved)
            pages += 1
            if page.pending and pages % _TOLD_EVERY == 0:
                self._say(f"{name}: {moved.documents - documents} documents, {page.pending} to go")
        await progress.look({})
        moved.locals += await take_along(self._source, self._target, info, forget=progress.alone)
        if pages or here.revs_limit != settings.revs_limit:
            await self._target.set_revs_limit(name, settings.revs_limit)
        await progress.leave()
        moved.databases += 1
        moved.reached[name] = progress.seq
        if moved.revisions > revisions:
            self._say(f"{name}: {moved.documents - documents} documents, {moved.revisions - revisions} revisions")

    async def _page(self, name: str, page: ChangesPage, progress: Progress, moved: Moved) -> None:
        taking = Taking(self._target, name)
        ours: dict[str, tuple[str, ...]] = {}
        async for writes in revisions_of(self._source, name, page.changes):
            for write in writes:
                await taking.add(write)
            ours[writes[0].body["_id"]] = tuple(write.body["_rev"] for write in writes)
        await taking.flush()
        await progress.reached(page.last_seq, ours)
        moved.documents += len(ours)
        moved.revisions += taking.taken
