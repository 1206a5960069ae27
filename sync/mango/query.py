"""What the body of `_find` asks for, checked as CouchDB checks it (CouchDB documentation, "/{db}/_find")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sync.mango.errors import MangoError, erlang
from sync.mango.fields import read_fields
from sync.mango.normal_form import Selector, fields_of, normal_form
from sync.mango.paths import parse_path
from sync.mango.sort import Sort, read_sort

Json = dict[str, Any]
DEFAULT_LIMIT = 25


@dataclass(frozen=True, slots=True)
class Query:
    """`selector` in normal form. `r`, `stale`, `update` and `stable` are understood and change nothing: every answer is up
    to date and comes from the one copy there is."""

    selector: Selector
    use_index: tuple[str, ...] = ()
    bookmark: str | None = None
    limit: int = DEFAULT_LIMIT
    skip: int = 0
    sort: Sort = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    r: int = 1
    conflicts: bool = False
    stale: bool = False
    update: bool = True
    stable: bool = False
    execution_stats: bool = False
    allow_fallback: bool = True

    @property
    def descending(self) -> bool:
        return "desc" in self.sort.values()


def read_query(told: Json) -> Query:
    """Raises MangoError."""
    if "selector" not in told:
        raise MangoError("missing_required_key", "Missing required key: selector")
    if told.get("partition", "") != "":
        raise MangoError("query_parse_error", "`partition` parameter is not supported on this db")
    read = {name: check(told[name]) for name, check in _CHECKS.items() if name in told}
    for name in told:
        if name not in _CHECKS and name != "partition":
            raise MangoError("invalid_key", f"Invalid key {name} for this request.")
    for one in fields_of(read["selector"]):
        parse_path(one)
    return Query(**read)


def _flag(told: Any) -> bool:
    if not isinstance(told, bool):
        raise MangoError("invalid_boolean", f"Invalid boolean value: {erlang(told)}")
    return told


def _count(told: Any) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or told < 0:
        raise MangoError("invalid_non_neg_integer", f"{erlang(told)} is not an integer greater than or equal to zero")
    return told


def _positive(told: Any) -> int:
    if not isinstance(told, int) or isinstance(told, bool) or told < 1:
        raise MangoError("invalid_pos_integer", f"{erlang(told)} is not an integer greater than zero")
    return told


def _stale(told: Any) -> bool:
    if told not in ("ok", "false") and told is not False:
        raise MangoError("invalid_ok_or_false_value", f"Invalid value for stale: {erlang(told)}")
    return bool(told == "ok")


def _bookmark(told: Any) -> str | None:
    if told is not None and not isinstance(told, str):
        raise MangoError("invalid_bookmark", f"Invalid bookmark value: {erlang(told)}")
    return told or None


def _index_name(told: Any) -> tuple[str, ...]:
    if isinstance(told, str):
        parts = told.split("/")
        parts = parts[1:] if parts[0] == "_design" and len(parts) > 1 else parts
        if len(parts) <= 2:
            return tuple(parts)
    elif told is None or (isinstance(told, list) and len(told) <= 2 and all(isinstance(one, str) for one in told)):
        return tuple(told or ())
    raise MangoError("invalid_index_name", f"Invalid index name: {erlang(told)}")


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "selector": normal_form,
    "use_index": _index_name,
    "bookmark": _bookmark,
    "limit": _count,
    "skip": _count,
    "sort": read_sort,
    "fields": read_fields,
    "r": _positive,
    "conflicts": _flag,
    "stale": _stale,
    "update": _flag,
    "stable": _flag,
    "execution_stats": _flag,
    "allow_fallback": _flag,
}


def read_design_names(told: Json) -> list[str]:
    """The design documents that a body of `_index/_bulk_delete` names. Raises MangoError."""
    if "docids" not in told:
        raise MangoError("missing_required_key", "Missing required key: docids")
    names = told["docids"]
    if not isinstance(names, list):
        raise MangoError("invalid_bulk_docs", f"Bulk Delete requires an array of non-null docids. Docids: {erlang(names)}")
    for name in names:
        if not isinstance(name, str):
            raise MangoError("invalid_index_name", f"Invalid index name: {erlang(name)}")
        _index_name(name)
    _positive(told.get("w", 2))
    for key in told:
        if key not in ("docids", "w"):
            raise MangoError("invalid_key", f"Invalid key {key} for this request.")
    return [name if name.startswith("_design/") else f"_design/{name}" for name in names]
