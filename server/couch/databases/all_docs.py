"""`_all_docs` and `_design_docs`: the primary index (CouchDB documentation, "/{db}/_all_docs").

Ids are compared by their UTF-8 bytes, as CouchDB does.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from server.couch.answers import CouchError, as_json
from server.couch.documents.files import FileReader
from server.couch.reading import Reading
from server.couch.request import Asked, json_parameter, text
from server.couch.sequence import tagged
from sync.ports import Json

_LAST = "\U0010ffff"
_PAGE = 500
_MOST = 10**18
"""More rows than any database has; a store may not be able to count further."""
_NONE = object()
"""A key that was not told: null is one."""
_DESIGN = "_design/"


@dataclass(frozen=True, slots=True)
class Query:
    """A checked question; `start` inclusive, `end` exclusive, both in ascending order. `keys` None: a range."""

    start: str = ""
    end: str = _LAST
    keys: tuple[Any, ...] | None = None
    descending: bool = False
    skip: int = 0
    limit: int | None = None
    include_docs: bool = False
    conflicts: bool = False
    attachments: bool = False
    update_seq: bool = False


class AllDocs:
    """Handlers for the primary index, all of it or its design documents alone."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._files = FileReader(reading)

    async def get(self, asked: Asked) -> None:
        await self._answer(asked, read_query(parameters(asked)))

    async def post(self, asked: Asked) -> None:
        await self._answer(asked, read_query(parameters(asked) | await asked.object()))

    async def design(self, asked: Asked) -> None:
        """`_design_docs`: the design documents alone."""
        told = parameters(asked) | (await asked.object() if asked.method == "POST" else {})
        await self._answer(asked, _of_designs(read_query(told)), only=_DESIGN)

    async def queries(self, asked: Asked) -> None:
        """`_all_docs/queries`: several questions in one request."""
        await self._several(asked, read_query, "")

    async def design_queries(self, asked: Asked) -> None:
        await self._several(asked, lambda told: _of_designs(read_query(told)), _DESIGN)

    async def _several(self, asked: Asked, read: Callable[[Json], Query], only: str) -> None:
        told = await asked_queries(asked)
        await asked.answer.write('{"results":[\n')
        for place, one in enumerate(told):
            await asked.answer.write(",\n" if place else "")
            await self._write(asked, read(one), only)
        await asked.answer.end("\n]}\n")

    async def _answer(self, asked: Asked, query: Query, only: str = "") -> None:
        await self._write(asked, query, only)
        await asked.answer.end("\n")

    async def _write(self, asked: Asked, query: Query, only: str) -> None:
        info = await self._reading.store.info(asked.db)
        before = None if query.keys is not None else await self._before(asked, query, only)
        total = info.doc_count if not only else len(await self._reading.store.index(asked.db, only, only + _LAST))
        head = {"total_rows": total, "offset": before} | (
            {"update_seq": tagged(info.update_seq, info.uuid)} if query.update_seq else {}
        )
        await asked.answer.write(as_json(head)[:-1] + ',"rows":[')
        rows = self._by_keys(asked, query) if query.keys is not None else self._by_range(asked, query)
        first = True
        async for row in rows:
            await asked.answer.write(("\n" if first else ",\n") + as_json(row))
            first = False
        await asked.answer.write("\n]}")

    async def _before(self, asked: Asked, query: Query, only: str) -> int:
        """How many rows of the index come before the first one told."""
        store, db = self._reading.store, asked.db
        begin = only
        if query.descending:
            rows = len(await store.index(db, query.end, _LAST)) if query.end != _LAST else 0
        else:
            rows = len(await store.index(db, begin, query.start)) if query.start > begin else 0
        return rows + min(query.skip, len(await store.index(db, query.start, query.end, limit=query.skip)) if query.skip else 0)

    async def _by_range(self, asked: Asked, query: Query) -> Any:
        start, end, left, skip = query.start, query.end, query.limit, query.skip
        while left is None or left > 0:
            page = await self._reading.store.index(asked.db, start, end, limit=_PAGE, descending=query.descending)
            for row in await self._rows(asked, query, page[skip:] if skip < len(page) else []):
                yield row
                left = None if left is None else left - 1
                if left == 0:
                    return
            skip = max(0, skip - len(page))
            if len(page) < _PAGE:
                return
            if query.descending:
                end = page[-1][0]
            else:
                start = page[-1][0] + "\0"

    async def _rows(self, asked: Asked, query: Query, page: list[tuple[str, str]]) -> list[Json]:
        """Rows of one page, without documents that this person does not see."""
        if not query.include_docs and not self._reading.hides(asked.db):
            return [{"id": id, "key": id, "value": {"rev": rev}} for id, rev in page]
        leaves = await self._reading.leaves_of(asked.person, asked.db, [id for id, _ in page])
        rows = []
        for id, _ in page:
            seen = leaves.get(id)
            if seen and not seen[0].get("_deleted"):
                rows.append(await self._row(asked, query, id, seen))
        return rows

    async def _by_keys(self, asked: Asked, query: Query) -> Any:
        keys = list(query.keys or ())[query.skip :]
        keys = list(reversed(keys)) if query.descending else keys
        for place in range(0, len(keys), _PAGE):
            some = keys[place : place + _PAGE]
            leaves = await self._reading.leaves_of(asked.person, asked.db, [key for key in some if isinstance(key, str)])
            for number, key in enumerate(some, place):
                if query.limit is not None and number >= query.limit:
                    return
                seen = leaves.get(key) if isinstance(key, str) else None
                yield await self._row(asked, query, key, seen) if seen else {"key": key, "error": "not_found"}

    async def _row(self, asked: Asked, query: Query, id: str, leaves: list[Json]) -> Json:
        winner = leaves[0]
        row: Json = {"id": id, "key": id, "value": {"rev": winner["_rev"]}}
        if winner.get("_deleted"):
            row["value"]["deleted"] = True
            return row | ({"doc": None} if query.include_docs else {})
        if query.include_docs:
            doc = {name: value for name, value in winner.items() if name != "_revisions"}
            others = [leaf["_rev"] for leaf in leaves[1:] if not leaf.get("_deleted")]
            if query.conflicts and others:
                doc["_conflicts"] = others
            row["doc"] = await self._files.inline(asked, doc) if query.attachments else doc
        return row


def parameters(asked: Asked) -> Json:
    """The query string as a body would tell it."""
    told: Json = {}
    for name, value in asked.query.items():
        if name in ("key", "keys", "startkey", "start_key", "endkey", "end_key"):
            told[name] = json_parameter(value)
        elif name in ("skip", "limit"):
            if value.startswith("-"):
                raise CouchError(400, "query_parse_error", f"Invalid value for positive integer: {json.dumps(value)}")
            told[name] = asked.number(name)
        else:
            told[name] = value
    return told


async def asked_queries(asked: Asked) -> list[Json]:
    """What each of several questions in one request tells, with what the query string says of all. Raises CouchError `bad_request`."""
    told = (await asked.object()).get("queries")
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise CouchError(400, "bad_request", "POST body must include `queries` parameter.")
    return [parameters(asked) | one for one in told]


def _of_designs(query: Query) -> Query:
    """The same question of the design documents alone."""
    if query.keys is not None:
        return replace(query, keys=tuple(key for key in query.keys if isinstance(key, str) and key.startswith(_DESIGN)))
    start, end = max(query.start, _DESIGN), min(query.end, _DESIGN + _LAST)
    return replace(query, start=min(start, end), end=end)


def read_query(told: Json) -> Query:
    """Raises CouchError `query_parse_error`."""
    descending = _flag(told, "descending")
    first = told.get("startkey", told.get("start_key", told.get("key", _NONE)))
    last = told.get("endkey", told.get("end_key", told.get("key", _NONE)))
    inclusive = _flag(told, "inclusive_end", default=True)
    if descending:
        low, high = _bound(last, "", after=not inclusive), _bound(first, _LAST, after=True)
    else:
        low, high = _bound(first, "", after=False), _bound(last, _LAST, after=inclusive)
    keys = told.get("keys")
    if keys is not None and not isinstance(keys, list):
        raise CouchError(400, "bad_request", "`keys` body member must be an array.")
    if keys is not None and (first, last) != (_NONE, _NONE):
        raise CouchError(400, "query_parse_error", "`keys` is incompatible with `key`, `start_key` and `end_key`")
    return Query(
        low, high, tuple(keys) if keys is not None else None, descending, _count(told, "skip") or 0, _count(told, "limit"),
        _flag(told, "include_docs"), _flag(told, "conflicts"), _flag(told, "attachments"), _flag(told, "update_seq"),
    )  # fmt: skip


def _bound(key: Any, unsaid: str, *, after: bool) -> str:
    """Where a key stands among ids, or right after it. What is no string comes before every id, in CouchDB too. Raises Refusal
    `bad_request` for what no id can be."""
    if key is _NONE:
        return unsaid
    if isinstance(key, str):
        return text(key) + "\0" if after else text(key)
    return ""


def _flag(told: Json, name: str, *, default: bool = False) -> bool:
    value = told.get(name, default)
    if value not in (True, False, "true", "false"):
        raise CouchError(400, "query_parse_error", f"Invalid boolean parameter: {json.dumps(value)}")
    return value in (True, "true")


def _count(told: Json, name: str) -> int | None:
    value = told.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CouchError(400, "query_parse_error", f"Invalid value for positive integer: {json.dumps(value)}")
    return min(value, _MOST)
