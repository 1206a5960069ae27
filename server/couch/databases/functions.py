"""Functions of design documents: views, filters, shows, lists, updates. None is offered, as they are JavaScript of a stranger.

What is not there is told as missing, as CouchDB tells it; what is there is told as not offered (501).
"""

from __future__ import annotations

from collections.abc import Mapping

from server.couch.answers import CouchError
from server.couch.reading import Reading
from server.couch.request import Asked

_GROUP_OF = {"_view": "views", "_show": "shows", "_list": "lists", "_update": "updates"}


class Functions:
    """Handler for `/{db}/_design/{id}/_view/{name}` and the like; raises CouchError always."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    async def call(self, asked: Asked) -> None:
        await self._reading.store.info(asked.db)
        kind, *name = asked.rest
        if kind == "_view" and name:
            await refuse(self._reading, asked, asked.id, "views", name[0], absent="missing_named_view")
        elif kind in _GROUP_OF and name:
            await refuse(self._reading, asked, asked.id, _GROUP_OF[kind], name[0])
        raise not_offered()


async def refuse(reading: Reading, asked: Asked, id: str, group: str, name: str, *, absent: str = "") -> None:
    """Raises CouchError: 404 where the design document or the function is missing, else 501."""
    found = await reading.winner(asked.person, asked.db, id)
    if found is None or found.get("_deleted"):
        raise CouchError(404, "not_found", "missing")
    functions = found.get(group)
    if not isinstance(functions, Mapping):
        raise CouchError(404, "not_found", absent or f"missing json key: {group}")
    if name not in functions:
        raise CouchError(404, "not_found", absent or f"missing json key: {name}")
    raise not_offered()


async def refuse_filter(reading: Reading, asked: Asked, filter: str) -> None:
    """The same for `_changes?filter=app/mine` and `filter=_view&view=app/mine`."""
    named, group = (asked.query.get("view", ""), "views") if filter == "_view" else (filter, "filters")
    if filter == "_view" and not named:
        raise CouchError(400, "bad_request", "`view` filter parameter is not provided.")
    design, slash, name = named.partition("/")
    if not slash or "/" in name:
        raise CouchError(400, "bad_request", "`filter` must be of the form `designname/filtername`")
    await refuse(reading, asked, f"_design/{design}", group, name)


def not_offered() -> CouchError:
    """What this server says instead of running a stranger's JavaScript."""
    reason = "Views and other functions of design documents are not offered: this server runs no JavaScript. Use _find."
    return CouchError(501, "not_implemented", reason)
