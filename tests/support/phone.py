"""A phone without a screen: makes papers with true revisions and speaks the exchange over plain HTTP.

Used where a browser would only be in the way: bad input, killed servers, byte counts.
"""

from __future__ import annotations

import gzip
import http.client
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sync.domain.documents import content
from sync.revisions.revision import make_revision

Json = dict[str, Any]


def a_paper(kind: str, key: str, answers: Json, *, unit: str, author: str, state: str = "sent", parent: Json | None = None) -> Json:
    """A paper of the meeting chain with its true revision id; `parent` is the paper it was made from."""
    paper: Json = {
        "_id": f"{kind}:{key}",
        "kind": kind,
        "form": kind,
        "version": 1,
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

    def request(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """One request on the kept connection; (status, body)."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        origin = {"Origin": self.url.rstrip("/"), "Cookie": self.cookie} if self.cookie else {"Origin": self.url.rstrip("/")}
        try:
            self.connection.request(method, path, body, {**origin, **(headers or {})})
            response = self.connection.getresponse()
            told = response.read()
        except BaseException:
            self.hang_up()
            raise
        for value in response.headers.get_all("Set-Cookie") or ():
            self.cookie = value.partition(";")[0]
        return response.status, told

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
        """One exchange; keeps the new cursor. An empty answer (204) is `{}`."""
        body = json.dumps({"cursor": self.cursor if cursor is None else cursor, "device": "01JTESTPHONE",
                           "clock": "2026-11-10T08:00:00.000+07:00", "docs": docs}).encode()  # fmt: skip
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        status, told = self.request("POST", "/sync", gzip.compress(body, 6), headers)
        if status == 204:
            return {}
        answer: Json = json.loads(told)
        if status == 200:
            self.cursor = answer["cursor"]
        return {"status": status, **answer}
