"""The product's ASGI app for hypercorn, which speaks HTTP/2 in the clear; only for counting bytes."""

from __future__ import annotations

import os

from starlette.types import Receive, Scope, Send

from server.app import build
from server.settings import Settings

_built: list[object] = []


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Built at the first call, so that importing this module does no work."""
    if not _built:
        _built.append(build(Settings.from_environment(os.environ)))
    await _built[0](scope, receive, send)  # type: ignore[operator]
