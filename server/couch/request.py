"""One request at CouchDB's door: who asks, for which database, what with."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote_to_bytes

import msgspec
from starlette.types import Receive, Scope

from server.couch.answers import Answer, CouchError
from server.replication.body import Limits, inflate, parse, read_bytes
from sync.domain.accounts import Person
from sync.domain.documents import is_workspace
from sync.domain.errors import Problem, Refusal
from sync.ports import Json
from sync.revisions.revision import parse_revision

Intent = Literal["read", "write", "administer"]
Authorise = Callable[[Scope, str, Intent], Awaitable[Person]]
"""(scope, database or "" for the server itself, intent) → the person. Raises Refusal `session_missing`, `forbidden` or
`no_such_database`."""

LIMITS = Limits(wire_bytes=2 * 1024 * 1024, inflated_bytes=16 * 1024 * 1024)
"""For workspaces, whose papers are small."""
PLAIN_LIMITS = Limits(wire_bytes=64 * 1024 * 1024, inflated_bytes=64 * 1024 * 1024)
"""For plain databases, which may hold attachments."""
MAX_DOCUMENTS = 10_000
"""Documents in one `_bulk_docs` or `_bulk_get`; replicators send 100 (PouchDB) or 500 (CouchDB)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose sender may do what he asks. `rest` is what follows the name of the resource in the path, unescaped."""

    person: Person
    db: str
    id: str
    """The id of a document, else ""."""
    rest: tuple[str, ...]
    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    scope: Scope
    receive: Receive
    answer: Answer
    new_id: Callable[[], str]
    """An id for a document that came without one."""

    @property
    def plain(self) -> bool:
        """Whether the database is a peer's own, without the rules of papers."""
        return not is_workspace(self.db)

    @property
    def limits(self) -> Limits:
        return PLAIN_LIMITS if self.plain else LIMITS

    @property
    def media(self) -> str:
        """The media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    async def raw(self, limits: Limits | None = None) -> bytes:
        """The body as bytes, unpacked. Raises Refusal."""
        limits = limits or self.limits
        sent = await read_bytes(self.receive, self.headers, limits.wire_bytes)
        return inflate(sent, self.headers.get("content-encoding", ""), limits)

    async def body(self, limits: Limits | None = None) -> Any:
        """The JSON body. Raises Refusal."""
        if self.method == "POST":
            self.expect_json()
        return parse(await self.raw(limits), limits or self.limits)

    def expect_json(self) -> None:
        """Raises Refusal `media_type`."""
        if self.media != "application/json":
            raise Refusal("media_type")

    async def object(self, limits: Limits | None = None, *, optional: bool = False) -> Json:
        """The JSON body, which must be an object; `optional`: it may be left out. Raises Refusal, CouchError."""
        if self.method == "POST":
            self.expect_json()
        raw = await self.raw(limits)
        told = {} if optional and not raw else parse(raw, limits or self.limits)
        if not isinstance(told, dict):
            raise CouchError(400, "bad_request", "Request body must be a JSON object")
        return told

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it arrives, at most `limits.wire_bytes` of it. Raises Refusal `body_too_large`, `bad_request`."""
        held = 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise Refusal("bad_request")
            held += len(message.get("body", b""))
            if held > self.limits.wire_bytes:
                raise Refusal("body_too_large")
            yield message.get("body", b"")
            if not message.get("more_body", False):
                return

    def flag(self, name: str) -> bool:
        return self.query.get(name) == "true"

    def number(self, name: str, default: int | None = None) -> int | None:
        """A query parameter that counts something. Raises CouchError."""
        told = self.query.get(name)
        if told is None:
            return default
        if not (told.isascii() and told.isdigit() and len(told) <= 18):
            raise CouchError(400, "query_parse_error", f"Invalid value for integer: {json.dumps(told)}")
        return int(told)

    def rev(self) -> str | None:
        """The revision named by `?rev=` or `If-Match`. Raises Refusal, CouchError where the two disagree."""
        query, header = self.query.get("rev"), self.headers.get("if-match", "").strip('" ')
        if query and header and query != header:
            raise CouchError(400, "bad_request", "Document rev and etag have different values")
        told = query or header
        return revision(told) if told else None


class Incoming(msgspec.Struct, frozen=True):
    """A document that came in, and the bytes of its new attachments by name."""

    document: Any
    files: Mapping[str, bytes]


class Row(msgspec.Struct, frozen=True):
    """What became of one document that came in: stored and durable, or the problem with it."""

    id: str
    rev: str
    problem: Problem | None = None


Accept = Callable[[Person, str, Sequence[Incoming], bool], Awaitable[list[Row]]]
"""(person, database, documents, new_edits) → a row each, in order. With `new_edits` the documents are edits whose `_rev`
names their parent; without it they come with their revision and its history."""

Handler = Callable[[Asked], Awaitable[None]]
Handlers = Mapping[str, tuple[Intent, Handler]]
"""By method: what its sender must be allowed to do, and who answers."""


def text(value: object) -> str:
    """`value`, if it is a string that UTF-8 can hold. Raises Refusal `bad_request`."""
    if not isinstance(value, str):
        raise Refusal("bad_request")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Refusal("bad_request") from None
    return value


def raw_names(scope: Scope) -> list[bytes]:
    """The names of the path after `/couch`, still escaped. Empty ones count for nothing, as with CouchDB: a CouchDB behind us would
    take what follows one for the database."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return [name for name in raw.partition(b"?")[0].split(b"/")[2:] if name]


def unescaped(name: bytes) -> str:
    """A name of a path. Raises CouchError for one that is no UTF-8: read otherwise, two names would be one."""
    try:
        return unquote_to_bytes(name).decode()
    except UnicodeDecodeError:
        raise CouchError(400, "bad_request", "The path is not valid UTF-8.") from None


def revision(value: object) -> str:
    """`value`, if it is a revision id. Raises CouchError."""
    try:
        generation, hash = parse_revision(value)
    except Refusal:
        raise CouchError(400, "bad_request", "Invalid rev format") from None
    return f"{generation}-{hash}"


def json_parameter(value: str) -> Any:
    """A query parameter that CouchDB writes as JSON. Raises CouchError."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise CouchError(400, "bad_request", "invalid UTF-8 JSON") from None
