"""One shape for every error of every door: `sync/domain/errors.py` says what happened, this file adds the HTTP status.

JSON is `{"error": {code, message, action, fields}}`; a browser that asks for a page gets a page with the same words; at
/couch it is CouchDB's shape.
Never tells what failed inside: that is for the log.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from server.couch.answers import error_of
from server.pages.outside import language_of, outside_page
from server.rendering import Renderer
from server.security.refused_log import note_refused
from sync.domain.errors import Problem, Refusal

STATUS: Mapping[str, int] = {
    "bad_json": 400,
    "bad_request": 400,
    "body_too_large": 413,
    "encoding_unknown": 415,
    "media_type": 415,
    "session_missing": 401,
    "credentials_wrong": 401,
    "token_wrong": 401,
    "scope_missing": 403,
    "too_many_tries": 429,
    "forgery_suspected": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "forbidden": 403,
    "cursor_invalid": 400,
    "internal": 500,
    "store_unavailable": 503,
    "pdf_not_here": 404,
    "pdf_busy": 503,
    "pdf_failed": 503,
    "template_fails": 500,
    "set_up_done": 409,
    "set_up_link_invalid": 403,
    "password_weak": 422,
    "username_malformed": 422,
    "answers_invalid": 422,
    "push_not_set_up": 404,
    "push_endpoint_refused": 422,
    "push_subscription_wrong": 422,
    "message_off": 409,
    "message_failed": 502,
    "nothing_overdue": 409,
    "no_such_database": 404,
    "conflict": 409,
    "upload_offset_wrong": 409,
    "attachment_digest_wrong": 422,
    "photo_malformed": 422,
    "unit_unknown": 404,
    "not_your_unit": 403,
    "not_your_decision": 403,
}
"""By code; what is not here is told inside an answer and never as a whole one (400 if it ever is)."""

_CODE_OF_STATUS = {
    401: "session_missing",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "media_type",
}
JSON_DOORS = ("/api", "/sync", "/couch")
_OF_THE_FILE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN))
"""Primary result codes (SQLite documentation, "Result and Error Codes")."""
_LOG = logging.getLogger("sohop.server")


def status_of(code: str) -> int:
    return STATUS.get(code, 400)


def body_of(problem: Problem) -> dict[str, Any]:
    """The one JSON shape."""
    return {"error": problem.to_json()}


def headers_of(problem: Problem) -> dict[str, str]:
    wait = problem.data.get("seconds")
    return {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait is not None else {})


def of_status(status: int) -> Problem:
    """What the status of a framework's own exception means in our table."""
    return Problem(_CODE_OF_STATUS.get(status, "internal" if status >= 500 else "bad_request"))


def is_couch(scope: Scope) -> bool:
    """The standard door: whoever speaks its protocol reads `{"error", "reason"}`."""
    path: str = scope["path"]
    return path == "/couch" or path.startswith("/couch/")


def wants_page(scope: Scope) -> bool:
    """Whether a person in a browser is waiting for this answer."""
    path = scope["path"]
    door = any(path == one or path.startswith(f"{one}/") for one in JSON_DOORS)
    return not door and "text/html" in Headers(scope=scope).get("accept", "")


def is_of_the_file(error: Exception) -> bool:
    """Whether what SQLite says is about a file or disk that was damaged while we serve; all else it says is a fault of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.DatabaseError) and code is not None and code & 0xFF in _OF_THE_FILE


class Errors:
    """Answers for problems, as JSON or as a page."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def answer(self, scope: Scope, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
        status, sent = status_of(problem.code), headers_of(problem) | dict(headers or {})
        note_refused(problem)
        if is_couch(scope):
            status, known = error_of(problem)
            return JSONResponse(known, status, sent)
        if wants_page(scope):
            told = problem.to_json(language_of(scope))
            return outside_page(self._renderer, scope, "error.html", status, sent, http_status=status, error=told)
        return JSONResponse(body_of(problem), status, sent)

    def starlette_handlers(self) -> dict[Any, Any]:
        """For `Starlette(exception_handlers=…)`. Starlette raises what is no Refusal again: the outermost logs it."""

        async def refused(request: Request, error: Exception) -> Response:
            assert isinstance(error, Refusal)
            if error.problem.code == "session_missing" and wants_page(request.scope):
                return to_log_in(request.scope)
            return self.answer(request.scope, error.problem)

        async def http(request: Request, error: Exception) -> Response:
            assert isinstance(error, HTTPException)
            if error.status_code < 400:
                return Response(status_code=error.status_code, headers=error.headers)
            return self.answer(request.scope, of_status(error.status_code), error.headers)

        async def damaged(request: Request, error: Exception) -> Response:
            if not is_of_the_file(error):
                raise error
            _LOG.error("%s %s: the store cannot be read: %s", request.method, request.url.path, error)
            return self.answer(request.scope, Problem("store_unavailable"))

        async def failed(request: Request, _: Exception) -> Response:
            return self.answer(request.scope, Problem("internal"))

        return {Refusal: refused, HTTPException: http, sqlite3.DatabaseError: damaged, Exception: failed}


def to_log_in(scope: Scope) -> Response:
    """A person without a session is asked to log in and then comes back to the page he wanted."""
    wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    known = f"?next={quote(wanted, safe='/')}" if scope["method"] == "GET" and wanted != "/" else ""
    return Response(status_code=303, headers={"Location": f"/log-in{known}", "Cache-Control": "no-store"})
