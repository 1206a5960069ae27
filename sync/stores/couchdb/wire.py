"""HTTP to CouchDB on the event loop: one session, retries with back-off, time-outs, bounded answers.

Never follows a redirect, never repeats a request that is not idempotent once it may have arrived, and tells every failure
of the node as the Refusal `store_unavailable`.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import msgspec
from yarl import URL

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.stores.couchdb.address import Address

_LOG = logging.getLogger("sohop.store")
_PASSING = {408, 429, 500, 502, 503, 504}
"""Answers that another try may turn into a good one."""
_NO_DATABASE = {"Database does not exist.", "no_db_file"}
LONGEST_ANSWER = 512 * 1024 * 1024


_SKEW = 60.0
"""Seconds by which CouchDB's clock is taken to be behind ours before it has told its time."""
_CLOCK_SECONDS = 30.0
"""How long a measured difference holds."""
_LARGE = 1024 * 1024
"""Bytes from which a body is sent piece by piece: at once it would hold the loop up."""
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for a node, in seconds, and how often it is asked. `whole` is for all tries of one question: a phone
    gives up after thirty seconds of silence, and had better be told before. `together`: how long a question waits for an earlier one to
    the same database."""

    connect: float = 3.0
    read: float = 20.0
    tries: int = 4
    pause: float = 0.1
    whole: float = 25.0
    together: float = 0.25


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is the JSON of it, or the bytes when those were asked for."""

    status: int
    body: Any = field(repr=False)

    def field(self, name: str) -> str:
        """A text member of the body, such as `error` or `reason`; "" when there is none."""
        found = self.body.get(name) if isinstance(self.body, dict) else None
        return found if isinstance(found, str) else ""


def no_database(answer: Answer) -> bool:
    """Whether an answer says that the database, and not a document, is missing."""
    return (answer.status == 404 and answer.field("reason") in _NO_DATABASE) or answer.field("error") == "illegal_database_name"


class _Cut(Exception):
    """The answer cannot be used, but another might."""


class Wire:
    """Used on one event loop only; the session is made at the first call."""

    def __init__(self, address: Address, patience: Patience) -> None:
        self._address = address
        self._patience = patience
        self._session: aiohttp.ClientSession | None = None
        self._feeds: aiohttp.ClientSession | None = None
        self.calls = 0
        """Requests sent so far."""
        self._ahead: tuple[float, float] = (-_SKEW, 0.0)
        """How far CouchDB's clock is before ours, in seconds, and until when that holds."""

    def their_time(self) -> float:
        """Seconds since 1970 by CouchDB's clock, or less."""
        return time.time() + self._ahead[0]

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        repeatable: bool = True,
        raw: int = 0,
        feed: float = 0.0,
        parse: Callable[[bytes], Any] | None = None,
    ) -> Answer:
        """One request. `path` is escaped already; `body` is sent as JSON; `raw` takes up to that many bytes instead of JSON; `parse` reads
        the JSON of a success, and raises ValueError for what is none; `feed` is how many seconds a long poll may be silent. Raises
        Refusal `store_unavailable`."""
        url = URL(self._address.url + path + ("?" + urlencode(params, quote_via=quote) if params else ""), encoded=True)
        data = None if body is None else _ENCODER.encode(body)
        failure: object = "refused our log-in"
        end = time.monotonic() + self._patience.whole
        for attempt in range(self._patience.tries):
            if attempt and time.monotonic() > end:
                break
            if attempt:
                await asyncio.sleep(self._patience.pause * 3 ** (attempt - 1) * random.uniform(0.7, 1.3))
            used = self._address.credentials
            try:
                silence = feed or min(self._patience.read, max(1.0, end - time.monotonic()))
                answer = await self._once(method, url, data, raw, silence, bool(feed), parse or parsed)
            except (aiohttp.ClientError, TimeoutError, OSError, _Cut) as failed:
                failure = type(failed).__name__
                if repeatable or isinstance(failed, aiohttp.ClientConnectorError):
                    continue
                break
            if answer.status == 401 and self._address.renew(used):
                continue
            if answer.status not in _PASSING and answer.status not in (401, 403):
                return answer
            if answer.status == 403 and not path.startswith("/_"):
                return answer
            failure = f"HTTP {answer.status} {answer.field('error')}"
            if answer.status in (401, 403) or not (repeatable or answer.status == 429):
                break
        _LOG.warning("CouchDB did not answer %s %s: %s", method, path.partition("?")[0], failure)
        raise Refusal("store_unavailable")

    async def _once(
        self, method: str, url: URL, data: bytes | None, raw: int, silence: float, feed: bool, parse: Callable[[bytes], Any]
    ) -> Answer:
        self.calls += 1
        headers = {**self._address.headers(), "Accept": "*/*" if raw else "application/json"}
        if data is not None:
            headers["Content-Type"] = "application/json"
        timeout = aiohttp.ClientTimeout(connect=None, sock_connect=self._patience.connect, sock_read=silence)
        session = self._open(feed)
        body = io.BytesIO(data) if data is not None and len(data) > _LARGE else data
        async with session.request(method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False) as response:
            if 300 <= response.status < 400 and response.status != 304:
                raise _Cut
            if time.monotonic() > self._ahead[1]:
                self._look_at_clock(response.headers.get("Date", ""))
            text = await _bounded(response, raw or LONGEST_ANSWER)
            if raw and response.status < 300:
                return Answer(response.status, text)
            try:
                return Answer(response.status, (parse if response.status < 300 else parsed)(text) if text else None)
            except ValueError:
                if response.status < 300:
                    raise _Cut from None
                return Answer(response.status, None)

    def _look_at_clock(self, date: str) -> None:
        with suppress(ValueError, TypeError):
            self._ahead = parsedate_to_datetime(date).timestamp() - time.time() - 1, time.monotonic() + _CLOCK_SECONDS

    def _open(self, feed: bool) -> aiohttp.ClientSession:
        """The session of ordinary calls, or that of long polls, which may be many and must not keep the others waiting."""
        session = self._feeds if feed else self._session
        if session is None or session.closed:
            connector = aiohttp.TCPConnector(limit=0 if feed else 64, keepalive_timeout=20)
            session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
            if feed:
                self._feeds = session
            else:
                self._session = session
        return session

    async def close(self) -> None:
        for session in (self._session, self._feeds):
            if session is not None:
                await session.close()
        self._session = self._feeds = None


def parsed(text: bytes) -> Any:
    """The value of JSON. Raises ValueError."""
    try:
        return _DECODER.decode(text)
    except ValueError:  # what others wrote may hold lone surrogates, which the fast parser does not read
        return json.loads(text)


async def _bounded(response: aiohttp.ClientResponse, limit: int) -> bytes:
    pieces, size = [], 0
    async for piece in response.content.iter_any():
        size += len(piece)
        if size > limit:
            raise _Cut
        pieces.append(piece)
    return b"".join(pieces)


class Remote:
    """One database of ours on the wire."""

    def __init__(self, wire: Wire, address: Address, name: str, gone: Callable[[str], None] = lambda _: None) -> None:
        """`gone` is told the name when the database is missing."""
        self.name = name
        self._gone = gone
        self.wire = wire
        self._path = address.database(name)

    async def call(self, method: str, path: str = "", **how: Any) -> Answer:
        """As `Wire.call` below the database. Raises NoSuchDatabase."""
        answer = await self.wire.call(method, f"{self._path}/{path}" if path else self._path, **how)
        if no_database(answer):
            self._gone(self.name)
            raise NoSuchDatabase(self.name)
        return answer

    async def must(self, method: str, path: str = "", **how: Any) -> Any:
        """The body of an answer that has to be a success. Raises Refusal `store_unavailable` when it is none."""
        return succeeded(await self.call(method, path, **how), f"{method} {path}")


def succeeded(answer: Answer, what: str) -> Any:
    """The body of a 2xx. Raises Refusal `store_unavailable`, and logs why."""
    if not 200 <= answer.status < 300:
        _LOG.error("CouchDB answered %s with %s %s: %s", what, answer.status, answer.field("error"), answer.field("reason"))
        raise Refusal("store_unavailable")
    return answer.body
