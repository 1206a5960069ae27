"""Who sends this request: the person of the session cookie, or at /couch of HTTP Basic (RFC 7617).

Says who somebody is, never what he may do (`sync/domain/access.py` does). Verified Basic credentials are remembered for
a few minutes under a key that lives only in this process, for a replicating peer sends them with every request.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import secrets
from collections import OrderedDict

from starlette.datastructures import Headers
from starlette.types import Scope

from server.security.cookies import Cookies
from server.security.refused_log import note_person, note_refused
from server.security.sessions import Session, Sessions
from server.security.throttle import Throttle
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Clock
from sync.usecases.directory import Directory
from sync.usecases.log_in import LogIn

BASIC_SECONDS = 300
_REMEMBERED = 500


class Identity:
    """Finds the person of a request, and takes log-ins for every door."""

    def __init__(
        self, directory: Directory, sessions: Sessions, log_in: LogIn, throttle: Throttle, cookies: Cookies, clock: Clock
    ) -> None:
        self._directory = directory
        self._sessions = sessions
        self._log_in = log_in
        self._throttle = throttle
        self._cookies = cookies
        self._clock = clock
        self._process_key = secrets.token_bytes(32)
        self._verified: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def session_of(self, scope: Scope) -> Session | None:
        """The session of the request's cookie."""
        token = self._cookies.read(scope, self._cookies.session)
        return await self._sessions.find(token) if token else None

    async def person_of(self, scope: Scope) -> Person | None:
        """The person, or None. At /couch also by HTTP Basic; raises Refusal `too_many_tries` while that must wait."""
        session = await self.session_of(scope)
        if session is not None:
            note_person(session.username)
            return await self._directory.person(session.username)
        if scope["path"] == "/couch" or scope["path"].startswith("/couch/"):
            return await self._by_basic(scope)
        return None

    async def log_in(self, username: str, password: str, scope: Scope) -> Person:
        """Check credentials. Raises Refusal `credentials_wrong` or `too_many_tries`."""
        address = scope["client"][0] if scope.get("client") else "unknown"
        note_person(username)
        self._throttle.begin(username, address)
        person = await self._log_in(username, password)
        self._throttle.succeeded(username, address)
        return person

    def forget(self, username: str) -> None:
        """Verified credentials of this person count no longer: the password has changed, or the account is closed."""
        for print_ in [one for one, (name, _) in self._verified.items() if name == username]:
            del self._verified[print_]

    async def _by_basic(self, scope: Scope) -> Person | None:
        credentials = _basic(Headers(scope=scope).get("authorization", ""))
        if credentials is None:
            return None
        username, password = credentials
        print_ = hmac.digest(self._process_key, f"{username}\0{password}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        if not self._knows(print_):
            # A peer opens several requests at once: the first pays for argon2, the others wait for its answer.
            async with self._one_at_a_time:
                if not self._knows(print_):
                    try:
                        await self.log_in(username, password, scope)
                    except Refusal as refusal:
                        if refusal.problem.code == "credentials_wrong":
                            note_refused(refusal.problem)
                            return None
                        raise
                    self._verified[print_] = (username, self._clock.now().timestamp() + BASIC_SECONDS)
                    while len(self._verified) > _REMEMBERED:
                        self._verified.popitem(last=False)
        note_person(username)
        return await self._directory.person(username)

    def _knows(self, print_: bytes) -> bool:
        known = self._verified.get(print_)
        if known is not None and known[1] <= self._clock.now().timestamp():
            del self._verified[print_]
            return False
        return known is not None


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, colon, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (username, password) if colon else None
