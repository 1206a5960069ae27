"""Purging and compacting, which CouchDB does in portions and in the background; and what many databases tell of themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.ports import Json
from sync.stores.couchdb.address import Address
from sync.stores.couchdb.trees import leaves_of
from sync.stores.couchdb.wire import Remote, Wire, succeeded

_PURGES = 100
"""Documents of one `_purge` (CouchDB's `max_document_id_number`)."""
_INFOS = 100
_COMPACTION_BEGINS = 3.0
_COMPACTION_ENDS = 600.0


async def purge(db: Remote, asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """See `DocumentStore.purge`. Only what is a leaf is sent, as CouchDB counts every request as a purge."""
    found = await leaves_of(db, asked) if asked else {}
    await db.must("GET")
    leaves = {id: {leaf["_rev"] for leaf in found.get(id, ())} for id in asked}
    told = {id: [rev for rev in dict.fromkeys(revs) if rev in leaves[id]] for id, revs in asked.items()}
    wanted = [id for id, revs in told.items() if revs]
    for place in range(0, len(wanted), _PURGES):
        await db.must("POST", "_purge", body={id: told[id] for id in wanted[place : place + _PURGES]})
    return told


async def compact(db: Remote) -> None:
    """Start a compaction and wait for its end, ten minutes at most: it goes on without us."""
    loop = asyncio.get_running_loop()
    before = _file_bytes(await db.must("GET"))
    await db.must("POST", "_compact", body={})
    start, seen, pause = loop.time(), False, 0.02
    while (passed := loop.time() - start) < (_COMPACTION_ENDS if seen else _COMPACTION_BEGINS):
        info: Json = await db.must("GET")
        if info.get("compact_running"):
            seen = True
        elif seen or _file_bytes(info) < before:
            return
        pause = min(pause * 1.5, 2.0, max(passed, 0.02))
        await asyncio.sleep(pause)


def _file_bytes(info: Json) -> int:
    return int((info.get("sizes") or {}).get("file") or 0)


async def names(wire: Wire, address: Address) -> list[str]:
    """Our databases, sorted, without the prefix."""
    prefix = address.prefix
    between = {"startkey": f'"{prefix}"', "endkey": f'"{prefix}\ufff0"'} if prefix else {}
    told = succeeded(await wire.call("GET", "/_all_dbs", params=between), "_all_dbs")
    return sorted(name.removeprefix(prefix) for name in told if name.startswith(prefix) and not name.startswith("_"))


async def infos(wire: Wire, address: Address, wanted: Iterable[str] | None) -> dict[str, Json]:
    """What databases tell of themselves, all when None; missing ones are left out."""
    asked = await names(wire, address) if wanted is None else sorted(wanted)
    told: dict[str, Json] = {}
    for place in range(0, len(asked), _INFOS):
        keys = [address.prefix + name for name in asked[place : place + _INFOS]]
        answer = await wire.call("POST", "/_dbs_info", body={"keys": keys})
        rows: list[Any] = succeeded(answer, "_dbs_info")
        for row in rows:
            if isinstance(row.get("info"), dict):
                told[row["key"].removeprefix(address.prefix)] = row["info"]
    return told
