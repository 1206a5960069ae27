"""Documents told together with the bytes of their attachments: inline as base64, or as parts of a multipart answer."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

from server.couch.documents.multipart_answer import Mixed, new_boundary, related
from server.couch.reading import Reading, descends
from server.couch.request import Asked
from sync.ports import Attachment, Json


class FileReader:
    """Reads attachments of documents that this door has already shown to be visible."""

    def __init__(self, reading: Reading) -> None:
        self._store = reading.store

    async def bytes_of(self, db: str, id: str, document: Json) -> dict[str, bytes]:
        """The bytes of every attachment; changes the document's stubs into what a write expects."""
        files = {}
        for name in document.get("_attachments", {}):
            found = await self._store.attachment(db, id, name, document.get("_rev"))
            if found is not None:
                files[name] = found.data
                document["_attachments"][name] = {"content_type": found.content_type}
        return files

    async def inline(self, asked: Asked, document: Json, since: Sequence[str] | None = None) -> Json:
        """The document with `data` instead of stubs, save of attachments that were there already at a revision of `since`."""
        stubs = document.get("_attachments")
        if not stubs:
            return document
        known = await self._known(asked.db, document, since)
        told = dict(stubs)
        for name, stub in stubs.items():
            if stub["revpos"] > known and (found := await self._one(asked.db, document, name)) is not None:
                data = base64.b64encode(found.data).decode()
                told[name] = {"content_type": found.content_type, "revpos": found.revpos, "digest": found.digest, "data": data}
        return {**document, "_attachments": told}

    async def related(self, asked: Asked, document: Json, headers: Mapping[str, str], since: Sequence[str] | None = None) -> None:
        """Answer with the document and its attachments as `multipart/related`; those known at `since` stay stubs."""
        media, pieces = related(document, await self._all(asked.db, document, since), new_boundary())
        whole = list(pieces)
        asked.answer.begin(200, {**headers, "Content-Type": media, "Content-Length": str(sum(map(len, whole)))})
        for piece in whole:
            await asked.answer.piece(piece)
        await asked.answer.piece(b"", last=True)

    async def mixed(
        self,
        asked: Asked,
        rows: Sequence[Json],
        since: Sequence[str] | None = None,
        *,
        bulk: bool = False,
        media: str = "multipart/mixed",
    ) -> None:
        """Answer with revisions as `multipart/mixed`; `bulk` lays them out as `_bulk_get` does, where each row has its own `since`."""
        boundary = new_boundary()
        asked.answer.begin(200, {"Content-Type": f'{media}; boundary="{boundary}"'})
        told = Mixed(boundary, bulk=bulk)
        for row in rows:
            files = await self._all(asked.db, row["ok"], row.get("since", since)) if "ok" in row else {}
            for piece in told.part(row, files):
                await asked.answer.piece(piece)
        await asked.answer.piece(told.end(), last=True)

    async def _known(self, db: str, document: Json, since: Sequence[str] | None) -> int:
        """The newest generation of the document's history that `since` names."""
        if not since:
            return 0
        leaf = document if "_revisions" in document else await self._store.read(db, document["_id"], document["_rev"], revs=True)
        return max((int(rev.partition("-")[0]) for rev in since if leaf is not None and descends(leaf, rev)), default=0)

    async def _all(self, db: str, document: Json, since: Sequence[str] | None) -> dict[str, Attachment]:
        stubs = document.get("_attachments", {})
        known = await self._known(db, document, since) if stubs else 0
        found = {name: await self._one(db, document, name) for name, stub in stubs.items() if stub["revpos"] > known}
        return {name: one for name, one in found.items() if one is not None}

    async def _one(self, db: str, document: Json, name: str) -> Attachment | None:
        return await self._store.attachment(db, document["_id"], name, document["_rev"])
