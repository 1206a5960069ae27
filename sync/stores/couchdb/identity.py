"""The `uuid` of a database, which CouchDB does not tell: kept in a `_local` document made at first sight, and so gone with the
database. It must never be remembered over a database that was deleted and made anew.

CouchDB checks no revision of `_local` documents: of two servers that make it at once the later one wins. So whoever made it
waits a moment and reads it again. Should two servers still differ for a while, the change of the `uuid` tells the feed anew:
rows twice, none left out.
"""

from __future__ import annotations

import asyncio
import time
import uuid

from sync.domain.errors import Refusal
from sync.stores.couchdb.wire import Remote

LOCAL_ID = "sohop-identity"
_PATH = f"_local/{LOCAL_ID}"
_APART = 10.0
"""Seconds the clocks of a cluster's nodes may differ."""
_SETTLES = 0.1
"""Seconds within which servers that found none have made theirs."""
_REMEMBERED = 300.0


class Identities:
    """Remembers the `uuid` of a database by when it was made (`instance_start_time`, in whole seconds)."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str, float]] = {}

    def forget(self, db: str) -> None:
        self._known.pop(db, None)

    async def of(self, db: Remote, made: str) -> str:
        """The `uuid` of the database that was made at `made`, in seconds since 1970 ("0" or "": not told)."""
        known = self._known.get(db.name)
        if known is not None and known[0] == made and time.monotonic() < known[2]:
            return known[1]
        found = await self._read(db)
        if not found:
            return await self._make(db)
        # Two databases of one name may be made within one second: only one that has outlived its second is remembered.
        if made.isdigit() and 0 < int(made) < db.wire.their_time() - _APART:
            self._known[db.name] = (made, found, time.monotonic() + _REMEMBERED)
        return found

    @staticmethod
    async def _read(db: Remote) -> str:
        told = await db.call("GET", _PATH)
        return str(told.body["uuid"]) if told.status == 200 else ""

    async def _make(self, db: Remote) -> str:
        made = await db.call("PUT", _PATH, body={"uuid": uuid.uuid4().hex})
        if made.status not in (201, 202, 409):
            raise Refusal("store_unavailable")
        await asyncio.sleep(_SETTLES)
        return await self._read(db)
