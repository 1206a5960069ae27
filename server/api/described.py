"""What the OpenAPI document says beside what handlers say of themselves: how one proves who he is, and that every failure has the one
shape.
"""

from __future__ import annotations

from litestar import Litestar
from litestar.openapi.spec import Components, OpenAPIMediaType, OpenAPIResponse, Operation, Reference, Schema, SecurityScheme
from litestar.openapi.spec.enums import OpenAPIType

from sync.domain.errors import TABLE

FAILURES = {
    "400": "The request is not understood; `fields` tells which parameter.",
    "401": "No session, or no token that holds.",
    "403": "Not allowed there.",
    "404": "Nothing there, or nothing this person may know of.",
    "405": "Not that method.",
    "409": "Somebody was faster.",
    "413": "The body is too large.",
    "415": "Not JSON.",
    "422": "The answers are not right; `fields` tells which.",
    "429": "Too many tries; `Retry-After` tells how long to wait.",
    "500": "The server failed.",
    "503": "The store cannot be reached for now.",
}
SECURITY: list[dict[str, list[str]]] = [{"token": []}, {"tokenAsPassword": []}, {"session": []}]
_METHODS = ("get", "put", "post", "delete", "patch")
_OPEN = frozenset(("/session post", "/receipt-key get", "/push/key get"))
"""What needs no proof of who asks."""


def describe(api: Litestar, cookie: str) -> None:
    """Complete the document of `api`, once, before it is served. `cookie`: the name of the one that holds a session."""
    document = api.openapi_schema
    components = document.components = document.components or Components()
    components.schemas["Failure"] = _failure()
    components.security_schemes = {
        "token": SecurityScheme(type="http", scheme="bearer", description="The token of a machine (docs/api.md)."),
        "tokenAsPassword": SecurityScheme(type="http", scheme="basic", description="The same token as the password; any user name."),
        "session": SecurityScheme(type="apiKey", security_scheme_in="cookie", name=cookie, description="A person who has logged in."),
    }
    failure = {"application/json": OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Failure"))}
    for path, item in (document.paths or {}).items():
        for method in _METHODS:
            operation: Operation | None = getattr(item, method)
            if operation is None:
                continue
            operation.security = [] if f"{path} {method}" in _OPEN else SECURITY
            responses = operation.responses = operation.responses or {}
            for status, told in FAILURES.items():
                responses[status] = OpenAPIResponse(description=told, content=failure)


def _failure() -> Schema:
    text = Schema(type=OpenAPIType.STRING)
    field = Schema(
        type=OpenAPIType.OBJECT, properties={"path": text, "code": text, "message": text}, required=["path", "code", "message"]
    )
    error = Schema(
        type=OpenAPIType.OBJECT, required=["code", "message", "action", "fields"],
        properties={
            "code": Schema(type=OpenAPIType.STRING, enum=list(TABLE)), "message": text, "action": text,
            "fields": Schema(type=OpenAPIType.ARRAY, items=field),
        },
    )  # fmt: skip
    return Schema(type=OpenAPIType.OBJECT, properties={"error": error}, required=["error"], description="The one shape of errors (docs/errors.md).")
