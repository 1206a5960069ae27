"""What the handlers of the API are given: the parts of the server they may use, and the person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from litestar import Request
from starlette.types import Scope

from server.security.cookies import Cookies
from server.security.identity import Identity
from server.security.keys import ReceiptSigner
from server.security.sessions import Sessions
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.ports import Clock
from sync.usecases.directory import Directory


@dataclass(frozen=True, slots=True)
class Doors:
    """Made by `server/app.py`, injected as `doors`."""

    identity: Identity
    sessions: Sessions
    cookies: Cookies
    directory: Directory
    signer: ReceiptSigner
    clock: Clock


def scope_of(request: Request[Any, Any, Any]) -> Scope:
    """The ASGI scope, under the name that Starlette gives its type."""
    return cast(Scope, request.scope)


async def person_asking(request: Request[Any, Any, Any], doors: Doors) -> Person:
    """Injected as `person`; raises Refusal `session_missing`."""
    person = await doors.identity.person_of(scope_of(request))
    if person is None:
        raise Refusal("session_missing")
    return person
