"""Requests for plain databases, handed on to CouchDB and back as they are, piece by piece, under the server's own log-in.

Whoever calls has made sure that the sender is an administrator and the database none of the product's own.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
from yarl import URL

from sync.domain.errors import Refusal
from sync.ports.peer import PeerAnswer
from sync.stores.couchdb.address import Address

_LOG = logging.getLogger("sohop.store")
_UP = (
    "accept",
    "content-type",
    "content-encoding",
    "if-match",
    "if-none-match",
    "range",
    "content-md5",
    "destination",
    "last-event-id",
)
_DOWN = (
    "content-type", "content-length", "etag", "cache-control", "allow", "accept-ranges", "content-range", "content-md5",
    "content-disposition", "location",
)  # fmt: skip
SILENCE = 120.0
"""Seconds without a byte after which CouchDB is taken for gone; its feeds send a heartbeat every 60."""


class CouchPeer:
    """Implements `sync.ports.peer.Peer`. Used on one event loop; `close` it at the end."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @asynccontextmanager
    async def ask(
        self, method: str, db: str, path: str, query: str, headers: Mapping[str, str], body: AsyncIterator[bytes] | None
    ) -> AsyncIterator[PeerAnswer]:
        url = URL(self._address.url + self._address.database(db) + path + (f"?{query}" if query else ""), encoded=True)
        sent = (
            {name: headers[name] for name in _UP if name in headers} | self._address.headers() | {"Accept-Encoding": "identity"}
        )
        if "content-length" in headers and body is not None:
            sent["Content-Length"] = headers["content-length"]
        try:
            async with self._open().request(
                method, url, headers=sent, data=body, allow_redirects=False, skip_auto_headers=("Content-Type",)
            ) as answer:
                told = {name: answer.headers[name] for name in _DOWN if name in answer.headers}
                yield PeerAnswer(answer.status, told, answer.content.iter_any())
        except (aiohttp.ClientError, TimeoutError, OSError) as failed:
            _LOG.warning("CouchDB did not answer %s: %s", method, type(failed).__name__)
            raise Refusal("store_unavailable") from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=3.0, sock_read=SILENCE)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=timeout,
                auto_decompress=False,
            )
        return self._session
