"""Which documents an index would tell, and in what order: the first so many of them, kept while all pass by.

Holds never more than twice the rows that are wanted. Never reads a document by itself.
"""

from __future__ import annotations

from typing import Any

from sync.mango.bookmark import Place
from sync.mango.collate import Key, key
from sync.mango.index import Index
from sync.mango.paths import MISSING, NO_WAY, parse_path, value_at
from sync.mango.ranges import Range
from sync.mango.selector import compile_normal_form

Json = dict[str, Any]
Row = tuple[tuple[tuple[Key, ...], str], tuple[Any, ...], Json]
"""Place in the order, the values of the index's fields, document."""

_SOME = 100


class Rows:
    """The first `wanted` matching documents of `index`, after `after`. Documents go in with `add`, in any order."""

    def __init__(self, index: Index, ranges: tuple[Range, ...], wanted: int, *, descending: bool, after: Place | None) -> None:
        self._paths = [parse_path(column) for column in index.columns]
        self._holds = compile_normal_form(index.partial)
        self._ranges = ranges
        self._wanted = wanted
        self._descending = descending
        self._after = None if after is None else (tuple([key(value) for value in after.values]), after.id)
        self._rows: list[Row] = []
        self._in_range = 0
        self._matching = 0

    def add(self, document: Json, matches: bool) -> None:
        """Takes note of one document of the database."""
        values = tuple([value_at(document, path) for path in self._paths])
        if any(value is MISSING or value is NO_WAY for value in values) or not self._holds(document):
            return
        place = (tuple([key(value) for value in values]), document["_id"])
        if self._after is not None and (place >= self._after if self._descending else place <= self._after):
            return
        if not self._within(place[0]):
            return
        self._in_range += 1
        if not matches:
            return
        self._matching += 1
        self._rows.append((place, values, document))
        if len(self._rows) >= 2 * self._wanted + _SOME:
            self._cut()

    def first(self) -> list[Row]:
        """The rows, in order."""
        self._cut()
        return self._rows

    @property
    def examined(self) -> int:
        """About how many rows of a real index would have been looked at: all in its range, or as large a part of them as
        of the matching ones was needed to see that there are more than wanted."""
        if self._matching <= self._wanted:
            return self._in_range
        return -(-self._in_range * (self._wanted + 1) // self._matching)

    def _cut(self) -> None:
        self._rows.sort(key=lambda row: row[0], reverse=self._descending)
        del self._rows[self._wanted :]

    def _within(self, keys: tuple[Key, ...]) -> bool:
        low: list[Key] = []
        high: list[Key] = []
        for range in self._ranges:
            if range.low.open:
                break
            low.append(range.low.key)
        for range in self._ranges:
            if range.high.open:
                break
            high.append(range.high.key)
        return list(keys[: len(low)]) >= low and list(keys[: len(high)]) <= high
