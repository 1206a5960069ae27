"""The endpoints of the server itself (CouchDB documentation, "Server")."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any

from server.couch.answers import CouchError, as_json
from server.couch.databases.database import told
from server.couch.request import Asked, json_parameter
from sync.domain.errors import NoSuchDatabase
from sync.ports import DocumentStore, Json
from sync.usecases.directory import SYSTEM_DATABASES

API_LEVEL = "3.5.0"
"""The CouchDB whose API we answer like."""
_LONGEST_WAIT = 60.0
_MOST_UUIDS = 1000
_PLACE = re.compile(r"now|([0-9a-f]{8}-)?[0-9]{1,18}")
"""A place in the feed of databases: the embedded store counts, a CouchDB's are counted by each server for itself."""


class Machine:
    """Handlers for the paths of the server. `uuid` names this server for ever: 32 hex digits."""

    def __init__(self, store: DocumentStore, uuid: str, new_id: Callable[[], str]) -> None:
        self._store = store
        self._uuid = uuid
        self._new_id = new_id

    async def welcome(self, asked: Asked) -> None:
        """Open to all, as it tells nothing."""
        vendor = {"name": "Sổ Họp"}
        features = ["attachments", "mango", "purge"]
        await asked.answer.json(
            {
                "couchdb": "Welcome",
                "version": API_LEVEL,
                "git_sha": "",
                "uuid": self._uuid,
                "features": features,
                "vendor": vendor,
            }
        )

    async def up(self, asked: Asked) -> None:
        """Open to all; asks the store, so that a balancer takes a server without one out."""
        await self._store.databases()
        await asked.answer.json({"status": "ok", "seeds": {}})

    async def uuids(self, asked: Asked) -> None:
        told = asked.query.get("count", "1")
        if not (told.isascii() and told.isdigit()):
            raise CouchError(400, "bad_request", "count must be a positive integer")
        count = int(told) if len(told) < 9 else _MOST_UUIDS + 1
        if count > _MOST_UUIDS:
            raise CouchError(400, "bad_request", "count parameter too large")
        ids = [self._new_id() for _ in range(count)]
        await asked.answer.json({"uuids": ids}, headers={"Cache-Control": "no-cache", "Pragma": "no-cache"})

    async def session(self, asked: Asked) -> None:
        """Open to all: who has not logged in is told that he is nobody."""
        nobody = not asked.person.username
        user = {"name": None if nobody else asked.person.username, "roles": [] if nobody else ["_admin"]}
        info = {"authentication_handlers": ["cookie", "default"]} | ({} if nobody else {"authenticated": "default"})
        await asked.answer.json({"ok": True, "userCtx": user, "info": info})

    async def no_cookies(self, asked: Asked) -> None:
        """CouchDB's replicator tries to log in for a cookie first. Only a 404 tells it to go on with Basic; any other answer
        ends the replication (CouchDB documentation, "Replicator", "Authentication")."""
        raise CouchError(404, "not_found", "Nobody logs in here for a cookie: send the name and password with each request.")

    async def all_dbs(self, asked: Asked) -> None:
        names, query = await self._names(), asked.query
        if asked.flag("descending"):
            names.reverse()
        first, last = _name(query, "start_key"), _name(query, "end_key")
        low, high = (last, first) if asked.flag("descending") else (first, last)
        names = [name for name in names if (low is None or low <= name) and (high is None or name <= high)]
        if query.get("inclusive_end") == "false":
            names = [name for name in names if name != last]
        skip = asked.number("skip", 0) or 0
        limit = asked.number("limit")
        await asked.answer.json(names[skip:][: limit if limit is not None else len(names)])

    async def _names(self) -> list[str]:
        """What an administrator may know of: not the product's own databases."""
        return [name for name in await self._store.databases() if name not in SYSTEM_DATABASES]

    async def dbs_info(self, asked: Asked) -> None:
        if asked.method == "POST":
            keys = (await asked.object()).get("keys")
            if not isinstance(keys, list):
                raise CouchError(400, "bad_request", "`keys` member must exist.")
        else:
            keys = await self._names()
        known = set(await self._names())
        rows: list[Json] = []
        for name in keys:
            try:
                info = told(await self._store.info(name)) if name in known else None
            except NoSuchDatabase:
                info = None
            rows.append({"key": name, "info": info} if info else {"key": name, "error": "not_found"})
        await asked.answer.json(rows)

    async def active_tasks(self, asked: Asked) -> None:
        """Compaction is done when it is answered, and replications are run by peers: there is never a task to tell."""
        await asked.answer.json([])

    async def db_updates(self, asked: Asked) -> None:
        """`_db_updates`: normal, longpoll or continuous."""
        feed = asked.query.get("feed", "normal")
        if feed not in ("normal", "longpoll", "continuous"):
            raise CouchError(400, "bad_request", "Supported `feed` types: normal, continuous, longpoll")
        wait = min((asked.number("timeout", 60_000) or 0) / 1000, _LONGEST_WAIT)
        since, loop = asked.query.get("since", "0").strip('"'), asyncio.get_running_loop()
        if not _PLACE.fullmatch(since):
            raise CouchError(400, "bad_request", "Malformed sequence supplied in 'since' parameter.")
        end = loop.time() + wait
        names, last = await self._store.updated_databases(since)
        if feed == "continuous":
            while True:
                for name in names:
                    await asked.answer.write(as_json(_update(name, last)) + "\n")
                await asked.answer.flush(pack=False)
                if (left := end - loop.time()) <= 0 or not await self._store.wait_for_update(last, left):
                    break
                names, last = await self._store.updated_databases(last)
            await asked.answer.end(as_json({"last_seq": last}) + "\n")
            return
        if feed == "longpoll" and not names and await self._store.wait_for_update(last, wait):
            names, last = await self._store.updated_databases(last)
        await asked.answer.json({"results": [_update(name, last) for name in names], "last_seq": last})

    async def not_here(self, asked: Asked) -> None:
        """`_replicate`, `_node` and the like."""
        raise CouchError(501, "not_implemented", "Replications are run by the peer; this server has no nodes to set.")


def _update(name: str, seq: str) -> dict[str, Any]:
    return {"db_name": name, "type": "updated", "seq": seq}


def _name(query: Mapping[str, str], parameter: str) -> str | None:
    """A bound of a range of names, in either spelling. What is no string bounds nothing. Raises CouchError."""
    told = query.get(parameter, query.get(parameter.replace("_", "")))
    key = json_parameter(told) if told is not None else None
    return key if isinstance(key, str) else None
