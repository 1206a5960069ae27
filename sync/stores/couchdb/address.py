"""Where a CouchDB is, who we are to it, and how names become paths. Never shows a password, in `repr` or in messages."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote, unquote, urlsplit

Credentials = tuple[str, str]
"""(user name, password)."""


def escaped(name: str) -> str:
    """A name as one segment of a path. Dots alone would be a way up."""
    return quote(name, safe="") if name.strip(".") else name.replace(".", "%2E")


def document_path(id: str) -> str:
    """The path of a document below its database; `_design/` and `_local/` stay two segments."""
    kind, slash, rest = id.partition("/")
    return f"{kind}/{escaped(rest)}" if slash and kind in ("_design", "_local") else escaped(id)


class Address:
    """A CouchDB's URL, the prefix of our databases there, and the log-in, which may change while we run.

    `url` may hold a log-in (`http://user:password@host:5984/`); `credentials` wins over it and is asked again when the
    node refuses what it said last. Raises ValueError for what is no http(s) URL.
    """

    def __init__(self, url: str, prefix: str = "", credentials: Callable[[], Credentials] | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of CouchDB must look like http://host:5984/")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        port = f":{parts.port}" if parts.port else ""
        self.url = f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"
        """Without log-in and closing slash."""
        self.prefix = prefix
        told = (unquote(parts.username or ""), unquote(parts.password or ""))
        self._ask = credentials or (lambda: told)
        self.credentials = self._ask()

    def __repr__(self) -> str:
        return f"Address({self.url!r}, {self.prefix!r})"

    def renew(self, refused: Credentials) -> bool:
        """After a 401: whether there is another log-in than the `refused` one by now."""
        if self.credentials == refused:
            self.credentials = self._ask()
        return self.credentials != refused

    def headers(self) -> dict[str, str]:
        """The Basic log-in (RFC 7617), nothing without a user name."""
        if not self.credentials[0]:
            return {}
        return {"Authorization": "Basic " + base64.b64encode(":".join(self.credentials).encode()).decode()}

    def database(self, name: str) -> str:
        """The path of one of our databases, with its leading slash."""
        return "/" + escaped(self.prefix + name)
