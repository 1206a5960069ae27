"""`_local` documents (CouchDB documentation, "Local documents"): not replicated, `0-n`. Those we keep for ourselves are not told.

CouchDB checks no revision of them, so it is checked here, before the write: of two who write in the same moment, the later wins. Those
that one peer alone writes are its checkpoints, and are written later: see `Checkpoints`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from sync.domain.documents import content
from sync.domain.errors import Refusal
from sync.ports import Json, Written
from sync.revisions.entry import json_text
from sync.stores.couchdb.address import escaped
from sync.stores.couchdb.known.checkpoints import Checkpoints
from sync.stores.couchdb.known.infos import LOCAL_ID
from sync.stores.couchdb.known.lately import Lately
from sync.stores.couchdb.quorum import PROOF, check
from sync.stores.couchdb.wire import Remote, parsed, succeeded

_ENCODER = msgspec.json.Encoder()


_OWNERS = 1_000
_MOST_OWNED = 20
"""Documents of one owner that are read at once. Who has more is answered one by one."""


class Locals:
    """Of all databases of a store."""

    def __init__(self, db: Callable[[str], Remote]) -> None:
        self._db = db
        self._revs: Lately[str] = Lately()
        """The revisions seen lately, "" where there was none."""
        self._owned: Lately[dict[str, Json]] = Lately(most=_OWNERS)
        """All documents of one owner, by id: a peer that asks for the checkpoint of one direction asks for the other's next."""
        self._checkpoints = Checkpoints(self._write_several)

    def forget(self, db: str) -> None:
        """It was made, deleted or purged."""
        self._dropped(db)
        self._checkpoints.forget(db)

    def _dropped(self, db: str) -> None:
        self._revs.drop(db)
        self._owned.drop(db)

    async def close(self) -> None:
        await self._checkpoints.close()

    async def read(self, db: str, id: str, own: bool = False) -> Json | None:
        """See `DocumentStore.read_local`."""
        if (waiting := self._checkpoints.find(db, id)) is not None:
            told: Json = parsed(waiting)
            return told
        asked = time.monotonic()
        owner, slash, _ = id.partition("/")
        found = await self._read_owned(db, owner, id, asked) if own and slash else await _read(self._db(db), id)
        self._revs.take(db, id, found["_rev"] if found else "", asked)
        return found

    async def _read_owned(self, db: str, owner: str, id: str, asked: float) -> Json | None:
        known = self._owned.find(db, owner)
        if known is None:
            rows = await _range(self._db(db), f"_local/{owner}/", f"_local/{owner}0")  # "0" comes after "/"
            if len(rows) == _MOST_OWNED:
                return await _read(self._db(db), id)
            known = {row["id"].removeprefix("_local/"): row["doc"] for row in rows}
            self._owned.take(db, owner, known, asked)
        return known.get(id)

    async def ids(self, db: str) -> list[str]:
        await self._checkpoints.settle(db)
        told = await self._db(db).must("GET", "_local_docs")
        found = [row["id"].removeprefix("_local/") for row in told["rows"]]
        return sorted(id for id in found if id not in (LOCAL_ID, PROOF))

    async def write(self, db: str, id: str, body: Json, own: bool) -> Written:
        """See `DocumentStore.write_local`. A try whose answer was lost may be told as a conflict: the caller reads again."""
        name, rev = f"_local/{id}", str(body.get("_rev") or "")
        try:
            json_text(content(body))
        except Refusal as refusal:
            return Written(name, rev, refusal.problem.code)
        if own:
            return await self._write_later(db, id, name, body)
        await self._checkpoints.settle(db)
        try:
            return await _write(self._db(db), id, body)
        finally:
            self._dropped(db)

    async def _write_later(self, db: str, id: str, name: str, body: Json) -> Written:
        rev = str(body.get("_rev") or "")
        waiting = self._checkpoints.find(db, id)
        known = parsed(waiting)["_rev"] if waiting is not None else self._revs.find(db, id)
        if known is None or known != rev:
            present = await self.read(db, id, own=True)
            known = present["_rev"] if present else ""
        # A greater number was told by another server, which has not written it yet.
        if _count(rev) < _count(known):
            return Written(name, rev, "conflict")
        written = Written(name, f"0-{_count(rev) + 1}")
        await self._checkpoints.take(db, id, _ENCODER.encode({**content(body), "_id": name, "_rev": written.rev}))
        self._revs.take(db, id, written.rev, time.monotonic())
        return written

    async def _write_several(self, db: str, documents: Sequence[bytes]) -> None:
        """CouchDB counts on from the revision that a document brings."""
        told = [parsed(document) for document in documents]
        sent = [{**one, "_rev": f"0-{_count(one['_rev']) - 1}"} for one in told]
        sent = [one if one["_rev"] != "0-0" else content(one) for one in sent]
        try:
            succeeded(await self._db(db).call("POST", "_bulk_docs", body={"docs": sent}), "_bulk_docs of _local")
        finally:
            self._owned.drop(db)

    async def delete(self, db: str, id: str, rev: str) -> Written:
        await self._checkpoints.settle(db)
        try:
            return await _delete(self._db(db), id, rev)
        finally:
            self._dropped(db)


def _count(rev: str) -> int:
    number = rev.partition("-")[2]
    return int(number) if number.isdigit() else 0


def _path(id: str) -> str:
    return f"_local/{escaped(id)}"


async def _read(db: Remote, id: str) -> Json | None:
    answer = await db.call("GET", _path(id))
    if answer.status == 404:
        return None
    told: Json = succeeded(answer, "_local")
    return told


async def _range(db: Remote, start: str, end: str) -> list[Any]:
    asked = {"start_key": start, "end_key": end, "include_docs": True, "limit": _MOST_OWNED}
    rows: list[Any] = (await db.must("GET", "_local_docs", params={name: json.dumps(one) for name, one in asked.items()}))["rows"]
    return rows


async def _write(db: Remote, id: str, body: Json) -> Written:
    name, rev = f"_local/{id}", body.get("_rev")
    present = await _read(db, id)
    if rev != (present["_rev"] if present else None):
        return Written(name, str(rev or ""), "conflict")
    sent = {key: value for key, value in content(body).items() if key != "_id"} | ({"_rev": rev} if rev else {})
    answer = await db.call("PUT", _path(id), body=sent, repeatable=False)
    if answer.status == 409:
        return Written(name, str(rev or ""), "conflict")
    check(answer)
    return Written(name, succeeded(answer, "PUT _local")["rev"])


async def _delete(db: Remote, id: str, rev: str) -> Written:
    name = f"_local/{id}"
    present = await _read(db, id)
    if present is None or present["_rev"] != rev:
        return Written(name, rev, "not_found" if present is None else "conflict")
    answer = await db.call("DELETE", _path(id), params={"rev": rev}, repeatable=False)
    if answer.status in (404, 409):
        return Written(name, rev, "not_found" if answer.status == 404 else "conflict")
    succeeded(answer, "DELETE _local")
    return Written(name, "0-0")
