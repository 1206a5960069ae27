"""`POST /sync`: the exchange on the wire. One request, one answer, as few bytes as will do.

Plain ASGI, because it is the hottest door there is. The format is in docs/architecture.md, "Exchange".
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Receive, Scope, Send

from server.errors import status_of
from server.replication.body import Limits, read_json
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Clock, Json
from sync.usecases.accept_papers import Verdict
from sync.usecases.exchange import Answer, Exchange

LIMITS = Limits(wire_bytes=2 * 1024 * 1024, inflated_bytes=16 * 1024 * 1024)
MAX_DOCUMENTS = 500
COMPRESS_FROM = 600
"""Bytes from which an answer is compressed: below it a gzip header costs more than it saves."""

PersonOf = Callable[[Scope], Awaitable[Person | None]]
RECEIPT_MEMBERS = ("number", "received_at", "digest", "key", "signature")


class ExchangeDoor:
    """ASGI endpoint for `POST /sync`."""

    def __init__(self, exchange: Exchange, person_of: PersonOf, clock: Clock) -> None:
        self._exchange = exchange
        self._person_of = person_of
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            person = await self._person_of(scope)
            if person is None:
                raise Refusal("session_missing")
            cursor, documents = _request(headers, await read_json(receive, headers, LIMITS))
            answer = await self._exchange(person, cursor, documents)
        except Refusal as refusal:
            told = {"error": refusal.problem.to_json(_lang(headers))}
            await _send_json(send, status_of(refusal.problem.code), told, headers)
            return
        if answer.is_quiet(cursor):
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await _send_json(send, 200, self._to_json(answer, person.lang), headers)

    def _to_json(self, answer: Answer, lang: str) -> Json:
        told: Json = {"cursor": answer.cursor, "more": answer.more, "now": self._clock.now().isoformat(timespec="milliseconds")}
        told["results"] = [_verdict(verdict, lang) for verdict in answer.verdicts]
        told["changes"] = answer.changes
        if answer.units is not None:
            told["units"] = answer.units
        return told


def _request(headers: dict[str, str], body: Any) -> tuple[str, list[Any]]:
    """The cursor and the documents of a request. Raises Refusal."""
    if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal("media_type")
    if not isinstance(body, dict):
        raise Refusal("bad_request")
    cursor, documents = body.get("cursor", ""), body.get("docs", [])
    if not isinstance(cursor, str) or not isinstance(documents, list):
        raise Refusal("bad_request")
    if len(documents) > MAX_DOCUMENTS:
        raise Refusal("body_too_large")
    return cursor, documents


def _verdict(verdict: Verdict, lang: str) -> Json:
    told: Json = {"unit": verdict.unit, "id": verdict.id, "rev": verdict.rev, "ok": verdict.ok}
    if verdict.problem is not None:
        told["error"] = verdict.problem.to_json(lang)
    if verdict.receipt is not None:
        told["receipt"] = {name: verdict.receipt[name] for name in RECEIPT_MEMBERS}
    return told


def _lang(headers: dict[str, str]) -> str:
    return "en" if headers.get("accept-language", "").startswith("en") else "vi"


async def _send_json(send: Send, status: int, told: Json, headers: dict[str, str]) -> None:
    # A refused document may carry a lone surrogate in its id, which UTF-8 cannot hold: it goes back as an escape.
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    try:
        body = text.encode()
    except UnicodeEncodeError:
        body = json.dumps(told, separators=(",", ":")).encode()
    sent = [(b"content-type", b"application/json")]
    if len(body) >= COMPRESS_FROM and "gzip" in headers.get("accept-encoding", ""):
        body = gzip.compress(body, 6, mtime=0)
        sent.append((b"content-encoding", b"gzip"))
    sent.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})
