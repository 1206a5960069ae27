"""One message to somebody else's server: https alone, public addresses alone, as they are at the moment of connecting, no redirects,
no proxies, little time, and of the answer nothing but its head.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from sync.domain.machines.addresses import is_public, wrong_with_url
from sync.ports.post import Answered

SECONDS = 15.0
"""For the whole of one message."""
LARGEST_HEAD = 8_190


class NotPublic(OSError):
    """A name leads to an address that is not of the public internet."""


class PublicResolver(AbstractResolver):
    """Looks a name up and gives only what may be reached. What it gives is what is connected to, so a name cannot lead elsewhere between
    the look-up and the knock."""

    def __init__(self, inner: AbstractResolver, may_reach: Callable[[str], bool]) -> None:
        self._inner = inner
        self._may_reach = may_reach

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        # One private address among several is a trick, or a mistake: then none is believed.
        if not found or not all(self._may_reach(one["host"]) for one in found):
            raise NotPublic(host)
        return found

    async def close(self) -> None:
        await self._inner.close()


class PublicPost:
    """Obeys `sync.ports.post.Post`. `wrong`, `may_reach`, `trust` and `resolver` are other things than the real ones in tests alone."""

    def __init__(
        self,
        *,
        wrong: Callable[[str], str] = wrong_with_url,
        may_reach: Callable[[str], bool] = is_public,
        trust: ssl.SSLContext | None = None,
        resolver: Callable[[], AbstractResolver] = ThreadedResolver,
        seconds: float = SECONDS,
    ) -> None:
        self._wrong = wrong
        self._may_reach = may_reach
        self._trust = trust
        self._resolver = resolver
        self._seconds = seconds

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        if why := self._wrong(url):
            return Answered(0, why)
        host = urlsplit(url).hostname or ""
        if _is_literal(host) and not self._may_reach(host):
            return Answered(0, "url_private")
        try:
            async with asyncio.timeout(self._seconds):
                return await self._post(url, headers, body)
        except (NotPublic, aiohttp.ClientConnectorDNSError) as error:
            return Answered(0, "url_private" if _is_private(error) else "name_unknown")
        except (ssl.SSLError, aiohttp.ClientSSLError, ssl.CertificateError):
            return Answered(0, "certificate")
        except TimeoutError:
            return Answered(0, "no_answer")
        except (aiohttp.ClientError, OSError, ValueError):
            return Answered(0, "not_reached")

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        connector = aiohttp.TCPConnector(
            resolver=PublicResolver(self._resolver(), self._may_reach), ssl=self._trust or True, force_close=True, limit=1
        )
        sent = {"Content-Type": "application/json", "User-Agent": "SoHop-Webhook/1", **headers}
        async with (
            aiohttp.ClientSession(
                connector=connector, trust_env=False, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False,
                max_field_size=LARGEST_HEAD, max_line_size=LARGEST_HEAD,
            ) as session,
            session.post(url, data=body, headers=sent, allow_redirects=False) as answer,
        ):  # fmt: skip
            why = "" if 200 <= answer.status < 300 else "redirected" if 300 <= answer.status < 400 else "refused"
            return Answered(answer.status, why, _wait(answer.headers.get("Retry-After", "")))


def _wait(told: str) -> float | None:
    return float(told) if told.isascii() and told.isdigit() and len(told) < 7 else None


def _is_literal(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return True
    return False


def _is_private(error: Any) -> bool:
    return isinstance(error, NotPublic) or isinstance(getattr(error, "os_error", None), NotPublic) or isinstance(error.__cause__, NotPublic)
