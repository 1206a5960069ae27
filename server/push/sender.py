"""Sends to push services: encrypted (RFC 8291) by pywebpush, signed (RFC 8292) by py-vapid, over connections that are kept.

What those libraries leave open is decided here: claims are made anew for each push service, for they are written into; a time to live
is always sent, for without one a phone that is off gets nothing; no redirect is followed; nothing of an answer is read but its head.
"""

from __future__ import annotations

import logging
from datetime import datetime

import aiohttp
from py_vapid import Vapid02  # type: ignore[import-untyped]
from pywebpush import WebPusher, WebPushException  # type: ignore[import-untyped]

from server.push.addresses import PublicOnly
from server.push.keys import PushKey, PushKeys
from sync.domain.reminders.endpoints import PushHosts, origin_of
from sync.domain.reminders.message import Message
from sync.domain.reminders.outcomes import outcome_of
from sync.domain.reminders.subscription import Subscription
from sync.ports import Clock, PushAnswer

_LOG = logging.getLogger("sohop.reminders")
CONNECTIONS = 50
TIMEOUT = aiohttp.ClientTimeout(total=15, connect=8, sock_connect=6)
_CLAIM_SECONDS = 12 * 3600
"""How long a signature holds; push services take at most 24 hours (RFC 8292, 2)."""


class WebPushSender:
    """Implements `sync.ports.PushSender`. `contact`: whom a push service may write to about us, `mailto:…` or `https://…`."""

    def __init__(self, keys: PushKeys, hosts: PushHosts, contact: str, clock: Clock, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._keys = keys
        self._hosts = hosts
        self._contact = contact
        self._clock = clock
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._signed: dict[tuple[str, str], tuple[str, datetime]] = {}

    async def send(self, to: Subscription, message: Message) -> PushAnswer:
        if not self._hosts.allows(to.endpoint):
            return PushAnswer("forbidden_host")
        key = self._keys.find(to.key)
        if key is None:
            _LOG.warning("phone %s was made with the key %s, which is not here: it is reached when its app is next opened", to.mark, to.key)
            return PushAnswer("refused")
        try:
            body = WebPusher({"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}}).encode(message.payload)["body"]
            headers = {
                "Authorization": self._authorization(key, origin_of(to.endpoint)), "TTL": str(message.ttl), "Urgency": message.urgency,
                "Topic": message.topic, "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            }  # fmt: skip
            return await self._post(to.endpoint, body, headers)
        except (WebPushException, ValueError) as error:
            _LOG.warning("phone %s cannot be encrypted for: %s", to.mark, type(error).__name__)
            return PushAnswer("refused")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _post(self, endpoint: str, body: bytes, headers: dict[str, str]) -> PushAnswer:
        try:
            async with self._open().post(endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                return PushAnswer(outcome_of(answer.status), answer.status, answer.headers.get("Retry-After"))
        except TimeoutError:
            return PushAnswer("timeout")
        except (aiohttp.ClientError, OSError):
            return PushAnswer("unreachable")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, resolver=PublicOnly(), ttl_dns_cache=300)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
            )
        return self._session

    def _authorization(self, key: PushKey, origin: str) -> str:
        """Signed once for each push service and half the time it holds: signing costs as much as half the encryption."""
        now = self._clock.now()
        known = self._signed.get((key.id, origin))
        if known is not None and 0 <= (now - known[1]).total_seconds() < _CLAIM_SECONDS / 2:
            return known[0]
        signer = Vapid02(key.private())
        claims = {"aud": origin, "exp": int(now.timestamp()) + _CLAIM_SECONDS, "sub": self._contact}
        header = str(signer.sign(claims)["Authorization"])
        self._signed[key.id, origin] = header, now
        return header
