"""Field names with dots: the way into a document, and out of it.

A dot parts names, `\\.` is a dot within one; in an array a name is a position counted from 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from sync.mango.errors import MangoError

Path = tuple[str, ...]

_DOT = re.compile(r"(?<!\\)\.")
_POSITION = re.compile(r"[+-]?[0-9]{1,18}\Z")


class _Nothing:
    """What stands where no value is: JSON has null for itself."""


MISSING: Final = _Nothing()
"""The object has no such member."""
NO_WAY: Final = _Nothing()
"""There is no object there that could have it."""


def parse_path(field: str) -> Path:
    """Raises MangoError when a name is empty."""
    parts = _DOT.split(field)
    if "" in parts:
        raise MangoError("invalid_field_name", f"Invalid field name: {field}")
    return tuple([part.replace("\\", "") for part in parts])


def value_at(value: Any, path: Sequence[str]) -> Any:
    """The value, MISSING or NO_WAY."""
    for name in path:
        if isinstance(value, dict):
            if name not in value:
                return MISSING
            value = value[name]
        elif isinstance(value, list):
            if not _POSITION.match(name) or not 0 <= int(name) < len(value):
                return NO_WAY
            value = value[int(name)]
        else:
            return NO_WAY
    return value
