"""Whether two stores hold the same: for every document the leaves, deletions, histories, bodies and attachments, byte for byte;
and `_local` documents, settings and counts. Reads page by page; writes nothing.

Places in feeds and the uuids of databases are expected to differ, and so is what a store tells of an attachment's digest: a
CouchDB tells that of the compressed bytes.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import rfc8785

from sync.domain.canonical import digest
from sync.domain.errors import NoSuchDatabase
from sync.ports import DatabaseInfo, DocumentStore, Json, Seq
from sync.usecases.moved_places import BEGINNING
from sync.usecases.moving.local_documents import goes_along, plain
from sync.usecases.moving.move_store import said
from sync.usecases.moving.read_revisions import AT_ONCE, PAGE, inner_revisions

MOST_TOLD = 20
"""Differences that are told one by one."""
_TOLD_EVERY = 10
"""Pages between two lines of progress."""


@dataclass(slots=True)
class Compared:
    """What was compared. `inner_gone`: inner revisions whose body only the first store keeps, as after a compaction of the
    second; `moving`: documents left aside because they have changed since."""

    databases: int = 0
    documents: int = 0
    leaves: int = 0
    inner: int = 0
    inner_gone: int = 0
    attachments: int = 0
    attachment_bytes: int = 0
    locals: int = 0
    moving: int = 0
    differences: int = 0
    told: list[str] = field(default_factory=list)

    def differs(self, what: str) -> None:
        self.differences += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(what)

    def sentence(self) -> str:
        text = (
            f"compared {self.databases} databases, {self.documents} documents, {self.leaves} leaves with their histories, {self.inner} "
            f"inner revisions, {self.attachments} attachments ({self.attachment_bytes} bytes), {self.locals} local documents"
        )
        if self.inner_gone:
            text += f"; {self.inner_gone} inner revisions are compacted away in the second"
        if self.moving:
            text += f"; {self.moving} documents changed meanwhile and were left aside"
        return text


class CompareStores:
    """Compares `second` with `first`. With `since` (database → place in its feed in `moves`, one of the two) the
    stores need only agree on documents that have not changed after that place."""

    def __init__(
        self,
        first: DocumentStore,
        second: DocumentStore,
        *,
        moves: DocumentStore | None = None,
        since: Mapping[str, Seq] | None = None,
        locals_too: bool = True,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._first = first
        self._second = second
        self._moves = moves or first
        self._since = since
        self._locals_too = locals_too
        self._say = say

    async def run(self) -> Compared:
        """Raises Refusal `store_unavailable`."""
        compared = Compared()
        first, second = await self._first.databases(), await self._second.databases()
        now = set(await self._moves.databases())
        for name in sorted(set(first) ^ set(second)):
            if self._since is None or (name in self._since) == (name in now):  # else made or deleted since
                compared.differs(f"{name}: only in the {'first' if name in first else 'second'} store")
        for name in sorted(set(first) & set(second)):
            try:
                await self._database(name, compared)
            except NoSuchDatabase:
                compared.differs(f"{name}: deleted while it was compared")
        return compared

    async def _database(self, name: str, compared: Compared) -> None:
        compared.databases += 1
        info, other = await self._first.info(name), await self._second.info(name)
        if (info.doc_count, info.doc_del_count) != (other.doc_count, other.doc_del_count) and not await self._changed(name):
            compared.differs(
                f"{name}: {info.doc_count} documents and {info.doc_del_count} deletions, in the second store "
                f"{other.doc_count} and {other.doc_del_count}"
            )
        settings, others = await self._first.settings(name), await self._second.settings(name)
        if (said(settings.security), settings.revs_limit) != (said(others.security), others.revs_limit):
            compared.differs(f"{name}: the security object or revs_limit")
        seq, pages = BEGINNING, 0
        while (page := await self._first.changes(name, seq, limit=PAGE)).changes:
            await self._page(name, [row.id for row in page.changes], settings.revs_limit, compared)
            seq, pages = page.last_seq, pages + 1
            if page.pending and pages % _TOLD_EVERY == 0:
                self._say(f"{name}: {page.pending} documents to compare")
        if self._locals_too:
            await self._locals(name, info, compared)

    async def _changed(self, name: str, id: str | None = None) -> bool:
        """Whether the database, or one of its documents, has changed after `since`."""
        if self._since is None or name not in self._since:
            return self._since is not None
        ids = None if id is None else [id]
        return bool((await self._moves.changes(name, self._since[name], limit=1, ids=ids)).changes)

    async def _page(self, name: str, ids: list[str], limit: int, compared: Compared) -> None:
        ours = _as_far_as(limit, await self._first.leaves_of(name, ids))
        theirs = _as_far_as(limit, await self._second.leaves_of(name, ids))
        for place in range(0, len(ids), AT_ONCE):
            some = ids[place : place + AT_ONCE]
            told = [self._document(name, id, ours.get(id, []), theirs.get(id, []), compared) for id in some]
            for id, found in zip(some, await asyncio.gather(*told), strict=True):
                compared.documents += 1
                if found and await self._changed(name, id):
                    compared.moving += 1
                elif found:
                    compared.differs(f"{name} {id}: {found}")

    async def _document(self, name: str, id: str, ours: list[Json], theirs: list[Json], compared: Compared) -> str:
        """What differs first, "" for nothing."""
        if not theirs or not ours:
            return "not in the second store" if ours else "no leaves in the first store"
        for what, told in (("leaves", "_rev"), ("deletions", "_deleted"), ("histories", "_revisions")):
            if [leaf.get(told) for leaf in ours] != [leaf.get(told) for leaf in theirs]:
                return f"other {what}"
        for one, other in zip(ours, theirs, strict=True):
            compared.leaves += 1
            if found := await self._revision(name, one, other, compared):
                return found
        for rev in inner_revisions(ours):
            if (kept := await self._first.read(name, id, rev)) is None:
                continue
            compared.inner += 1
            copied = await self._second.read(name, id, rev)
            if copied is None:
                compared.inner_gone += 1
            elif found := await self._revision(name, kept, copied, compared):
                return found
        return ""

    async def _revision(self, name: str, one: Json, other: Json, compared: Compared) -> str:
        rev = one["_rev"]
        if fingerprint(one) != fingerprint(other):
            return f"other content in {rev}"
        for attachment in one.get("_attachments") or ():
            ours, theirs = await asyncio.gather(
                self._first.attachment(name, one["_id"], attachment, rev),
                self._second.attachment(name, one["_id"], attachment, rev),
            )
            if ours is None or theirs is None or _sha256(ours.data) != _sha256(theirs.data):
                return f"other bytes in the attachment {attachment!r} of {rev}"
            compared.attachments += 1
            compared.attachment_bytes += len(ours.data)
        return ""

    async def _locals(self, name: str, info: DatabaseInfo, compared: Compared) -> None:
        for id in await self._first.local_ids(name):
            body = await self._first.read_local(name, id)
            if body is None or not goes_along(id, body, info):
                continue
            compared.locals += 1
            other = await self._second.read_local(name, id)
            if (other is None or plain(other) != plain(body)) and self._since is None:
                compared.differs(f"{name} _local/{id}")


def _as_far_as(limit: int, told: dict[str, list[Json]]) -> dict[str, list[Json]]:
    """With histories no longer than `revs_limit`: what lies behind is promised by nobody, and a CouchDB does not tell it."""
    for leaf in (leaf for leaves in told.values() for leaf in leaves):
        del leaf["_revisions"]["ids"][limit:]
    return told


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def fingerprint(document: Json) -> str:
    """A digest of the content of a revision, with the names, types and generations of its attachments."""
    told: Json = document.get("_attachments") or {}
    body = {name: value for name, value in document.items() if name not in ("_rev", "_revisions", "_conflicts", "_attachments")}
    files = {name: [one["content_type"], one["length"], one["revpos"]] for name, one in told.items()}
    try:
        return digest([body, files])
    except rfc8785.CanonicalizationError:  # a number only some peers can hold: the text it is told by must do
        return json.dumps([body, files], sort_keys=True)
