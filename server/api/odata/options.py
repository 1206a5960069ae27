"""The query options of a request (OData 4.0, URL Conventions, 5.1), read and checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.api.odata.filtering import FilterWrong, filter_of, read_value
from server.api.odata.model import Column, EntitySet
from server.api.paging import wrong_parameter

OFFERED = ("$filter", "$select", "$top", "$skip", "$orderby", "$count", "$skiptoken", "$format")
MOST_ORDERS = 5
MOST = 1_000_000
"""Of `$top` and `$skip`."""
_ORDER = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)(?:\s+(asc|desc))?\s*")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """`select`: columns to tell, all when none is named; `orders`: column and whether the largest comes first, none for by key."""

    question: list[str]
    fits: Callable[[Row], bool]
    select: tuple[str, ...]
    orders: tuple[tuple[Column, bool], ...]
    top: int | None
    skip: int
    count: bool
    token: str


def read_options(asked: Sequence[tuple[str, str]], entity_set: EntitySet) -> Options:
    """Raises Refusal `bad_request`. Options without `$` are nobody's business (5.2)."""
    given: dict[str, str] = {}
    for name, value in asked:
        if name.startswith("$"):
            if name not in OFFERED:
                raise wrong_parameter(name, "is not offered here")
            if name in given:
                raise wrong_parameter(name, "is given twice")
            given[name] = value
    if given.get("$format", "json").partition(";")[0] not in ("json", "application/json"):
        raise wrong_parameter("$format", "is json alone")
    question = [entity_set.name, given.get("$filter", ""), given.get("$orderby", ""), given.get("$select", "")]
    return Options(
        question, _filter(given.get("$filter", ""), entity_set), _select(given.get("$select", ""), entity_set),
        _orders(given.get("$orderby", ""), entity_set), _number("$top", given.get("$top")), _number("$skip", given.get("$skip")) or 0,
        _boolean("$count", given.get("$count", "false")), given.get("$skiptoken", ""),
    )  # fmt: skip


def sort_key(orders: Sequence[tuple[Column, bool]]) -> Callable[[Row], list[Any]]:
    """What rows are sorted by. A missing value comes before every other one (11.2.5.2)."""

    def key(row: Row) -> list[Any]:
        return [(_Last if descending else _First)(read_value(column.type, row.get(column.name))) for column, descending in orders]

    return key


class _First:
    """A value in rising order."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _First) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: _First) -> bool:
        if self.value is None or other.value is None:
            return self.value is None and other.value is not None
        return bool(self.value < other.value)


class _Last(_First):
    """In falling order."""

    __slots__ = ()

    def __lt__(self, other: _First) -> bool:
        return _First.__lt__(other, self)


def _filter(text: str, entity_set: EntitySet) -> Callable[[Row], bool]:
    if not text.strip():
        return lambda _: True
    try:
        return filter_of(text, entity_set)
    except FilterWrong as wrong:
        raise wrong_parameter("$filter", str(wrong)) from None


def _select(text: str, entity_set: EntitySet) -> tuple[str, ...]:
    named = [one.strip() for one in text.split(",") if one.strip()]
    if named == ["*"]:
        return ()
    for one in named:
        if entity_set.column(one) is None:
            raise wrong_parameter("$select", f"{entity_set.name} has no {one[:40]!r}")
    return tuple(dict.fromkeys(named))


def _orders(text: str, entity_set: EntitySet) -> tuple[tuple[Column, bool], ...]:
    if not text.strip():
        return ()
    found = []
    for one in text.split(","):
        match = _ORDER.fullmatch(one)
        column = entity_set.column(match[1]) if match else None
        if match is None or column is None:
            raise wrong_parameter("$orderby", f"{one.strip()[:40]!r} is no column, or is followed by neither asc nor desc")
        found.append((column, match[2] == "desc"))
    if len(found) > MOST_ORDERS:
        raise wrong_parameter("$orderby", f"names more than {MOST_ORDERS} columns")
    # Rows come by their key anyway, any number of them.
    by_key = [(column.name, descending) for column, descending in found] == [(key, False) for key in entity_set.keys[: len(found)]]
    return () if by_key else tuple(found)


def _number(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) > MOST:
        raise wrong_parameter(name, f"is no number from 0 to {MOST}")
    return int(text)


def _boolean(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise wrong_parameter(name, "is neither true nor false")
    return text == "true"
