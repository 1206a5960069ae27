"""Sessions: a random token in a cookie, and in the store only its SHA-256 (`session:<hash>` in `accounts`).

A phone may be away for months: a session ends 180 days after its last contact. Contact is written at most once a day,
so that reading pages does not write to the store. Sessions are documents: they end on every server at once.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sync.domain.errors import Refusal
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.usecases.directory import ACCOUNTS

TOKEN_LENGTH = 43
CACHE_SECONDS = 30
"""How long a session is trusted without asking the store again: the longest that a log-out on another server may take."""
_CACHED = 2_000
_CONTACT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Session:
    """One phone or browser in which a person is logged in. `hash` names it and may be used in HMACs; it opens nothing."""

    hash: str
    username: str
    device: str
    made_at: datetime
    last_seen: datetime


class Sessions:
    """Makes, finds and ends sessions."""

    def __init__(
        self, store: DocumentStore, clock: Clock, ids: IdSource, days: int, ended: Callable[[str], Awaitable[None]] | None = None
    ) -> None:
        """`ended` is told the hash of every session that ends."""
        self._store = store
        self._clock = clock
        self._ids = ids
        self.lifetime = timedelta(days=days)
        self._ended = ended
        self._cache: OrderedDict[str, tuple[Session, datetime]] = OrderedDict()

    async def begin(self, username: str, device: str) -> str:
        """The token of a new session, to be shown to its owner once and never stored."""
        token, now = self._ids.token(), self._clock.now()
        session = Session(_hash(token), username, device[:120], now, now)
        written = (await self._store.write(ACCOUNTS, [Write(_document(session), mode="edit")]))[0]
        if written.error:
            raise Refusal(written.error)
        return token

    async def find(self, token: str) -> Session | None:
        """The session of a token, or None when there is none or it has run out."""
        if len(token) != TOKEN_LENGTH:
            return None
        hash_, now = _hash(token), self._clock.now()
        cached = self._cache.get(hash_)
        if cached is not None and now - cached[1] < timedelta(seconds=CACHE_SECONDS):
            return cached[0]
        self._cache.pop(hash_, None)
        document = await self._store.read(ACCOUNTS, f"session:{hash_}")
        if document is None:
            return None
        session = _session(hash_, document)
        if now - session.last_seen >= self.lifetime:
            await self.end(session)
            return None
        if now - session.last_seen >= _CONTACT:
            session = replace(session, last_seen=now)
            # A conflict means that another request has just written the same contact, or ended the session. A store that cannot
            # be written, as on a full disk, must not keep anybody from reading.
            with suppress(Refusal):
                await self._store.write(ACCOUNTS, [Write(_document(session) | {"_rev": document["_rev"]}, mode="edit")])
        self._cache[hash_] = (session, now)
        while len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return session

    async def end(self, session: Session) -> None:
        """Log out. Ending a session twice is no error."""
        self._cache.pop(session.hash, None)
        id = f"session:{session.hash}"
        for _ in range(3):  # the once-a-day contact may be written in between
            document = await self._store.read(ACCOUNTS, id)
            if document is None:
                break
            grave = {"_id": id, "_rev": document["_rev"], "_deleted": True}
            if (await self._store.write(ACCOUNTS, [Write(grave, mode="edit")]))[0].error is None:
                break
        self._cache.pop(session.hash, None)
        if self._ended is not None:
            await self._ended(session.hash)

    async def of(self, username: str) -> list[Session]:
        """Where this person is logged in, last contact first."""
        documents = await self._store.range(ACCOUNTS, "session:", "session;")
        held = [_session(one["_id"].removeprefix("session:"), one) for one in documents if one["username"] == username]
        return sorted(
            (one for one in held if self._clock.now() - one.last_seen < self.lifetime),
            key=lambda one: one.last_seen,
            reverse=True,
        )

    async def end_all(self, username: str, *, but: str = "") -> None:
        """Log a person out everywhere, except in the session of the hash `but`."""
        for session in await self.of(username):
            if session.hash != but:
                await self.end(session)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _document(session: Session) -> Json:
    return {
        "_id": f"session:{session.hash}",
        "kind": "session",
        "username": session.username,
        "device": session.device,
        "made_at": session.made_at.isoformat(),
        "last_seen": session.last_seen.isoformat(),
    }


def _session(hash_: str, document: Json) -> Session:
    made_at, last_seen = (datetime.fromisoformat(document[name]) for name in ("made_at", "last_seen"))
    return Session(hash_, document["username"], document["device"], made_at, last_seen)
