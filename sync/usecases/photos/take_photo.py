"""A photo of the paper book comes in, in pieces: each piece is safe before the next is asked for, on any server.

What has come is kept beside the unit's papers in `_local` documents, which no peer ever sees: one per upload and one per
piece. The last piece makes the photo's document, after its digest and its first bytes were checked. Repeating a piece,
or losing the answer to it, changes nothing.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import photo_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.photos import DIGEST, MAX_BYTES, MEDIA_TYPE, is_jpeg
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import Directory

LARGEST_PIECE = 16 * 1024
SMALLEST_PIECE = 4 * 1024
"""Only the last piece may be smaller, so that nobody can keep thousands of them."""
MOST_UNFINISHED = 50
"""Of one unit; the oldest goes first."""
FILE = "photo.jpg"
_PREFIX = "upload-"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an upload has come: `offset` bytes are safe, of `length` (None before the first piece)."""

    offset: int
    length: int | None

    @property
    def complete(self) -> bool:
        return self.offset == self.length


class TakePhoto:
    """Uploads of photos. Every method raises Refusal `not_found` for what is no digest, `unit_unknown`, `not_your_unit`."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def standing(self, person: Person, unit: str, digest: str) -> Standing:
        """What is safe of this photo; nothing is changed."""
        await self._check(person, unit, digest)
        try:
            return await self._arrived(unit, digest) or _standing(await self._store.read_local(workspace(unit), _PREFIX + digest))
        except NoSuchDatabase:
            return Standing(0, None)

    async def add(self, person: Person, unit: str, digest: str, offset: int, length: int, piece: bytes) -> Standing:
        """Put `piece` at `offset` of a photo of `length` bytes; durable when this returns.

        Raises Refusal `upload_offset_wrong` (its data `offset` says where to go on), `photo_malformed`,
        `attachment_digest_wrong` (nothing of it is kept), `bad_request`, `body_too_large`.
        """
        await self._check(person, unit, digest)
        if not 0 < length <= MAX_BYTES:
            raise Refusal("photo_malformed")
        if len(piece) > LARGEST_PIECE or offset + len(piece) > length:
            raise Refusal("body_too_large")
        if len(piece) < SMALLEST_PIECE and offset + len(piece) < length:
            raise Refusal("bad_request")
        db = workspace(unit)
        await self._store.create_database(db)
        if arrived := await self._arrived(unit, digest):
            return arrived
        head = await self._store.read_local(db, _PREFIX + digest)
        if head is not None and head["length"] != length:
            await self._drop(db, digest)
            head = None
        if offset != (safe := _standing(head).offset):
            raise Refusal("upload_offset_wrong", offset=safe)
        if offset + len(piece) < length:
            return await self._keep(db, digest, head or await self._begin(db, digest, length), piece)
        await self._finish(person, unit, digest, await self._pieces(db, digest, head) + piece)
        return Standing(length, length)

    async def _check(self, person: Person, unit: str, digest: str) -> None:
        tree = await self._directory.units()
        if not DIGEST.fullmatch(digest):
            raise Refusal("not_found")
        if tree.get(unit) is None:
            raise Refusal("unit_unknown")
        if not may(person, "write", unit, tree, self._clock.now().date(), "minutes"):
            raise Refusal("not_your_unit")

    async def _arrived(self, unit: str, digest: str) -> Standing | None:
        photo = await self._store.read(workspace(unit), photo_id(digest))
        return Standing(photo["bytes"], photo["bytes"]) if photo else None

    async def _begin(self, db: str, digest: str, length: int) -> Json:
        await self._make_room(db)
        head: Json = {"length": length, "pieces": [], "at": self._clock.now().isoformat()}
        written = await self._store.write_local(db, _PREFIX + digest, head)
        if written.error is not None:
            raise Refusal("upload_offset_wrong", offset=0)
        return {**head, "_rev": written.rev}

    async def _keep(self, db: str, digest: str, head: Json, piece: bytes) -> Standing:
        """One piece more. A piece whose answer was lost before the head knew of it is there already: it is written over."""
        id = f"{_PREFIX}{digest}-{_standing(head).offset}-{len(piece)}"
        known = await self._store.read_local(db, id)
        data: Json = {"data": base64.b64encode(piece).decode(), **({"_rev": known["_rev"]} if known else {})}
        after = {**head, "pieces": [*head["pieces"], len(piece)], "at": self._clock.now().isoformat()}
        for one, body in ((id, data), (_PREFIX + digest, after)):
            if (await self._store.write_local(db, one, body)).error is not None:
                # Another request was here first: whoever sent this one goes on from where that has come.
                now = _standing(await self._store.read_local(db, _PREFIX + digest))
                raise Refusal("upload_offset_wrong", offset=now.offset)
        return _standing(after)

    async def _pieces(self, db: str, digest: str, head: Json | None) -> bytes:
        """All that is safe; a piece that is gone leaves a gap that the digest will show."""
        offset, whole = 0, b""
        for size in head["pieces"] if head else ():
            piece = await self._store.read_local(db, f"{_PREFIX}{digest}-{offset}-{size}")
            whole += base64.b64decode(piece["data"]) if piece else b""
            offset += size
        return whole

    async def _finish(self, person: Person, unit: str, digest: str, whole: bytes) -> None:
        """The last piece is never kept by itself: until the document is written, the upload stands before it."""
        db = workspace(unit)
        wrong = hashlib.sha256(whole).hexdigest() != digest
        if wrong or not is_jpeg(whole):
            await self._drop(db, digest)
            raise Refusal("attachment_digest_wrong" if wrong else "photo_malformed")
        body: Json = {
            "_id": photo_id(digest), "kind": "photo", "unit": unit, "digest": digest, "bytes": len(whole), "type": MEDIA_TYPE,
            "author": person.username, "received_at": self._clock.now().isoformat(timespec="milliseconds"),
            "_attachments": {FILE: {"content_type": MEDIA_TYPE}},
        }  # fmt: skip
        [written] = await self._store.write(db, [Write(body, mode="edit", files={FILE: whole})])
        if written.error is not None and await self._arrived(unit, digest) is None:
            raise Refusal(written.error)
        await self._drop(db, digest)

    async def _make_room(self, db: str) -> None:
        """Forget the uploads touched longest ago until one more may begin, and what a server that fell left lying."""
        ids = [id for id in await self._store.local_ids(db) if id.startswith(_PREFIX)]
        begun = {id.removeprefix(_PREFIX) for id in ids if "-" not in id.removeprefix(_PREFIX)}
        doomed = {_digest_of(id) for id in ids} - begun
        doomed |= {digest for digest in begun if await self._store.read(db, photo_id(digest)) is not None}
        begun -= doomed
        if len(begun) >= MOST_UNFINISHED:
            heads = [(digest, await self._store.read_local(db, _PREFIX + digest)) for digest in begun]
            oldest = sorted((str(head["at"]) if head else "", digest) for digest, head in heads)
            doomed |= {digest for _, digest in oldest[: len(begun) - MOST_UNFINISHED + 1]}
        for digest in sorted(doomed):
            await self._drop(db, digest, ids)

    async def _drop(self, db: str, digest: str, ids: list[str] | None = None) -> None:
        """Pieces first: while the upload's own document is there, they can be found again."""
        known = ids if ids is not None else await self._store.local_ids(db)
        for id in [*(id for id in known if id.startswith(f"{_PREFIX}{digest}-")), _PREFIX + digest]:
            held = await self._store.read_local(db, id)
            if held is not None:
                await self._store.delete_local(db, id, held["_rev"])


def _digest_of(id: str) -> str:
    return id.removeprefix(_PREFIX).partition("-")[0]


def _standing(head: Json | None) -> Standing:
    return Standing(sum(head["pieces"]), head["length"]) if head else Standing(0, None)
