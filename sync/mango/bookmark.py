"""Where an answer ended, as text that the next question brings back. Whoever gets one must not look inside."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from sync.mango.errors import MangoError

NOWHERE = "nil"
"""CouchDB's word when nothing was told."""


@dataclass(frozen=True, slots=True)
class Place:
    """After which document to go on; `values` are those of the index's fields in it."""

    id: str
    values: tuple[Any, ...] = ()


def write_bookmark(place: Place) -> str:
    packed = json.dumps([place.id, *place.values], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_bookmark(told: str | None, columns: int) -> Place | None:
    """The place in an index of so many fields; None: the beginning. Raises MangoError `invalid_bookmark`."""
    if told is None:
        return None
    try:
        packed = base64.b64decode(told + "=" * (-len(told) % 4), altchars=b"-_", validate=True)
        [id, *values] = json.loads(packed)
        if isinstance(id, str) and len(values) == columns:
            return Place(id, tuple(values))
    except (ValueError, TypeError, RecursionError):
        pass
    raise MangoError("invalid_bookmark", f"Invalid bookmark value: {json.dumps(told, ensure_ascii=False)}")
