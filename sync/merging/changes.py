"""What one version of a paper says otherwise than another, field by field: rows by their ids, score sheets by criterion. Pure.

Tells values as they stand; how they are called and read is for whoever shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sync.merging.values import Json, Path, is_empty, same

What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Change:
    """At `path`. added: `before` is empty; removed: `after` is; moved: the rows of a list stand in another order, no more."""

    path: Path
    what: What
    before: Any = None
    after: Any = None


def changes_between(before: Json, after: Json) -> list[Change]:
    """From the answers of one version to those of the next, in the order in which the next has them."""
    names = dict.fromkeys([*after, *before])
    return [one for name in names for one in _at((name,), before.get(name), after.get(name))]


def _at(path: Path, before: Any, after: Any) -> Iterator[Change]:
    if same(before, after):
        return
    old, new = _rows(before), _rows(after)
    if old is not None and new is not None and (old or new):
        yield from _in_rows(path, old, new)
    elif len(path) == 1 and _is_sheet(before) and _is_sheet(after) and not (is_empty(before) and is_empty(after)):
        for code in dict.fromkeys([*(after or {}), *(before or {})]):
            yield from _one((*path, code), (before or {}).get(code), (after or {}).get(code))
    else:
        yield from _one(path, before, after)


def _one(path: Path, before: Any, after: Any) -> Iterator[Change]:
    if not same(before, after):
        yield Change(path, "added" if is_empty(before) else "removed" if is_empty(after) else "changed", before, after)


def _in_rows(path: Path, old: dict[str, Json], new: dict[str, Json]) -> Iterator[Change]:
    for id in dict.fromkeys([*new, *old]):
        if id in old and id in new:
            for name in dict.fromkeys([*new[id], *old[id]]):
                yield from _one((*path, id, name), old[id].get(name), new[id].get(name))
        else:
            yield from _one((*path, id), old.get(id), new.get(id))
    if [id for id in old if id in new] != [id for id in new if id in old]:
        yield Change(path, "moved", list(old.values()), list(new.values()))


def _rows(value: Any) -> dict[str, Json] | None:
    """By id; None for what is no list of rows that each have one of their own."""
    if is_empty(value):
        return {}
    if not isinstance(value, list) or not all(isinstance(row, dict) and isinstance(row.get("_id"), str) for row in value):
        return None
    rows = {str(row["_id"]): row for row in value}
    return rows if len(rows) == len(value) else None


def _is_sheet(value: Any) -> bool:
    return is_empty(value) or (isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()))
