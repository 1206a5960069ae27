"""Who asks: what the handlers of the API are given besides `doors`."""

from __future__ import annotations

from typing import Any, cast

from litestar import Request
from litestar.di import NamedDependency
from starlette.types import Scope

from server.api.doors import Doors
from sync.domain.accounts import Person
from sync.domain.errors import Refusal


def scope_of(request: Request[Any, Any, Any]) -> Scope:
    """The ASGI scope, under the name that Starlette gives its type."""
    return cast(Scope, request.scope)


async def person_asking(request: Request[Any, Any, Any], doors: NamedDependency[Doors]) -> Person:
    """Injected as `person`; raises Refusal `session_missing`."""
    person = await doors.identity.person_of(scope_of(request))
    if person is None:
        raise Refusal("session_missing")
    return person
