"""The Litestar application, to be mounted at /api. Sessions, forgery checks and headers are done outside of it.

Whoever mounts it must enter `lifespan()` of the result: a mounted application is not started by the one around it.
"""

from __future__ import annotations

import logging
from typing import Any

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException, SerializationException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Server

from server.api.asking import person_asking
from server.api.deadlines import DeadlinesController
from server.api.described import describe
from server.api.doors import Doors
from server.api.export import ExportController
from server.api.forms import FormsController
from server.api.measures import MeasuresController
from server.api.obligations import ObligationsController
from server.api.odata.controller import PATH as ODATA
from server.api.odata.controller import odata_handlers
from server.api.papers import PapersController
from server.api.people import PeopleController
from server.api.receipt_key import receipt_key
from server.api.reminding.calendar import CalendarController
from server.api.reminding.push import PushController
from server.api.search import SearchController
from server.api.session import SessionController
from server.api.units import UnitsController
from server.errors import body_of, headers_of, is_of_the_file, of_status, status_of
from server.security.refused_log import note_refused
from sync.domain.errors import FieldError, Problem, Refusal

LARGEST_BODY = 64 * 1024

log = logging.getLogger("sohop.api")


def build_api(doors: Doors) -> Litestar:
    """The API of one server."""

    async def provide_doors() -> Doors:
        return doors

    api = Litestar(
        route_handlers=[
            SessionController, UnitsController, PeopleController, ObligationsController, DeadlinesController, PapersController, SearchController,
            FormsController, receipt_key, ExportController, MeasuresController, PushController, CalendarController, *odata_handlers(),
        ],
        after_request=_private,
        dependencies={"doors": Provide(provide_doors), "person": Provide(person_asking)},
        exception_handlers={Refusal: _refused, HTTPException: _http, RecursionError: _too_deep, Exception: _failed},
        before_request=_only_json,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,  # else it takes over the logging of the whole process
        openapi_config=OpenAPIConfig(
            title="Sổ Họp",
            version="1",
            description="Errors of every address have one shape: `{error: {code, message, action, fields}}`.",
            servers=[Server(url="/api")],
            render_plugins=[JsonRenderPlugin()],
        ),
    )
    describe(api, doors.cookies.session)
    return api


async def _only_json(request: Request[Any, Any, Any]) -> None:
    """A page of another site can send forms and plain text without asking; JSON it cannot."""
    if request.method in ("POST", "PUT", "PATCH") and request.content_type[0] != "application/json":
        raise Refusal("media_type")


async def _private(response: Response[Any]) -> Response[Any]:
    """Answers are for whoever asked, and for the moment."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _refused(request: Request[Any, Any, Any], error: Refusal) -> Response[Any]:
    # A spreadsheet asks for a password only where it is told to.
    asks = request.url.path.startswith(f"/api{ODATA}") and status_of(error.problem.code) == 401
    return _answer(error.problem, {"WWW-Authenticate": 'Basic realm="So Hop", charset="UTF-8"'} if asks else None)


def _http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    if isinstance(error.__cause__, SerializationException):
        return _answer(Problem("bad_json"))
    problem = of_status(error.status_code)
    if isinstance(error, ValidationException):
        rows = error.extra if isinstance(error.extra, list) else []
        fields = tuple(FieldError(str(row.get("key", "")), "wrong_type", str(row.get("message", ""))) for row in rows)
        problem = Problem("bad_request", fields=fields)
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return _answer(problem, headers)


def _too_deep(request: Request[Any, Any, Any], error: RecursionError) -> Response[Any]:
    return _answer(Problem("nesting_too_deep"))


def _failed(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    if is_of_the_file(error):
        log.error("%s /api%s: the store cannot be read: %s", request.method, request.scope["path"], error)
        return _answer(Problem("store_unavailable"))
    log.error("%s /api%s failed", request.method, request.scope["path"], exc_info=error)
    return _answer(Problem("internal"))


def _answer(problem: Problem, headers: dict[str, str] | None = None) -> Response[Any]:
    note_refused(problem)
    return Response(
        body_of(problem), status_code=status_of(problem.code), headers=headers_of(problem) | (headers or {}),
        media_type="application/json",
    )  # fmt: skip
