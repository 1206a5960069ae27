"""Names and attributes of the two cookies: the session, and the one that binds a form before there is a session.

Both are HttpOnly, SameSite=Strict and for this host alone. With https they carry the `__Host-` prefix, which a browser
accepts only from this very host with Secure and Path=/ (RFC 6265bis, section 4.1.3).
"""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import cookie_parser
from starlette.types import Scope


class Cookies:
    """Reads and writes the cookies of one server."""

    def __init__(self, https: bool) -> None:
        self._https = https
        prefix = "__Host-" if https else ""
        self.session = f"{prefix}sohop"
        self.form = f"{prefix}sohop-form"

    def read(self, scope: Scope, name: str) -> str:
        """The value, or "" when there is none."""
        for key, value in scope["headers"]:
            if key == b"cookie" and (found := cookie_parser(value.decode("latin-1")).get(name)):
                return found
        return ""

    def keep(self, name: str, value: str, lifetime: timedelta | None = None) -> str:
        """A Set-Cookie header; without a lifetime the cookie ends with the browser."""
        age = f"; Max-Age={int(lifetime.total_seconds())}" if lifetime else ""
        return f"{name}={value}{age}; Path=/; HttpOnly; SameSite=Strict{'; Secure' if self._https else ''}"

    def drop(self, name: str) -> str:
        return f"{name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict{'; Secure' if self._https else ''}"
