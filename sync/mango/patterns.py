"""`$regex`: regular expressions of strangers, in time linear in the text.

CouchDB uses PCRE on the bytes of UTF-8, one byte a character; so does this, with RE2, which knows no back references and no
look-around and refuses such a pattern. Never use a backtracking engine here: one query could hold the server for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import re2  # type: ignore[import-untyped]

LONGEST_PATTERN = 1000
"""Characters."""
_MEMORY = 512 * 1024
"""Bytes a compiled pattern may take; the engine keeps the last 128."""


def is_pattern(pattern: object) -> bool:
    return isinstance(pattern, str) and _compiled(pattern) is not None


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Tells whether the pattern is found somewhere in a text. `pattern` is one that `is_pattern`."""
    found = _compiled(pattern)
    return lambda text: found.search(text.encode("utf-8", "replace")) is not None


def _compiled(pattern: str) -> Any:
    if len(pattern) > LONGEST_PATTERN:
        return None
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_capture = True
    options.encoding = re2.Options.Encoding.LATIN1
    try:
        return re2.compile(pattern.encode("utf-8", "replace"), options)
    except re2.error:
        return None
