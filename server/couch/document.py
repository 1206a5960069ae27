"""`/couch/{db}/{id}`: one document. Replication works with the bulk calls; this is for peers that fall back to asking one
by one (`open_revs`) and for whoever writes through PouchDB as if it were remote."""

from __future__ import annotations

from server.couch.answers import as_json
from server.couch.bulk import Accept
from server.couch.reading import Reading
from server.couch.request import Asked, json_parameter, revision, text
from sync.domain.errors import Refusal
from sync.ports import Json


class Document:
    """Handlers for one document."""

    def __init__(self, reading: Reading, accept: Accept) -> None:
        self._reading = reading
        self._accept = accept

    async def get(self, asked: Asked) -> None:
        _check_id(asked.id)
        await self._reading.store.info(asked.db)
        if "open_revs" in asked.query:
            await self._open_revs(asked)
            return
        leaves = await self._reading.leaves(asked.person, asked.db, asked.id)
        if "rev" in asked.query:
            rev, latest = revision(asked.query["rev"]), asked.flag("latest")
            found = await self._reading.revisions(asked.person, asked.db, asked.id, rev, latest=latest)
        else:
            found = [leaf for leaf in leaves[:1] if not leaf.get("_deleted")]
        if not found:
            raise Refusal("not_found")
        told = _shown(found[0], revs=asked.flag("revs"))
        others = [leaf["_rev"] for leaf in leaves if not leaf.get("_deleted") and leaf["_rev"] != told["_rev"]]
        if asked.flag("conflicts") and others and "rev" not in asked.query:
            told["_conflicts"] = others
        await asked.answer.json(told)

    async def _open_revs(self, asked: Asked) -> None:
        person, db, id, revs = asked.person, asked.db, asked.id, asked.flag("revs")
        rows: list[Json] = []
        if asked.query["open_revs"] == "all":
            rows = [{"ok": _shown(leaf, revs=revs)} for leaf in await self._reading.leaves(person, db, id)]
            if not rows:
                raise Refusal("not_found")
        else:
            wanted = json_parameter(asked.query["open_revs"])
            if not isinstance(wanted, list):
                raise Refusal("bad_request")
            for rev in map(revision, wanted):
                found = await self._reading.revisions(person, db, id, rev, latest=asked.flag("latest"))
                rows += [{"ok": _shown(one, revs=revs)} for one in found] or [{"missing": rev}]
        asked.answer.begin()
        await asked.answer.end("[" + ",\n".join(map(as_json, rows)) + "]\n")

    async def put(self, asked: Asked) -> None:
        _check_id(asked.id)
        body = await asked.object()
        if body.setdefault("_id", asked.id) != asked.id:
            raise Refusal("bad_request")
        if "rev" in asked.query:
            body.setdefault("_rev", asked.query["rev"])
        await self._store(asked, body, 201)

    async def delete(self, asked: Asked) -> None:
        _check_id(asked.id)
        if "rev" not in asked.query:
            raise Refusal("conflict")
        await self._store(asked, {"_id": asked.id, "_rev": asked.query["rev"], "_deleted": True}, 200)

    async def _store(self, asked: Asked, body: Json, status: int) -> None:
        await self._reading.store.info(asked.db)
        [row] = await self._accept(asked.person, asked.db, [body], asked.query.get("new_edits") != "false")
        told = row.to_json(asked.person.lang)
        if row.problem is not None:
            status = 409 if row.problem.code == "conflict" else 403
            told = {"error": told["error"], "reason": told["reason"]}
        await asked.answer.json(told, status)


def _check_id(id: str) -> None:
    """Raises Refusal `not_found` for addresses of CouchDB that are not ours to answer (`_security`, `_all_docs`)."""
    text(id)
    if not id or (id.startswith("_") and not id.startswith("_design/")):
        raise Refusal("not_found")


def _shown(document: Json, *, revs: bool) -> Json:
    return document if revs else {name: value for name, value in document.items() if name != "_revisions"}
