"""Who asks: what the handlers of the API are given besides `doors`.

A person comes with the cookie of his session. A machine comes with its token, as `Authorization: Bearer` (RFC 6750) or, for spreadsheets
that know nothing else, as the password of HTTP Basic (RFC 7617); it is let in only where a handler names a scope (`opt`) that it has.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, cast

from litestar import Request
from litestar.di import NamedDependency
from starlette.types import Scope

from server.api.doors import Doors
from server.security.refused_log import note_person
from sync.domain.accounts import Person
from sync.domain.errors import Refusal

SCOPE = "machine_scope"
"""The name in a handler's `opt` under which it says what scope a machine needs."""
ANY_SCOPE = "any"
"""Whatever its scopes are: what is told is no data."""


def scope_of(request: Request[Any, Any, Any]) -> Scope:
    """The ASGI scope, under the name that Starlette gives its type."""
    return cast(Scope, request.scope)


async def person_asking(request: Request[Any, Any, Any], doors: NamedDependency[Doors]) -> Person:
    """Injected as `person`; raises Refusal `session_missing`, `token_wrong`, `scope_missing`. A token counts before a cookie."""
    header = request.headers.get("authorization")
    if header is not None:
        return await _machine(header, request, doors)
    person = await doors.identity.person_of(scope_of(request))
    if person is None:
        raise Refusal("session_missing")
    return person


async def _machine(header: str, request: Request[Any, Any, Any], doors: Doors) -> Person:
    machine = await doors.machines(_token(header))
    if machine is None:
        raise Refusal("token_wrong")
    note_person(machine.person.username)
    asked = request.route_handler.opt.get(SCOPE)
    if asked not in (*machine.scopes, ANY_SCOPE):
        raise Refusal("scope_missing", scope=asked or "–")
    return machine.person


def _token(header: str) -> str:
    scheme, _, value = header.partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer":
        return value
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return ""
    return ""
