"""`_find`, `_explain` and `_index`: Mango, CouchDB's JSON query language (CouchDB documentation, "/{db}/_find").

The primary index is read page by page and each document asked; no index is ever built. Documents that a person does not see
are not there for him. Design documents are told by no query.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import wraps

from server.couch.answers import CouchError, as_json
from server.couch.documents.writing import write_one
from server.couch.reading import Reading
from server.couch.request import Accept, Asked, Incoming
from sync.domain.errors import Refusal
from sync.mango.bookmark import NOWHERE, Place, read_bookmark, write_bookmark
from sync.mango.errors import MangoError
from sync.mango.explain import explain
from sync.mango.fields import projection
from sync.mango.index import PRIMARY, Index, indexes_of, new_index, with_index, without_index
from sync.mango.planner import Plan, plan, warnings
from sync.mango.query import Query, read_design_names, read_query
from sync.mango.ranges import Range
from sync.mango.rows import Rows
from sync.mango.selector import compile_normal_form
from sync.ports import Json

_PAGE = 200
"""Documents read at a time; between pages others get their turn."""
_LAST = "\U0010ffff"
_DESIGN = "_design/"

Handle = Callable[["Find", Asked], Awaitable[None]]


def _in_couchdbs_words(handle: Handle) -> Handle:
    @wraps(handle)
    async def handled(self: Find, asked: Asked) -> None:
        try:
            await handle(self, asked)
        except MangoError as error:
            raise CouchError(error.status, error.error, error.reason) from None

    return handled


class Find:
    """Handlers of Mango for one database."""

    def __init__(self, reading: Reading, accept: Accept) -> None:
        self._reading = reading
        self._accept = accept

    @_in_couchdbs_words
    async def find(self, asked: Asked) -> None:
        """`POST /{db}/_find`"""
        query, chosen, _ = await self._plan(asked)
        assert chosen.index is not None  # else `plan` had raised
        columns = () if chosen.index is PRIMARY else tuple(chosen.index.columns)
        after = read_bookmark(query.bookmark, len(columns))
        if chosen.nothing:
            await asked.answer.end('{"docs":[\r\n]}\r\n\n')
            return
        answer = _Answer(asked, query, chosen.index)
        if chosen.index is PRIMARY:
            await self._along_ids(answer, chosen, after)
        else:
            await self._along_index(answer, chosen, after)
        await answer.end()

    @_in_couchdbs_words
    async def explain(self, asked: Asked) -> None:
        """`POST /{db}/_explain`"""
        query, chosen, indexes = await self._plan(asked, explain=True)
        await asked.answer.json(explain(asked.db, query, chosen, indexes))

    async def _plan(self, asked: Asked, *, explain: bool = False) -> tuple[Query, Plan, list[Index]]:
        told = await asked.object()
        if "partition" in asked.query:
            told.setdefault("partition", asked.query["partition"])
        query = read_query(told)
        indexes = await self._indexes(asked.db)
        return query, plan(query, indexes, explain=explain), indexes

    async def _along_ids(self, answer: _Answer, chosen: Plan, after: Place | None) -> None:
        """Tell documents as they come: the primary index is in the order of the answer."""
        query = answer.query
        matches = compile_normal_form(query.selector)
        start, end = _ids(chosen.id_range)
        if after is not None:
            start, end = (start, min(end, after.id)) if query.descending else (max(start, after.id + "\0"), end)
        left = query.skip + query.limit
        if not query.limit:
            return
        async for document in self._documents(answer.asked, query, start, end):
            answer.examined += 1
            if matches(document):
                left -= 1
                answer.bookmark = write_bookmark(Place(document["_id"]))
                if left < query.limit:
                    await answer.row(document)
                if left == 0:
                    return

    async def _along_index(self, answer: _Answer, chosen: Plan, after: Place | None) -> None:
        """See all documents, then tell the first ones in the order of the index."""
        query = answer.query
        matches = compile_normal_form(query.selector)
        wanted = query.skip + query.limit if query.limit else 0
        rows = Rows(answer.index, chosen.ranges, wanted, descending=query.descending, after=after)
        async for document in self._documents(answer.asked, query, *_ids(chosen.id_range)):
            rows.add(document, matches(document))
        answer.examined = rows.examined
        found = rows.first()
        for _, _, document in found[query.skip :]:
            await answer.row(document)
        if found:
            answer.bookmark = write_bookmark(Place(found[-1][2]["_id"], found[-1][1]))

    async def _documents(self, asked: Asked, query: Query, start: str, end: str) -> AsyncIterator[Json]:
        """What this person sees between two ids, in order, without design documents."""
        store, leaves_too = self._reading.store, query.conflicts or self._reading.hides(asked.db)
        while start < end:
            page = await store.range(asked.db, start, end, limit=_PAGE, descending=query.descending)
            told = await self._as_seen(asked, query, page) if leaves_too else page
            for document in told:
                if not document["_id"].startswith(_DESIGN):
                    yield document
            if len(page) < _PAGE:
                return
            start, end = (start, page[-1]["_id"]) if query.descending else (page[-1]["_id"] + "\0", end)
            await asyncio.sleep(0)

    async def _as_seen(self, asked: Asked, query: Query, page: list[Json]) -> list[Json]:
        leaves = await self._reading.leaves_of(asked.person, asked.db, [document["_id"] for document in page])
        told = []
        for document in page:
            winner, *others = leaves.get(document["_id"], [{"_deleted": True}])
            if winner.get("_deleted"):
                continue
            seen = {name: value for name, value in winner.items() if name != "_revisions"}
            rivals = [leaf["_rev"] for leaf in others if not leaf.get("_deleted")]
            if query.conflicts and rivals:
                seen["_conflicts"] = rivals
            told.append(seen)
        return told

    # indexes

    async def _indexes(self, db: str) -> list[Index]:
        return indexes_of(await self._reading.store.range(db, _DESIGN, _DESIGN + _LAST))

    @_in_couchdbs_words
    async def indexes(self, asked: Asked) -> None:
        """`GET /{db}/_index`"""
        if asked.rest:
            only = "POST" if asked.rest == ("_bulk_delete",) else "DELETE"
            raise CouchError(405, "method_not_allowed", f"Only {only} allowed", {"Allow": only})
        found = await self._indexes(asked.db)
        limit, skip = _count(asked, "limit", len(found), 1), _count(asked, "skip", 0, 0)
        told = [index.to_json() for index in found[skip : skip + limit]]
        await asked.answer.json({"total_rows": len(found), "indexes": told})

    @_in_couchdbs_words
    async def post_index(self, asked: Asked) -> None:
        """`POST /{db}/_index` and `POST /{db}/_index/_bulk_delete`"""
        if asked.rest == ("_bulk_delete",):
            await self._delete_many(asked)
        elif asked.rest:
            raise Refusal("not_found")
        else:
            await self._create(asked)

    async def _create(self, asked: Asked) -> None:
        index = new_index(await asked.object())
        assert index.ddoc is not None
        found = await self._design(asked, index.ddoc)
        wanted = with_index(found, index)
        result = "exists"
        if wanted != found:
            await self._write(asked, wanted)
            result = "created"
        await asked.answer.json({"result": result, "id": index.ddoc, "name": index.name})

    @_in_couchdbs_words
    async def delete(self, asked: Asked) -> None:
        """`DELETE /{db}/_index/{ddoc}/json/{name}`, also with `_design/` before the name of the design document."""
        parts = asked.rest[1:] if asked.rest[:1] == ("_design",) else asked.rest
        if len(parts) != 3 or parts[1] != "json":
            raise Refusal("not_found")
        ddoc = parts[0] if parts[0].startswith(_DESIGN) else _DESIGN + parts[0]
        if not any(index.place == (ddoc, parts[2]) for index in await self._indexes(asked.db)):
            raise Refusal("not_found")
        await self._write(asked, without_index(await self._design(asked, ddoc), parts[2]))
        await asked.answer.json({"ok": True})

    async def _delete_many(self, asked: Asked) -> None:
        """Every index of the named design documents."""
        gone: list[Json] = []
        failed: list[Json] = []
        for ddoc in read_design_names(await asked.object()):
            names = [index.name for index in await self._indexes(asked.db) if index.ddoc == ddoc]
            if not names:
                failed.insert(0, {"id": ddoc, "error": "not_found"})
                continue
            document = await self._design(asked, ddoc)
            for name in names:
                document = without_index(document, name)
            await self._write(asked, document)
            gone.insert(0, {"id": ddoc, "ok": True})
        await asked.answer.json({"success": gone, "fail": failed})

    async def _design(self, asked: Asked, ddoc: str) -> Json:
        return await self._reading.store.read(asked.db, ddoc) or {"_id": ddoc}

    async def _write(self, asked: Asked, document: Json) -> None:
        try:
            await write_one(self._accept, asked, Incoming(document, {}))
        except CouchError as error:
            if error.body["error"] != "conflict":
                raise
            raise MangoError("error_saving_ddoc", "Encountered a conflict while saving the design document.", 500) from None


class _Answer:
    """An answer of `_find` on its way out, in CouchDB's layout."""

    def __init__(self, asked: Asked, query: Query, index: Index) -> None:
        self.asked = asked
        self.query = query
        self.index = index
        self.examined = 0
        self.bookmark = query.bookmark or NOWHERE
        self._told = 0
        self._project = projection(query.fields)
        self._began = time.monotonic()

    async def row(self, document: Json) -> None:
        await self.asked.answer.write((",\r\n" if self._told else '{"docs":[\r\n') + as_json(self._project(document)))
        self._told += 1

    async def end(self) -> None:
        more: Json = {"bookmark": self.bookmark}
        if self.query.execution_stats:
            quorum = self.query.r > 1
            more["execution_stats"] = {
                "total_keys_examined": self.examined,
                "total_docs_examined": 0 if quorum else self.examined,
                "total_quorum_docs_examined": self.examined if quorum else 0,
                "results_returned": self._told,
                "execution_time_ms": round((time.monotonic() - self._began) * 1000, 3),
            }
        said = warnings(self.query, self.index, self.examined, self._told)
        if said:
            more["warning"] = "\n".join(said)
        await self.asked.answer.write("" if self._told else '{"docs":[')
        await self.asked.answer.end("\r\n]" + "".join([f',\r\n"{key}": {as_json(one)}' for key, one in more.items()]) + "}\r\n\n")


def _ids(told: Range) -> tuple[str, str]:
    """From which id to below which a range reaches; what is no string bounds nothing."""
    low, high = told.low.value, told.high.value
    return (low if isinstance(low, str) else ""), (high + "\0" if isinstance(high, str) else _LAST)


def _count(asked: Asked, name: str, default: int, least: int) -> int:
    told = asked.query.get(name)
    try:
        number = default if told is None else int(told)
    except ValueError:
        number = -1
    if number < least:
        raise MangoError("invalid_list_index_params", "Index parameter ranges: limit > 1, skip > 0", 500)
    return number
