"""A phone without a screen: makes papers with true revisions and speaks the exchange over plain HTTP.

Used where a browser would only be in the way: bad input, killed servers, byte counts.
"""

from __future__ import annotations

import gzip
import http.client
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sync.domain.documents import content
from sync.revisions.revision import make_revision

Json = dict[str, Any]


def a_paper(
    kind: str, key: str, answers: Json, *, unit: str, author: str, state: str = "sent", parent: Json | None = None,
    version: int = 1,
) -> Json:
    """A paper of the meeting chain with its true revision id; `parent` is the paper it was made from."""
    paper: Json = {
        "_id": f"{kind}:{key}",
        "kind": kind,
        "form": kind,
        "version": version,
        "unit": unit,
        "state": state,
        "author": author,
        "device": "01JTESTPHONE",
        "saved_at": "2026-11-03T21:40:00.000+07:00",
        "answers": answers,
    }
    if state == "sent":
        paper["done_at"] = "2026-11-03T21:41:00.000+07:00"
    return with_revision(paper, parent)


def with_revision(paper: Json, parent: Json | None = None) -> Json:
    """`paper` with `_rev` and `_revisions`, as a child of `parent`."""
    history = parent["_revisions"]["ids"] if parent else []
    rev = make_revision(bool(paper.get("_deleted")), parent["_rev"] if parent else "", content(paper))
    generation, _, hash = rev.partition("-")
    return {**paper, "_rev": rev, "_revisions": {"start": int(generation), "ids": [hash, *history]}}


@dataclass
class Phone:
    """One phone of one person. Raises OSError or http.client.HTTPException when the line or the server breaks."""

    url: str
    username: str
    password: str
    cookie: str = ""
    cursor: str = ""
    connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """One request on the kept connection; (status, body)."""
        try:
            response = self._ask(method, path, body, headers)
            return response.status, response.read()
        except BaseException:
            self.hang_up()
            raise

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str] | None) -> http.client.HTTPResponse:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        origin = {"Origin": self.url.rstrip("/"), "Cookie": self.cookie} if self.cookie else {"Origin": self.url.rstrip("/")}
        self.connection.request(method, path, body, {**origin, **(headers or {})})
        response = self.connection.getresponse()
        for value in response.headers.get_all("Set-Cookie") or ():
            self.cookie = value.partition(";")[0]
        return response

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def log_in(self) -> Json:
        body = json.dumps({"username": self.username, "password": self.password, "device": "01JTESTPHONE"}).encode()
        status, told = self.request("POST", "/api/session", body, {"Content-Type": "application/json"})
        if status not in (200, 201):
            raise AssertionError(f"log-in answered {status}: {told!r}")
        answer: Json = json.loads(told)
        return answer

    def exchange(self, docs: list[Any], *, cursor: str | None = None) -> Json:
        """One exchange; keeps the new cursor. All portions as one answer; an empty one (204) is `{}`."""
        whole: Json = {}
        for portion in self.portions(docs, cursor=cursor):
            for name, value in portion.items():
                whole[name] = whole[name] + value if name in ("results", "changes") and name in whole else value
        return whole

    def portions(self, docs: list[Any], *, cursor: str | None = None) -> Iterator[Json]:
        """The portions of one exchange as they come; the cursor of each is kept before the next is read."""
        body = json.dumps({"cursor": self.cursor if cursor is None else cursor, "device": "01JTESTPHONE",
                           "clock": "2026-11-10T08:00:00.000+07:00", "docs": docs}).encode()  # fmt: skip
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
        try:
            response = self._ask("POST", "/sync", gzip.compress(body, 6), headers)
            if response.status == 204:
                response.read()
                return
            for told in _lines(response):
                portion = json.loads(told)
                if response.status == 200:
                    self.cursor = portion["cursor"]
                yield {"status": response.status, **portion}
        except BaseException:
            self.hang_up()
            raise


def _lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The lines of a body, each as soon as it is complete. Raises HTTPException when the body ends too soon."""
    packed = response.getheader("Content-Encoding") == "gzip"
    inflater = zlib.decompressobj(31) if packed else None
    length, got, rest = response.length, 0, b""
    while chunk := response.read1(65_536):
        got += len(chunk)
        *lines, rest = (rest + (inflater.decompress(chunk) if inflater else chunk)).split(b"\n")
        yield from lines
    if (length is not None and got < length) or (inflater is not None and not inflater.eof):
        raise http.client.IncompleteRead(rest)
    response.close()  # else a body of a told length, read by `read1`, is not taken for read
    if rest:
        yield rest
