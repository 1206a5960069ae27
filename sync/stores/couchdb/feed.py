"""One database's changes feed as pages. Sequences are CouchDB's own opaque strings; one it does not know means the beginning:
rows may be told again, never left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.ports import Change, ChangesPage, Json, Seq
from sync.stores.couchdb.trees import leaves_of
from sync.stores.couchdb.wire import Remote, succeeded


async def ask(db: Remote, since: Seq, params: dict[str, str], ids: Sequence[str] | None = None, **how: Any) -> Json:
    """The JSON of `_changes`."""
    if ids is None:
        method, path, more = "GET", "_changes", {}
    else:
        method, path, more = "POST", "_changes", {"filter": "_doc_ids"}
        how["body"] = {"doc_ids": list(ids)}
    answer = await db.call(method, path, params={"style": "all_docs", "since": since, **more, **params}, **how)
    if answer.status == 400 and since not in ("0", "now"):
        answer = await db.call(method, path, params={"style": "all_docs", "since": "0", **more, **params}, **how)
    told: Json = succeeded(answer, path)
    return told


async def page(db: Remote, since: Seq, limit: int | None, descending: bool, ids: Sequence[str] | None) -> ChangesPage:
    """See `DocumentStore.changes`."""
    if since == "now":
        told = await ask(db, "now", {"limit": "1"})
        return ChangesPage((), str(told["last_seq"]), 0)
    if limit == 0 and ids is None:
        told = await ask(db, since, {"limit": "1"}, ids)
        return ChangesPage((), since, len(told["results"]) + told["pending"])
    # A filtered feed, or one read backwards from somewhere, is cut here: CouchDB counts what is pending before filtering.
    here = ids is not None or (descending and since != "0")
    params = {} if here or limit is None else {"limit": str(limit)}
    if descending and not here:
        params["descending"] = "true"
    told = await ask(db, since, params, ids)
    rows, last, pending = told["results"], str(told["last_seq"]), told.get("pending") or 0
    if here:
        rows = rows[::-1] if descending else rows
        taken = rows if limit is None else rows[:limit]
        pending = len(rows) - len(taken)
        if taken and (pending or descending):
            last = str(taken[-1]["seq"])
        elif pending:
            last = since
        rows = taken
    return ChangesPage(await _ranked(db, [_change(row) for row in rows]), last, pending)


def _change(row: Json) -> Change:
    leaves = tuple(one["rev"] for one in row["changes"])
    return Change(str(row["seq"]), row["id"], leaves, bool(row.get("deleted")))


async def _ranked(db: Remote, changes: list[Change]) -> tuple[Change, ...]:
    """The rows with leaves winner first: which of several is a deletion is known only from the leaves themselves."""
    several = await leaves_of(db, [one.id for one in changes if len(one.leaves) > 1]) if changes else {}
    return tuple(_with_leaves(one, several.get(one.id)) for one in changes)


def _with_leaves(one: Change, leaves: Sequence[Json] | None) -> Change:
    if not leaves:
        return one
    return Change(one.seq, one.id, tuple(leaf["_rev"] for leaf in leaves), bool(leaves[0].get("_deleted")))
