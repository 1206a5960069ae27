"""Several versions of one paper's answers and what they all came from, put together: the three-way merge, for any number of sides.

What only one side changed is taken; what several changed alike is taken once; texts are merged word by word and lists row by row. An
edit beats a deletion. What collides holds the value of the side that prevails, and its place is told. The result is the same in
whatever order the sides stand, but for who prevails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.merging.rows import Rows, are_rows, in_order, with_one_id
from sync.merging.shape import LOOKS, WHOLE, Shape
from sync.merging.values import Json, Path, distinct, is_empty, same
from sync.merging.words import merge_sequences, merge_texts


@dataclass(slots=True)
class Merged:
    """`collisions`: the places where more than one said something else, in order."""

    answers: Json
    collisions: list[Path] = field(default_factory=list)


def merge(shape: Shape, base: Json | None, versions: Sequence[Json]) -> Merged:
    """Merge; the version that prevails first. Without `base` everything anybody wrote is kept."""
    merged = Merged({})
    base, *versions = aligned(shape, [base, *versions])
    value = _merge(merged.collisions, shape, base, list(versions), ())
    merged.answers = value if isinstance(value, dict) else {}
    return merged


def aligned(shape: Shape, versions: Sequence[Any]) -> list[Any]:
    """The versions, the ancestor first, with every row under the same id in all of them."""
    found = list(versions)
    for name, inner in shape.fields.items():
        lists = [one.get(name) if isinstance(one, dict) else None for one in found]
        if inner.way == "rows" and any(lists) and all(are_rows(rows, "_id") for rows in lists):
            for place, rows in enumerate(with_one_id([rows or [] for rows in lists], inner.key, "_id")):
                if rows is not lists[place] and rows:
                    found[place] = {**found[place], name: rows}
    return found


def _merge(told: list[Path], shape: Shape, base: Any, values: list[Any], path: Path) -> Any:
    changed = distinct([value for value in values if not same(value, base)])
    if len(changed) < 2:
        return changed[0] if changed else values[0]
    if shape.way == "looks":
        shape = _by_looks([base, *values])
    if shape.way in ("rows", "set") and all(are_rows(value, shape.id) for value in (base, *values)):
        return _rows(told, shape, base or [], [value or [] for value in values], path)
    if shape.way == "members" and all(is_empty(value) or isinstance(value, dict) for value in (base, *values)):
        return _members(told, shape, base or {}, [value or {} for value in values], path)
    said = [value for value in changed if not is_empty(value)]
    if len(said) < 2:
        return said[0] if said else None
    return _one(told, shape, base, said, path)


def _one(told: list[Path], shape: Shape, base: Any, said: list[Any], path: Path) -> Any:
    """One answer that several changed, each to something else."""
    if shape.way == "worked_out":
        return said[0]
    if shape.way == "words" and all(isinstance(value, str) for value in said):
        text: str | None
        first, *others = sorted(said)
        text = first
        for other in others:
            text = merge_texts(base if isinstance(base, str) else "", text, other) if text is not None else None
        if text is not None:
            return text
    elif shape.way in ("rows", "set", "looks") and all(isinstance(value, list) for value in said):
        items = _items(base if isinstance(base, list) else [], said)
        if items is not None:
            return items
    told.append(path)
    return said[0]


def _items(base: list[Any], said: list[list[Any]]) -> list[Any] | None:
    """Lists whose items have no names, aligned."""
    values = distinct([item for items in (base, *said) for item in items])
    numbered = [[next(n for n, one in enumerate(values) if same(one, item)) for item in items] for items in (base, *said)]
    start, first, *others = numbered[0], *sorted(numbered[1:], key=lambda places: [str(values[place]) for place in places])
    merged: list[int] | None = first
    for other in others:
        merged = merge_sequences(start, merged, other) if merged is not None else None
    return None if merged is None else [values[place] for place in merged]


def _members(told: list[Path], shape: Shape, base: Json, values: list[Json], path: Path) -> Json:
    names = dict.fromkeys(name for value in (*values, base) for name in value)
    merged: Json = {}
    for name in names:
        inner = shape.fields.get(name) or shape.fields.get("") or LOOKS
        value = _merge(told, inner, base.get(name), [one.get(name) for one in values], (*path, name))
        if not is_empty(value):
            merged[name] = value
    return merged


def _rows(told: list[Path], shape: Shape, base: Rows, values: list[Rows], path: Path) -> Rows:
    id = shape.id
    before = {row[id]: row for row in base}
    sides = [{row[id]: row for row in rows} for rows in values]
    merged: Rows = []
    row_shape = WHOLE if shape.way == "set" else Shape("members", {**shape.fields, id: WHOLE})
    for one in in_order(list(before), [list(side) for side in sides]):
        old = before.get(one)
        having = [side[one] for side in sides if one in side]
        if old is not None and len(having) < len(sides) and all(same(row, old) for row in having):
            continue
        row = _merge(told, row_shape, old, having, (*path, one))
        merged.append({id: one, **row} if shape.way == "rows" else row)
    return merged


def _by_looks(values: list[Any]) -> Shape:
    """How to merge what no form knows: rows and members as such, all else as a whole."""
    said = [value for value in values if not is_empty(value)]
    if all(isinstance(value, dict) for value in said):
        return Shape("members")
    if all(isinstance(value, list) for value in said):
        return Shape("rows") if all(are_rows(value, "_id") for value in said) else LOOKS
    return WHOLE
