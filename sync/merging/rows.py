"""Which rows of several versions of a list are the same row, and in which order the merged ones stand.

Rows go by their `_id`. Where two phones made the same row each under an id of its own, it goes by the key of its form or, where there
is none, by everything that is in it. Never drops or changes an answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sync.merging.values import Json, is_empty

Rows = list[Json]


def are_rows(value: Any, id: str) -> bool:
    """Whether a value is a list of rows that can be told apart; no list at all is one without rows."""
    if is_empty(value):
        return True
    if not isinstance(value, list):
        return False
    ids = [row.get(id) if isinstance(row, dict) else None for row in value]
    return all(isinstance(one, str) and one for one in ids) and len(set(ids)) == len(ids)


def with_one_id(versions: Sequence[Rows], key: tuple[str, ...], id: str) -> list[Rows]:
    """The versions, the first of them the ancestor, with every row under the same id in all of them."""
    everywhere = set.intersection(*({row[id] for row in rows} for rows in versions if rows)) if any(versions) else set()
    named: list[list[tuple[str, str]]] = [
        _names([row for row in rows if row[id] not in everywhere], key, id) for rows in versions
    ]
    ids_by_name: dict[str, list[str]] = {}
    for some in named:
        for one, name in some:
            if one not in ids_by_name.setdefault(name, []):
                ids_by_name[name].append(one)
    if all(len(ids) == 1 for ids in ids_by_name.values()):
        return list(versions)
    present = [{row[id] for row in rows} for rows in versions]
    new_id: dict[str, str] = {}
    for name in sorted(ids_by_name):
        apart = sorted(one for one in ids_by_name[name] if one not in new_id)
        if len(apart) > 1 and not any(len(have.intersection(apart)) > 1 for have in present):
            chosen = next((one for one in apart if one in present[0]), apart[0])
            new_id |= dict.fromkeys(apart, chosen)
    return [[{**row, id: new_id[row[id]]} if row[id] in new_id else row for row in rows] for rows in versions]


def _names(rows: Rows, key: tuple[str, ...], id: str) -> list[tuple[str, str]]:
    """(id, what the row is called) of each; the second of a name is another one than the first."""
    told: dict[str, int] = {}
    found = []
    for row in rows:
        said = {name: row[name] for name in key if not is_empty(row.get(name))}
        said = said or {name: value for name, value in row.items() if name != id and not is_empty(value)}
        name = json.dumps(_plain(said), ensure_ascii=False, sort_keys=True)
        told[name] = told.get(name, 0) + 1
        found.append((row[id], f"{told[name]} {name}"))
    return found


def _plain(value: Any) -> Any:
    """A person is how he is called, whether a phone knew his `member` document or not; spaces do not tell rows apart."""
    if isinstance(value, dict):
        if isinstance(value.get("name"), str) and value.keys() <= {"name", "member"}:
            return value["name"]
        return {name: _plain(one) for name, one in value.items()}
    return " ".join(value.split()) if isinstance(value, str) else value


def in_order(base: Sequence[str], versions: Sequence[Sequence[str]]) -> list[str]:
    """The ids of all rows in the order in which they stand in the merged list.

    Rows of the ancestor stand as the first version that has moved them says. A new row stands behind the row it was put behind; of
    several put behind the same one those of the first version come first. `versions`: the one that prevails first.
    """
    standing = list(base)
    for ids in versions:
        common = [one for one in ids if one in set(base)]
        if common != [one for one in base if one in set(ids)]:
            standing = _moved(standing, common)
            break
    known = set(base)
    behind: dict[str, list[list[str]]] = {}
    run: list[str]
    for ids in versions:
        run = []
        anchor = ""
        for one in ids:
            if one in known:
                behind.setdefault(anchor, []).append(run)
                anchor, run = one, []
            else:
                run.append(one)
        behind.setdefault(anchor, []).append(run)
    found: dict[str, None] = {}
    for one in ("", *standing):
        if one:
            found[one] = None
        for run in behind.get(one, ()):
            found |= dict.fromkeys(run)
    return list(found)


def _moved(base: list[str], common: list[str]) -> list[str]:
    """`base` with the ids of `common` in their order, the others where they were."""
    order = iter(common)
    moved = set(common)
    return [next(order) if one in moved else one for one in base]
