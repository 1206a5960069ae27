"""Between which values a selector lets a field be: what an index could be asked for.

Only comparisons that `$and` joins can be seen. Never used to decide whether a document matches: a range may be too wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sync.mango.collate import Key, key
from sync.mango.normal_form import Selector

_SEEN = frozenset({"$lt", "$lte", "$eq", "$gt", "$gte", "$beginsWith", "$exists"})
LEAST: Key = (-1,)
GREATEST: Key = (9,)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end. `value` is None at LEAST and GREATEST, where `open` is True."""

    key: Key
    value: Any = None
    included: bool = False

    @property
    def open(self) -> bool:
        return self.key in (LEAST, GREATEST)


@dataclass(frozen=True, slots=True)
class Range:
    """Everything from `low` to `high`."""

    low: Bound = Bound(LEAST)
    high: Bound = Bound(GREATEST)

    @property
    def empty(self) -> bool:
        if self.low.key == self.high.key:
            return not (self.low.included and self.high.included)
        return self.low.key > self.high.key


EVERYTHING = Range()


def indexable_fields(selector: Selector) -> list[str]:
    """The fields with a condition that an index understands, sorted."""
    return sorted({field for field, condition in _conditions(selector) if condition.keys() <= _SEEN})


def field_ranges(selector: Selector) -> dict[str, Range]:
    """The range of every indexable field; just the empty one when there is one."""
    found = {}
    for field in indexable_fields(selector):
        found[field] = _range([condition for name, condition in _conditions(selector) if name == field])
        if found[field].empty:
            return {field: found[field]}
    return found


def _conditions(selector: Selector) -> list[tuple[str, Selector]]:
    if not selector:
        return []
    [(name, told)] = selector.items()
    if name == "$and":
        return [one for part in told for one in _conditions(part)]
    return [] if name.startswith("$") else [(name, told)]


def _range(conditions: list[Selector]) -> Range:
    range = EVERYTHING
    for condition in conditions:
        [(operator, told)] = condition.items()
        if operator == "$beginsWith":
            range = _above(range, told, included=True)
            range = _below(range, told + "\uffff", included=True)
        if operator in ("$gt", "$gte", "$eq"):
            range = _above(range, told, included=operator != "$gt")
        if operator in ("$lt", "$lte", "$eq"):
            range = _below(range, told, included=operator != "$lt")
    return range


def _above(range: Range, value: Any, *, included: bool) -> Range:
    bound = Bound(key(value), value, included)
    if bound.key > range.low.key or (bound.key == range.low.key and not included):
        return Range(bound, range.high)
    return range


def _below(range: Range, value: Any, *, included: bool) -> Range:
    bound = Bound(key(value), value, included)
    if bound.key < range.high.key or (bound.key == range.high.key and not included):
        return Range(range.low, bound)
    return range
