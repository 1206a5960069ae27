"""`fields`: which parts of a document an answer tells (CouchDB documentation, "Filtering Fields")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.mango.errors import MangoError, erlang
from sync.mango.paths import MISSING, NO_WAY, Path, parse_path, value_at

Json = dict[str, Any]
Project = Callable[[Json], Json]


def read_fields(told: Any) -> tuple[str, ...]:
    """The names of `fields`; empty: the whole document. Raises MangoError."""
    if not isinstance(told, list):
        raise MangoError("invalid_fields", f"Fields must be an array of strings, not: {erlang(told)}")
    for one in told:
        if not isinstance(one, str):
            raise MangoError("invalid_field", f"Invalid JSON for field spec: {erlang(one)}")
        parse_path(one)
    return tuple(told)


def projection(fields: tuple[str, ...]) -> Project:
    """A function from a document to what of it is told; names that it does not have are left out."""
    if not fields:
        return lambda document: document
    paths = [parse_path(field) for field in fields]

    def project(document: Json) -> Json:
        told: Json = {}
        for path in paths:
            value = value_at(document, path)
            if value is not MISSING and value is not NO_WAY:
                _put(told, path, value)
        return told

    return project


def _put(told: Json, path: Path, value: Any) -> None:
    for name in path[:-1]:
        inner = told.get(name)
        # what was put there whole belongs to the document and holds the value already
        told[name] = dict(inner) if isinstance(inner, dict) else {} if inner is None else inner
        if not isinstance(told[name], dict):
            return
        told = told[name]
    told[path[-1]] = value
