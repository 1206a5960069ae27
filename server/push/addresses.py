"""Names of push services looked up, with everything dropped that is no public address: whoever owns a name may point it at our own
network, and do so between one look and the next. So the very addresses that are called are the ones looked at.
"""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from sync.domain.reminders.endpoints import is_public


class PublicOnly(AbstractResolver):
    """Implements aiohttp's resolver."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        """Raises OSError where no public address is left."""
        found = [one for one in await self._inner.resolve(host, port, family) if is_public(one["host"])]
        if not found:
            raise OSError(f"{host} has no public address")
        return found

    async def close(self) -> None:
        await self._inner.close()
