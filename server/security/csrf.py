"""Requests that another site made a browser send are refused, three times over: the cookies are SameSite=Strict, every
changing request must come from this origin (Fetch Metadata, else Origin), and every form carries a token.

The token is an HMAC of the cookie the browser holds, so nothing is stored; before log-in a cookie is made for it.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from server.security.cookies import Cookies
from sync.domain.errors import Refusal
from sync.ports import IdSource

FIELD = "form_token"
LARGEST_FORM = 64 * 1024
MOST_FIELDS = 200
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class SameOrigin:
    """ASGI middleware: raises Refusal `forgery_suspected` for a changing request that comes from elsewhere.

    A request with neither `Sec-Fetch-Site` nor `Origin` is no browser's and passes: there is nobody to deceive.
    """

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._public = urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and not self._is_ours(Headers(scope=scope)):
            raise Refusal("forgery_suspected")
        await self._app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            return True
        host = urlsplit(origin).netloc.lower()
        return bool(host) and host in (headers.get("host", "").lower(), self._public)


class Forms:
    """Tokens of forms, and forms read with their token checked."""

    def __init__(self, key: bytes, cookies: Cookies, ids: IdSource) -> None:
        self._key = key
        self._cookies = cookies
        self._ids = ids

    def token(self, scope: Scope) -> str:
        """The token for the forms of a page; "" when the browser holds no cookie of ours yet (see `prepare`)."""
        held = self._held(scope)
        return self._sign(held) if held else ""

    def prepare(self, scope: Scope) -> tuple[str, str | None]:
        """The token, and the Set-Cookie header to send with the page when the browser needs one."""
        held = self._held(scope)
        if held:
            return self._sign(held), None
        fresh = self._ids.token()
        return self._sign(fresh), self._cookies.keep(self._cookies.form, fresh)

    async def read(self, request: Request, *, largest: int = LARGEST_FORM, most: int = MOST_FIELDS) -> dict[str, str]:
        """The fields of a posted form (the last of each name), of at most `largest` bytes and `most` fields. Raises Refusal."""
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/x-www-form-urlencoded":
            raise Refusal("media_type")
        body = bytearray()
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > largest:
                    raise Refusal("body_too_large")
        except ClientDisconnect:
            raise Refusal("bad_request") from None
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=most))
        except ValueError:
            raise Refusal("bad_request") from None
        self.check(request.scope, fields.pop(FIELD, ""))
        return fields

    def check(self, scope: Scope, token: str) -> None:
        """Raises Refusal `forgery_suspected` unless `token` came with a page of ours to this browser."""
        expected = self.token(scope)
        if not expected or not hmac.compare_digest(expected.encode(), token.encode("utf-8", "replace")):
            raise Refusal("forgery_suspected")

    def _held(self, scope: Scope) -> str:
        return self._cookies.read(scope, self._cookies.session) or self._cookies.read(scope, self._cookies.form)

    def _sign(self, held: str) -> str:
        return hmac.digest(self._key, held.encode(), hashlib.sha256)[:16].hex()
