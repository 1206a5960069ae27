"""What a GET adds to a document when it is asked for more than its body (CouchDB documentation, "/{db}/{docid}")."""

from __future__ import annotations

from server.couch.reading import Reading
from server.couch.request import Asked
from sync.ports import Json


async def with_extras(reading: Reading, asked: Asked, found: Json) -> Json:
    """The document with the members that the query asks for; `found` carries `_revisions`."""
    told = found if asked.flag("revs") else {name: value for name, value in found.items() if name != "_revisions"}
    meta = asked.flag("meta")
    if meta or asked.flag("revs_info"):
        told["_revs_info"] = await _revs_info(reading, asked.db, found)
    if "rev" not in asked.query and (meta or asked.flag("conflicts") or asked.flag("deleted_conflicts")):
        others = [leaf for leaf in await reading.leaves(asked.person, asked.db, asked.id) if leaf["_rev"] != found["_rev"]]
        alive = [leaf["_rev"] for leaf in others if not leaf.get("_deleted")]
        gone = [leaf["_rev"] for leaf in others if leaf.get("_deleted")]
        if (meta or asked.flag("conflicts")) and alive:
            told["_conflicts"] = alive
        if (meta or asked.flag("deleted_conflicts")) and gone:
            told["_deleted_conflicts"] = gone
    if asked.flag("local_seq"):
        page = await reading.store.changes(asked.db, ids=[asked.id])
        if page.changes:
            number = page.changes[0].seq.partition("-")[0]
            told["_local_seq"] = int(number) if number.isdigit() else number
    return told


async def _revs_info(reading: Reading, db: str, found: Json) -> list[Json]:
    """Every revision on the way to this one: `available`, `missing` (its body is not kept) or `deleted`."""
    start, ids = found["_revisions"]["start"], found["_revisions"]["ids"]
    rows: list[Json] = []
    for place, hash in enumerate(ids):
        rev = f"{start - place}-{hash}"
        body = await reading.store.read(db, found["_id"], rev)
        status = "missing" if body is None else "deleted" if body.get("_deleted") else "available"
        rows.append({"rev": rev, "status": status})
    return rows
