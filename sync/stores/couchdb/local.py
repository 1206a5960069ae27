"""`_local` documents (CouchDB documentation, "Local documents"): not replicated, `0-n`. Those we keep for ourselves are not told.

CouchDB checks no revision of them, so it is checked here, before the write: of two who write in the same moment, the later wins.
"""

from __future__ import annotations

from sync.domain.documents import content
from sync.domain.errors import Refusal
from sync.ports import Json, Written
from sync.revisions.entry import json_text
from sync.stores.couchdb.address import escaped
from sync.stores.couchdb.known.infos import LOCAL_ID
from sync.stores.couchdb.quorum import PROOF, check
from sync.stores.couchdb.wire import Remote, succeeded


def _path(id: str) -> str:
    return f"_local/{escaped(id)}"


async def read(db: Remote, id: str) -> Json | None:
    answer = await db.call("GET", _path(id))
    if answer.status == 404:
        return None
    told: Json = succeeded(answer, "_local")
    return told


async def ids(db: Remote) -> list[str]:
    told = await db.must("GET", "_local_docs")
    found = [row["id"].removeprefix("_local/") for row in told["rows"]]
    return sorted(id for id in found if id not in (LOCAL_ID, PROOF))


async def write(db: Remote, id: str, body: Json, seen: str | None = None) -> Written:
    """See `DocumentStore.write_local`. A try whose answer was lost may be told as a conflict: the caller reads again. `seen`: the revision
    it had a moment ago, "" for none, where that will do; None where not."""
    name, rev = f"_local/{id}", body.get("_rev")
    try:
        json_text(content(body))
    except Refusal as refusal:
        return Written(name, str(rev or ""), refusal.problem.code)
    if seen is None or seen != (rev or ""):
        present = await read(db, id)
        if rev != (present["_rev"] if present else None):
            return Written(name, str(rev or ""), "conflict")
    sent = {key: value for key, value in content(body).items() if key != "_id"} | ({"_rev": rev} if rev else {})
    answer = await db.call("PUT", _path(id), body=sent, repeatable=False)
    if answer.status == 409:
        return Written(name, str(rev or ""), "conflict")
    check(answer)
    return Written(name, succeeded(answer, "PUT _local")["rev"])


async def delete(db: Remote, id: str, rev: str) -> Written:
    name = f"_local/{id}"
    present = await read(db, id)
    if present is None or present["_rev"] != rev:
        return Written(name, rev, "not_found" if present is None else "conflict")
    answer = await db.call("DELETE", _path(id), params={"rev": rev}, repeatable=False)
    if answer.status in (404, 409):
        return Written(name, rev, "not_found" if answer.status == 404 else "conflict")
    succeeded(answer, "DELETE _local")
    return Written(name, "0-0")
