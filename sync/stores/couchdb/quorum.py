"""Whether what was written lies on enough nodes to be called safe.

CouchDB answers 202 to an edit that fewer nodes than its quorum have taken. To replicated revisions it answers 201 even when a
single node took them, so after those an edit is made that must be answered 201: of a local document, which no feed tells.
Seen with three 3.5.0 nodes of which two were stopped, and of which two had full disks.
"""

from __future__ import annotations

import asyncio

from sync.domain.errors import Refusal
from sync.stores.couchdb.wire import Answer, Remote

PROOF = "sohop-quorum"
"""Id of the local document."""
REMEMBERED = 30.0
"""Seconds."""
_ACCEPTED = 202


class Quorum:
    """Remembers for a while which databases have more copies than one: one copy is its own quorum. Not for ever, as another
    server may delete a database and make it again with other settings."""

    def __init__(self) -> None:
        self._copies: dict[str, tuple[int, float]] = {}

    async def prove(self, db: Remote) -> None:
        """Raises Refusal `store_unavailable` while the database has no quorum; whoever wrote must write again."""
        copies, until = self._copies.get(db.name, (0, 0.0))
        now = asyncio.get_running_loop().time()
        if until <= now:
            told = await db.must("GET")
            copies = int((told.get("cluster") or {}).get("n", 1))
            self._copies[db.name] = copies, now + REMEMBERED
        if copies > 1:
            answer = await db.call("PUT", f"_local/{PROOF}", body={})
            check(answer)


def check(answer: Answer) -> None:
    """Raises Refusal `store_unavailable` for an edit that too few nodes have taken."""
    if answer.status == _ACCEPTED:
        raise Refusal("store_unavailable")
