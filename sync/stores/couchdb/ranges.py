"""A range of ids as `_all_docs` is asked for it, and its rows as the store tells them: `start <= id < end`."""

from __future__ import annotations

from collections.abc import Sequence

from sync.ports import Json


def between(start: str, end: str, limit: int | None, descending: bool) -> Json:
    """What is asked of `_all_docs`."""
    first, last = (end, start) if descending else (start, end)
    asked: Json = {"startkey": first, "endkey": last, "inclusive_end": descending}
    if descending:
        asked["descending"] = True
    if limit is not None:
        # Backwards CouchDB begins with `end` itself, which is not wanted.
        asked["limit"] = limit + 1 if descending else limit
    return asked


def end_of(asked: Json) -> str:
    end: str = asked["startkey" if asked.get("descending") else "endkey"]
    return end


def cut(rows: Sequence[Json], end: str, limit: int | None) -> list[Json]:
    found = [row for row in rows if row["id"] < end]
    return found if limit is None else found[:limit]


def docs(rows: Sequence[Json], end: str, limit: int | None) -> list[Json]:
    return [row["doc"] for row in cut(rows, end, limit) if row.get("doc")]
