"""`POST /sync`: the exchange on the wire. One request, one answer, as few bytes as will do.

Plain ASGI, because it is the hottest door there is. The format is in docs/architecture.md, "Exchange". Never holds more than
two portions of an answer.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Any

from starlette.types import Receive, Scope, Send

from server.errors import status_of
from server.replication.body import Limits, read_json
from server.replication.portions import Packer, encoded, line, packed
from server.security.refused_log import note_refused
from sync.domain.accounts import Person
from sync.domain.errors import Problem, Refusal
from sync.domain.obligations.clock import drift
from sync.ports import Clock
from sync.usecases.exchange import Brought, Exchange, Portion
from sync.usecases.merging.take_answers import MOST
from sync.usecases.phones.note_phone import NotePhone

_LOG = logging.getLogger(__name__)
LIMITS = Limits(wire_bytes=2 * 1024 * 1024, inflated_bytes=16 * 1024 * 1024)
MAX_DOCUMENTS = 500

PersonOf = Callable[[Scope], Awaitable[Person | None]]


class ExchangeDoor:
    """ASGI endpoint for `POST /sync`."""

    def __init__(self, exchange: Exchange, person_of: PersonOf, clock: Clock, note_phone: NotePhone) -> None:
        self._exchange = exchange
        self._note = note_phone
        self._person_of = person_of
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        accepts_gzip = "gzip" in headers.get("accept-encoding", "")
        try:
            person = await self._person_of(scope)
            if person is None:
                raise Refusal("session_missing")
            body = await read_json(receive, headers, LIMITS)
            cursor, documents, told, brought = _request(headers, body)
            await self._note_phone(person, body, _drift(self._clock.now(), told))
            portions = self._exchange(person, cursor, documents, _drift(self._clock.now(), told), brought)
            first, second = await anext(portions), await anext(portions, None)
        except Refusal as refusal:
            await _refuse(send, refusal.problem, _lang(headers), accepts_gzip)
            return
        if first.is_quiet(cursor):
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        start = line(first, person.lang, self._clock.now().isoformat(timespec="milliseconds"))
        if second is None:
            await _send(send, 200, start, accepts_gzip)
            return
        async with aclosing(portions):
            await _stream(send, start, second, portions, person.lang, Packer(accepts_gzip))


    async def _note_phone(self, person: Person, body: dict[str, Any], drift_ms: int | None) -> None:
        """What the phone tells of itself. Papers are welcome whatever becomes of it."""
        if "phone" not in body:
            return
        try:
            await self._note(person, body.get("device"), body["phone"], drift_ms)
        except (Refusal, OSError):
            _LOG.warning("what a phone told of itself could not be kept", exc_info=True)


async def _stream(send: Send, start: bytes, second: Portion, rest: AsyncIterator[Portion], lang: str, packer: Packer) -> None:
    """Line after line as they are made. What fails in between leaves the answer without its end: the connection is closed."""
    # The same type as a lone portion has: on HTTP/2 a header that was sent before costs one byte.
    sent = [(b"content-type", b"application/json"), *packer.headers]
    await send({"type": "http.response.start", "status": 200, "headers": sent})
    await send({"type": "http.response.body", "body": packer.add(start), "more_body": True})
    portion: Portion | None = second
    while portion is not None:
        await send({"type": "http.response.body", "body": packer.add(line(portion, lang)), "more_body": True})
        portion = await anext(rest, None)
    await send({"type": "http.response.body", "body": packer.end()})


def _request(headers: dict[str, str], body: Any) -> tuple[str, list[Any], object, Brought]:
    """The cursor, the documents and the clock of a request, and what it brings beside documents. Raises Refusal."""
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal("media_type")
    if not isinstance(body, dict):
        raise Refusal("bad_request")
    cursor, documents = body.get("cursor", ""), body.get("docs", [])
    answers, undo = body.get("answers", []), body.get("undo", [])
    if not isinstance(cursor, str) or not all(isinstance(one, list) for one in (documents, answers, undo)):
        raise Refusal("bad_request")
    if len(documents) > MAX_DOCUMENTS or max(len(answers), len(undo)) > MOST:
        raise Refusal("body_too_large")
    return cursor, documents, body.get("clock"), Brought(answers, undo)


def _drift(server: datetime, device: object) -> int | None:
    """None where the phone tells no time that can be read: its papers are welcome all the same."""
    try:
        return drift(server, device) if isinstance(device, str) else None
    except (ValueError, OverflowError):
        return None


def _lang(headers: dict[str, str]) -> str:
    return "en" if headers.get("accept-language", "").startswith("en") else "vi"


async def _refuse(send: Send, problem: Problem, lang: str, accepts_gzip: bool) -> None:
    note_refused(problem)
    await _send(send, status_of(problem.code), encoded({"error": problem.to_json(lang)}), accepts_gzip)


async def _send(send: Send, status: int, body: bytes, accepts_gzip: bool) -> None:
    body, how = packed(body, accepts_gzip)
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json"), *how]})
    await send({"type": "http.response.body", "body": body})
