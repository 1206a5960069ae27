"""Many rows by few statements.

sqlite3 lets go of Python's global lock at every step of a statement, and has to get it back from whoever computes meanwhile: `executemany`
does so for every row, a statement of many rows once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

_AT_ONCE = (64, 16, 4, 1)
"""Rows a statement. Few sizes, so that SQLite has each compiled already."""


def insert(connection: sqlite3.Connection, into: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """`into`: "INSERT INTO t (a, b)"; every row has a value for each column."""
    begin = 0
    for many in _AT_ONCE:
        while len(rows) - begin >= many:
            connection.execute(_statement(into, len(rows[0]), many), tuple(chain.from_iterable(rows[begin : begin + many])))
            begin += many


@cache
def _statement(into: str, columns: int, rows: int) -> str:
    one = f"({', '.join('?' * columns)})"
    return f"{into} VALUES {', '.join([one] * rows)}"
