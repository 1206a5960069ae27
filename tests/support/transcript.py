"""Conversations with a CouchDB: plain lists of requests, played against any server, with what it answered in one form.

A request may hold `${name}`, filled with what an earlier answer gave under that name. Databases have fixed names, so that two
servers can be asked the very same; whoever plays deletes them before and after.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

FIXTURES = Path(__file__).parent.parent / "fixtures" / "couchdb"
CHAPTERS = ("server", "database", "documents", "revisions", "attachments", "bulk", "all_docs", "changes", "feeds", "local")
HEADERS = (
    "content-type", "etag", "location", "allow", "cache-control", "www-authenticate",
    "accept-ranges", "content-range", "content-md5", "x-couch-full-commit",
)  # fmt: skip
"""Headers that a client may depend on."""
_OPAQUE = re.compile(r'"[0-9A-Z]{20,26}"')
"""CouchDB's tag of a list or of a `_local` document, which says nothing of any revision: a cache's matter."""
_DATABASE = re.compile(r"/(golden-[a-z]+)")

Step = dict[str, Any]
"""`method`, `path` and, where given, `headers`, `body` (JSON), `raw` (latin-1), `auth`, `keep`: variable → place in the answer."""


def step(method: str, path: str, body: Any = None, **more: Any) -> Step:
    """One request. `more`: `headers`, `raw`, `auth=False` (nobody is logged in), `keep`, `note` (a name for the request)."""
    return {"method": method, "path": path, **({} if body is None else {"body": body}), **more}


def named(steps: Iterable[Step]) -> list[tuple[str, Step]]:
    """Each step with a name that is its own: its note, or method and path, numbered from the second on."""
    seen: dict[str, int] = {}
    told = []
    for one in steps:
        name = one.get("note") or f"{one['method']} {one['path']}"
        seen[name] = seen.get(name, 0) + 1
        told.append((name if seen[name] == 1 else f"{name} ({seen[name]})", one))
    return told


def databases(steps: Sequence[Step]) -> set[str]:
    """The databases these steps may make."""
    return {name for one in steps for name in _DATABASE.findall(one["path"])}


class Player:
    """Asks one server; remembers what later requests need."""

    def __init__(self, address: str) -> None:
        url = httpx.URL(address)
        self._auth = (url.username, url.password)
        self.base = str(url.copy_with(username=None, password=None)).rstrip("/")
        self._client = httpx.Client(timeout=30)
        self._known: dict[str, str] = {}

    def clear(self, steps: Sequence[Step]) -> None:
        for name in sorted(databases(steps)):
            self._client.delete(f"{self.base}/{name}", auth=self._auth)

    def close(self) -> None:
        self._client.close()

    def play(self, one: Step) -> dict[str, Any]:
        """The answer: `status`, `headers`, and `body` (JSON) or `text`."""
        headers = {"accept": "application/json", "accept-encoding": "identity", "connection": "close"}
        headers |= {name.lower(): self._filled(value) for name, value in one.get("headers", {}).items()}
        content = None
        if "raw" in one:
            content = self._filled(one["raw"]).encode("latin-1")
        elif "body" in one:
            content = self._filled(json.dumps(one["body"])).encode()
            headers.setdefault("content-type", "application/json")
        auth = self._auth if one.get("auth", True) else None
        url = self.base + self._filled(one["path"])
        told = self._told(self._client.request(one["method"], url, content=content, headers=headers, auth=auth))
        for name, place in one.get("keep", {}).items():
            self._known[name] = str(_at(told, place))
        return told

    def _filled(self, text: str) -> str:
        for name, value in self._known.items():
            text = text.replace("${" + name + "}", value)
        return text

    def _told(self, answer: httpx.Response) -> dict[str, Any]:
        headers = {name: self._settled(answer.headers[name]) for name in HEADERS if name in answer.headers}
        if _OPAQUE.fullmatch(headers.get("etag", "")):
            del headers["etag"]
        told: dict[str, Any] = {"status": answer.status_code, "headers": headers}
        if not answer.content:
            return told
        text = answer.content.decode("utf-8", "replace")
        try:
            if "json" not in headers.get("content-type", ""):
                raise ValueError("no JSON is meant")
            return {**told, "body": json.loads(text)}
        except ValueError:
            boundaries = dict.fromkeys(re.findall(r"boundary=\"?([-0-9a-f]{16,})", answer.headers["content-type"] + text))
            for place, boundary in enumerate(boundaries):
                text = text.replace(boundary, f"boundary-{place}")
            return {**told, "text": text}

    def _settled(self, header: str) -> str:
        return re.sub(r'boundary="?[-0-9a-f]{16,}"?', 'boundary="…"', header.replace(self.base, "<base>"))


def _at(told: Mapping[str, Any], place: str) -> Any:
    found: Any = told
    for name in place.split("."):
        try:
            found = found[int(name)] if isinstance(found, list) else found[name]
        except (KeyError, IndexError, ValueError, TypeError):
            return "nothing"
    return found


def load(chapter: str) -> list[dict[str, Any]]:
    """The recorded steps of a chapter, each with its `answer`."""
    told: list[dict[str, Any]] = json.loads((FIXTURES / f"{chapter}.json").read_text("utf-8"))
    return told


def save(chapter: str, steps: Sequence[Step]) -> None:
    """One line for each step."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in steps)
    (FIXTURES / f"{chapter}.json").write_text(f"[\n{lines}\n]\n", "utf-8")
