"""`sort`: by which fields an answer is ordered. All of them in one direction, as in CouchDB."""

from __future__ import annotations

from typing import Any

from sync.mango.errors import MangoError, erlang

Sort = dict[str, str]
"""Field names in order, each with `asc` or `desc`."""


def read_sort(told: Any) -> Sort:
    """Raises MangoError."""
    if not isinstance(told, list):
        raise MangoError("invalid_sort_json", f"Sort must be an array of sort specs, not: {erlang(told, readable=True)}")
    sort = dict(_column(one) for one in told)
    if len(set(sort.values())) > 1:
        raise MangoError("unsupported_mixed_sort", "Sorts currently only support a single direction for all fields.")
    return sort


def _column(told: Any) -> tuple[str, str]:
    if isinstance(told, str) and told:
        return told, "asc"
    if isinstance(told, dict) and len(told) == 1:
        [(name, direction)] = told.items()
        if direction in ("asc", "desc"):
            return name, direction
    raise MangoError("invalid_sort_field", f"Invalid sort field: {erlang(told, readable=True)}")


def columns_of(sort: Sort) -> list[dict[str, str]]:
    """As `_index` writes it: an object a field."""
    return [{name: direction} for name, direction in sort.items()]
