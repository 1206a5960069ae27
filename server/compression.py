"""gzip for pages and the API. Files under /app/ come packed already, and the doors of the phones pack for themselves:
a continuous feed must not wait in a compressor, and a picture does not get smaller."""

from __future__ import annotations

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from server.security.outermost import is_sync_door

SMALLEST = 1000


class Compressed:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._gzip = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        packs = scope["type"] == "http" and not is_sync_door(scope["path"]) and not scope["path"].startswith(("/app/", "/sync/"))
        await (self._gzip if packs else self._plain)(scope, receive, send)
