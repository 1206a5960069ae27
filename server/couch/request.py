"""One request at CouchDB's door: who asks, for which database, what with; and the frame every endpoint stands in.

Plain ASGI endpoints, as these are hot. Every refusal leaves here in CouchDB's shape, whatever went wrong.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from server.replication.body import Limits, read_json
from server.couch.answers import Answer, error_of
from sync.domain.accounts import Person
from sync.domain.errors import Problem, Refusal
from sync.ports import Json
from sync.revisions.revision import parse_revision

Intent = Literal["read", "write"]
Authorise = Callable[[Scope, str, Intent], Awaitable[Person]]
"""(scope, database, intent) → the person. Raises Refusal `session_missing`, `forbidden` or `no_such_database`."""

LIMITS = Limits(wire_bytes=2 * 1024 * 1024, inflated_bytes=16 * 1024 * 1024)
MAX_DOCUMENTS = 1000
"""Documents in one `_bulk_docs` or `_bulk_get`; replicators send 100 (PouchDB) or 500 (CouchDB)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose sender may do what he asks."""

    person: Person
    db: str
    id: str
    """The rest of the path: a document id, else ""."""
    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    receive: Receive
    answer: Answer

    async def body(self, limits: Limits = LIMITS) -> Any:
        """The JSON body. Raises Refusal."""
        media = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json" and (self.method == "POST" or media):
            raise Refusal("media_type")
        return await read_json(self.receive, self.headers, limits)

    async def object(self, limits: Limits = LIMITS) -> Json:
        """The JSON body, which must be an object. Raises Refusal."""
        told = await self.body(limits)
        if not isinstance(told, dict):
            raise Refusal("bad_request")
        return told

    def flag(self, name: str) -> bool:
        return self.query.get(name) == "true"


Handler = Callable[[Asked], Awaitable[None]]


class Door:
    """ASGI endpoint: one address, a handler per method with what its sender must be allowed to do."""

    def __init__(self, authorise: Authorise, handlers: Mapping[str, tuple[Intent, Handler]]) -> None:
        self._authorise = authorise
        self._handlers = handlers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        answer = Answer(send, gzip="gzip" in headers.get("accept-encoding", ""), head_only=scope["method"] == "HEAD")
        try:
            if method not in self._handlers:
                raise Refusal("method_not_allowed")
            intent, handle = self._handlers[method]
            path = scope["path_params"]
            person = await self._authorise(scope, path["db"], intent)
            query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
            await handle(Asked(person, path["db"], path.get("id", ""), method, headers, query, receive, answer))
        except Refusal as refusal:
            if answer.started:
                raise  # cut short: only a closed connection can say so
            await self._refuse(answer, refusal.problem)

    async def _refuse(self, answer: Answer, problem: Problem) -> None:
        status, body = error_of(problem)
        more = {}
        if status == 401:
            more["WWW-Authenticate"] = 'Basic realm="so-hop", charset="UTF-8"'
        elif status == 405:
            more["Allow"] = ", ".join(sorted({*self._handlers, *(["HEAD"] if "GET" in self._handlers else [])}))
        elif "seconds" in problem.data:
            more["Retry-After"] = str(problem.data["seconds"])
        await answer.json(body, status, more)


def text(value: object) -> str:
    """`value`, if it is a string that UTF-8 can hold. Raises Refusal `bad_request`."""
    if not isinstance(value, str):
        raise Refusal("bad_request")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refusal("bad_request") from None
    return value


def revision(value: object) -> str:
    """`value`, if it is a revision id. Raises Refusal `revision_malformed`."""
    generation, hash = parse_revision(value)
    return f"{generation}-{hash}"


def json_parameter(value: str) -> Any:
    """A query parameter that CouchDB writes as JSON. Raises Refusal `bad_request`."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise Refusal("bad_request") from None
