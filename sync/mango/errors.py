"""What is wrong with a query, in CouchDB's words: status, error and reason, so that a client of CouchDB understands it.

Never about a document: a document that does not fit a selector does not match, and that is all.
"""

from __future__ import annotations

from typing import Any


class MangoError(Exception):
    """A query or an index definition that cannot be served."""

    def __init__(self, error: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason
        self.status = status


def erlang(value: Any, *, readable: bool = False) -> str:
    """`value` the way CouchDB prints it inside a reason: as the Erlang term it is there. `readable`: letters of ASCII strings
    instead of their codes, as some reasons do."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if readable and value and value.isascii() and value.isprintable():
            return f'<<"{value}">>'
        return "<<" + ",".join(map(str, value.encode("utf-8", "replace"))) + ">>"
    if isinstance(value, dict):
        return (
            "{["
            + ",".join(f"{{{erlang(name, readable=readable)},{erlang(one, readable=readable)}}}" for name, one in value.items())
            + "]}"
        )
    if isinstance(value, list):
        return "[" + ",".join(erlang(one, readable=readable) for one in value) + "]"
    return repr(value)
