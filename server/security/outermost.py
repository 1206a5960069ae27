"""What stands outside every framework: security headers on every answer, and an answer to every failure.

Starlette's own 500 page carries none of these headers and makes uvicorn drop the connection; here a failure is logged,
answered and over. Plain ASGI: a `BaseHTTPMiddleware` costs more than all of our own work on a small request.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.domain.errors import Problem, Refusal

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
DOOR_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
"""For /sync and /couch: nobody looks at them in a window, and on EDGE every byte counts."""
HSTS = {"Strict-Transport-Security": "max-age=63072000"}

log = logging.getLogger("sohop.server")


def is_sync_door(path: str) -> bool:
    return path == "/sync" or path == "/couch" or path.startswith("/couch/")


def _problem_of(error: Exception) -> Problem:
    """What a failure means. Starlette wraps one that it may not answer any more."""
    told = error.__cause__ if isinstance(error, RuntimeError) else error
    return told.problem if isinstance(told, Refusal) else Problem("internal")


class Outermost:
    """ASGI middleware around everything. `answer` makes the response for a problem."""

    def __init__(self, app: ASGIApp, answer: Callable[[Scope, Problem], Response], *, https: bool) -> None:
        self._app = app
        self._answer = answer
        self._page_headers = PAGE_HEADERS | (HSTS if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        extra = DOOR_HEADERS if is_sync_door(scope["path"]) else self._page_headers
        started = finished = False

        async def guarded(message: Message) -> None:
            nonlocal started, finished
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in extra.items():
                    headers.setdefault(name, value)
            await send(message)
            finished = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            problem = _problem_of(error)
            if problem.code == "internal":
                log.exception("%s %s failed", scope["method"], scope["path"])
            if finished:
                return
            if started and problem.code == "internal":
                raise  # the answer is cut short: only a closed connection can say so
            if started:  # the same, and there may be thousands of feeds that wait for a store: uvicorn closes what ends without its end
                log.warning("%s %s is cut short: %s", scope["method"], scope["path"], problem.code)
                return
            await self._failed(scope, problem, receive, guarded)

    async def _failed(self, scope: Scope, problem: Problem, receive: Receive, send: Send) -> None:
        try:
            response = self._answer(scope, problem)
        except Exception:
            log.exception("the page for an error failed")
            response = Response("Máy chủ gặp lỗi. / The server failed.", 500, media_type="text/plain")
        await response(scope, receive, send)
