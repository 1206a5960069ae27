"""When two JSON values are the same, and when one says nothing. Compares as JavaScript does: 1 is 1.0, true is not 1.

Never changes a value.
"""

from __future__ import annotations

from typing import Any

from sync.domain.text import is_blank

Json = dict[str, Any]
Path = tuple[str, ...]
"""The way to an answer, from `answers` on: names of fields, `_id`s of rows, codes of criteria."""


def is_empty(value: Any) -> bool:
    """Whether a value is no answer (docs/forms.md)."""
    return value is None or value == [] or value == {} or (isinstance(value, str) and is_blank(value))


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; all that is empty does."""
    if one is other or (is_empty(one) and is_empty(other)):
        return True
    if isinstance(one, bool) or isinstance(other, bool) or type(one) is str or type(other) is str:
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, dict) and isinstance(other, dict):
        return all(same(one.get(name), other.get(name)) for name in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, (dict, list)) or isinstance(other, (dict, list)):
        return False
    return bool(one == other)


def distinct(values: list[Any]) -> list[Any]:
    """Each value once, in order."""
    found: list[Any] = []
    for value in values:
        if not any(same(value, one) for one in found):
            found.append(value)
    return found


def at(answers: Any, path: Path) -> Any:
    """What stands at `path`, None when nothing does. In a list a row is found by its `_id`."""
    value = answers
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list):
            value = next((row for row in value if isinstance(row, dict) and row.get("_id") == step), None)
        else:
            return None
    return value


def put(answers: Json, path: Path, value: Any) -> Json:
    """`answers` with `value` at `path`; empty takes away what stands there. What lies on the way is made, a list where the step
    after it is not told to be anything else by what is there: rows are only ever put into lists that exist or end the path."""
    if not path:
        return value if isinstance(value, dict) else answers
    return _put(answers, path, value)  # type: ignore[no-any-return]


def _put(holder: Any, path: Path, value: Any) -> Any:
    step, rest = path[0], path[1:]
    if isinstance(holder, list):
        return _put_row(holder, step, rest, value)
    found = dict(holder) if isinstance(holder, dict) else {}
    before = found.get(step)
    if rest and before is None and isinstance(value, dict) and value.get("_id") == rest[-1] and len(rest) == 1:
        before = []
    new = _put(before, rest, value) if rest else value
    if is_empty(new):
        found.pop(step, None)
    else:
        found[step] = new
    return found


def _put_row(rows: list[Any], id: str, rest: Path, value: Any) -> list[Any]:
    place = next((n for n, row in enumerate(rows) if isinstance(row, dict) and row.get("_id") == id), None)
    before = {"_id": id} if place is None else rows[place]
    new = _put(before, rest, value) if rest else value
    if is_empty(new):
        return rows if place is None else [*rows[:place], *rows[place + 1 :]]
    return [*rows, new] if place is None else [*rows[:place], new, *rows[place + 1 :]]
