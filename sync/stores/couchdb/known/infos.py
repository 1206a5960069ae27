"""What databases tell of themselves, remembered for a moment, for every request asks several times; and their `uuid`.

CouchDB tells no `uuid`: it is kept in a `_local` document made at first sight, and so gone with the database. It must never be
remembered over a database that was deleted and made anew.

CouchDB checks no revision of `_local` documents: of two servers that make it at once the later one wins. So whoever made it
waits a moment and reads it again. Should two servers still differ for a while, the change of the `uuid` tells the feed anew:
rows twice, none left out.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Sequence

from sync.domain.errors import Refusal
from sync.ports import DatabaseInfo, Json, Seq
from sync.stores.couchdb.known.info_now import InfoNow
from sync.stores.couchdb.known.together import Together
from sync.stores.couchdb.wire import Remote

LOCAL_ID = "sohop-identity"
_PATH = f"_local/{LOCAL_ID}"
_APART = 10.0
"""Seconds the clocks of a cluster's nodes may differ."""
_SETTLES = 0.1
"""Seconds within which servers that found none have made theirs."""
_REMEMBERED = 300.0
_AT_ONCE = 1_000
"""Who ask for one database at once and get one answer."""


class Identities:
    """Remembers the `uuid` of a database by when it was made (`instance_start_time`, in whole seconds)."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str, float]] = {}

    def forget(self, db: str) -> None:
        self._known.pop(db, None)

    def known(self, db: str) -> str:
        """The remembered one, if the database was there a few minutes ago; else ""."""
        known = self._known.get(db)
        return known[1] if known is not None and time.monotonic() < known[2] else ""

    def made_at(self, db: str, made: str) -> str:
        """The remembered one of the database that is there now and was made at `made`; "" where none is."""
        known = self._known.get(db)
        if known is None or known[0] != made:
            return ""
        self._known[db] = (made, known[1], time.monotonic() + _REMEMBERED)
        return known[1]

    async def of(self, db: Remote, made: str) -> str:
        """The `uuid` of the database that was made at `made`, in seconds since 1970 ("0" or "": not told)."""
        if known := self.made_at(db.name, made):
            return known
        found = await self.read(db)
        if not found:
            return await self._make(db)
        # Two databases of one name may be made within one second: only one that has outlived its second is remembered.
        if made.isdigit() and 0 < int(made) < db.wire.their_time() - _APART:
            self._known[db.name] = (made, found, time.monotonic() + _REMEMBERED)
        return found

    @staticmethod
    async def read(db: Remote) -> str:
        """As it is kept; "" where it never was."""
        told = await db.call("GET", _PATH)
        return str(told.body["uuid"]) if told.status == 200 else ""

    async def _make(self, db: Remote) -> str:
        await self.make(db)
        await asyncio.sleep(_SETTLES)
        return await self.read(db)

    @staticmethod
    async def make(db: Remote) -> None:
        """One for a database that has none: whoever made the database does so at once. A server that found none in between reads again."""
        made = await db.call("PUT", _PATH, body={"uuid": uuid.uuid4().hex})
        if made.status not in (201, 202, 409):
            raise Refusal("store_unavailable")


class Infos:
    """What `GET /{db}` told, taken for true for `seconds` where another server writes; never older than a write of this one, of which
    `drop` tells when it has ended."""

    def __init__(self, seconds: float, db: Callable[[str], Remote], now: InfoNow, patience: float) -> None:
        self._seconds = seconds
        self._db = db
        self._now = now
        self._identities = Identities()
        self._known: dict[str, tuple[float, DatabaseInfo]] = {}
        self._dropped: dict[str, float] = {}
        self._asked = Together(self._ask, _AT_ONCE, patience)
        self._several: set[str] = set()

    async def close(self) -> None:
        await self._asked.close()
        await self._now.close()

    def drop(self, db: str) -> None:
        """It was written to."""
        self._known.pop(db, None)
        self._dropped[db] = time.monotonic()

    def forget(self, db: str) -> None:
        """It was made, or deleted."""
        self.drop(db)
        self._identities.forget(db)

    async def of(self, db: str) -> DatabaseInfo:
        return self._found(db) or await self._asked.of(db, None)

    async def seqs_now(self, db: str) -> tuple[Seq, Seq]:
        """`update_seq` and `purge_seq` as they are at this moment."""
        asked = time.monotonic()
        told = await self._now.of(db)
        self.heard(db, told, asked)
        return _seqs(told)

    def has_copies(self, db: str) -> bool:
        """Whether its shards are known to have more copies than one."""
        return db in self._several

    async def uuid_of(self, db: str) -> str:
        """May be some minutes old where another server has made the database anew."""
        return self._identities.known(db) or await self._identities.read(self._db(db)) or (await self.of(db)).uuid

    def heard(self, db: str, told: Json, asked: float) -> None:
        """What was told of a database on another occasion, by a question of the moment `asked` (`time.monotonic`)."""
        self._note_copies(db, told)
        if uuid := self._identities.made_at(db, _made(told)):
            self._take(db, told, uuid, asked)

    def _note_copies(self, db: str, told: Json) -> None:
        if int((told.get("cluster") or {}).get("n", 1)) > 1:
            self._several.add(db)
        else:
            self._several.discard(db)

    def _found(self, db: str) -> DatabaseInfo | None:
        known = self._known.get(db)
        return known[1] if known is not None and known[0] > time.monotonic() else None

    async def _ask(self, db: str, questions: Sequence[None]) -> Sequence[DatabaseInfo]:
        """One answer for all who ask at once."""
        info, asked = self._found(db), time.monotonic()
        if info is None:
            told = await self._now.of(db)
            self._note_copies(db, told)
            info = self._take(db, told, await self._identities.of(self._db(db), _made(told)), asked)
        return [info] * len(questions)

    def _take(self, db: str, told: Json, uuid: str, asked: float) -> DatabaseInfo:
        sizes = told.get("sizes") or {}
        bytes_ = int(sizes.get("file") or 0), int(sizes.get("external") or 0)
        counts = int(told["doc_count"]), int(told["doc_del_count"])
        info = DatabaseInfo(db, uuid, *counts, *_seqs(told), *bytes_)
        if asked > self._dropped.get(db, -1.0):
            self._known[db] = asked + self._seconds, info
        return info


def _seqs(told: Json) -> tuple[Seq, Seq]:
    return str(told["update_seq"]), str(told.get("purge_seq", "0"))


def _made(told: Json) -> str:
    return str(told.get("instance_start_time") or "")
