"""What an administrator does to a plain database now and then: who may, how much history, purge, compaction."""

from __future__ import annotations

import json

from server.couch.answers import CouchError
from server.couch.request import Asked, revision, text
from sync.domain.errors import Refusal
from sync.ports import DocumentStore, Json

_NOBODY: Json = {"members": {"roles": ["_admin"]}, "admins": {"roles": ["_admin"]}}
_PURGED_INFOS = 1000


class Upkeep:
    """Handlers for `_security`, `_revs_limit`, `_purge`, `_purged_infos_limit`, `_compact` and the like."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store

    async def get_security(self, asked: Asked) -> None:
        """The security object as it was given. Who may do what here is decided by roles in units, never by this object."""
        await asked.answer.json((await self._store.settings(asked.db)).security or _NOBODY)

    async def put_security(self, asked: Asked) -> None:
        told = await asked.object()
        for group in ("admins", "members"):
            part = told.get(group, {})
            if not isinstance(part, dict) or not all(isinstance(part.get(name, []), list) for name in ("names", "roles")):
                raise CouchError(400, "bad_request", f"{group} must be a JSON object with the arrays `names` and `roles`.")
        try:
            json.dumps(told, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise Refusal("bad_json") from None
        await self._store.set_security(asked.db, told)
        await asked.answer.json({"ok": True})

    async def get_revs_limit(self, asked: Asked) -> None:
        await asked.answer.json((await self._store.settings(asked.db)).revs_limit)

    async def put_revs_limit(self, asked: Asked) -> None:
        told = await asked.body()
        if not isinstance(told, int) or isinstance(told, bool) or not 0 < told < 2**31:
            raise CouchError(400, "bad_request", "Rev limit has to be an integer greater than 0")
        await self._store.set_revs_limit(asked.db, told)
        await asked.answer.json({"ok": True})

    async def purge(self, asked: Asked) -> None:
        wanted = {}
        for id, revs in (await asked.object()).items():
            if not isinstance(revs, list):
                raise CouchError(400, "bad_request", "Invalid list of revisions")
            wanted[text(id)] = [revision(rev) for rev in revs]
        purged = await self._store.purge(asked.db, wanted)
        await asked.answer.json({"purge_seq": None, "purged": purged}, 201)

    async def get_purged_infos_limit(self, asked: Asked) -> None:
        await self._store.info(asked.db)
        await asked.answer.json(_PURGED_INFOS)

    async def compact(self, asked: Asked) -> None:
        await self._store.info(asked.db)
        asked.expect_json()
        if asked.rest:
            raise Refusal("not_found")
        await self._store.compact(asked.db)
        await asked.answer.json({"ok": True}, 202)

    async def view_cleanup(self, asked: Asked) -> None:
        """There are no views, so there is nothing to clean."""
        asked.expect_json()
        await self._store.info(asked.db)
        await asked.answer.json({"ok": True}, 202)

    async def full_commit(self, asked: Asked) -> None:
        """`_ensure_full_commit`: every answered write is on disk already."""
        info = await self._store.info(asked.db)
        asked.expect_json()
        await asked.answer.json({"ok": True, "instance_start_time": str(int(info.uuid[:12], 16))}, 201)
