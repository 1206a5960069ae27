"""The control plane: databases, their security and limits, design documents, indexes, replications, the server's feed.

The only file that knows python-cloudant. Its calls block, so they run in threads of our own, each with a client of its own
(a requests session belongs to one thread); its cache of databases and its retry adapter are not used. It must never carry
documents of the product: those go through `wire.py`.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, TypeVar

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.ports import Json
from sync.stores.couchdb.address import Address, Credentials, escaped

_LOG = logging.getLogger("sohop.store")
_Told = TypeVar("_Told")
_THREADS = 4
_REFUSED = (400, 401, 403, 404, 405)
SYSTEM = ("_users", "_replicator", "_global_changes")


_LOADING = threading.Lock()


def _cloudant(module: str) -> Any:
    """A module of cloudant, imported without what it says about itself: that it is deprecated is known here."""
    with _LOADING, warnings.catch_warnings():
        if "cloudant" not in sys.modules:
            warnings.simplefilter("ignore")
        return import_module(f"cloudant.{module}")


class _Refused(Exception):
    """An answer nobody can use."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status_code = status


class _Client:
    """One cloudant client of one thread, made anew when the log-in has changed."""

    def __init__(self, address: Address, timeout: tuple[float, float], tries: int) -> None:
        from requests.adapters import HTTPAdapter
        from urllib3.util.retry import Retry

        self.used: Credentials = address.credentials
        name, password = (one.encode() for one in self.used)
        idempotent = frozenset({"GET", "HEAD", "PUT", "DELETE"})
        retry = Retry(tries - 1, backoff_factor=0.1, status_forcelist=(429, 502, 503, 504), allowed_methods=idempotent,
                      raise_on_status=False)  # fmt: skip
        couchdb = _cloudant("client").CouchDB
        told = {"url": address.url, "adapter": HTTPAdapter(max_retries=retry), "timeout": timeout, "connect": True}
        if self.used[0]:
            self.couch = couchdb(name, password, use_basic_auth=True, **told)
        else:
            self.couch = couchdb(None, None, admin_party=True, **told)
        self.couch.r_session.trust_env = False
        self.couch.r_session.max_redirects = 0

    def send(self, method: str, path: str, params: Mapping[str, str] | None = None, body: Any = None) -> tuple[int, Any]:
        """(status, JSON) of a raw request."""
        answer = self.couch.r_session.request(method, self.couch.server_url + path, params=params, json=body)
        try:
            return answer.status_code, answer.json()
        except ValueError:
            return answer.status_code, None


class Control:
    """Awaitable calls; every one raises Refusal `store_unavailable` when the node is away or refuses us."""

    def __init__(self, address: Address, *, connect: float = 3.0, read: float = 60.0, tries: int = 4) -> None:
        self._address = address
        self._timeout = (connect, read)
        self._tries = tries
        self._mine = threading.local()
        self._threads = ThreadPoolExecutor(_THREADS, "couchdb-control")

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def client(self) -> _Client:
        """The client of the calling thread."""
        found: _Client | None = getattr(self._mine, "client", None)
        if found is None or found.used != self._address.credentials:
            found = self._mine.client = _Client(self._address, self._timeout, self._tries)
        return found

    async def _run(self, job: Callable[[_Client], _Told]) -> _Told:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._guarded, job)

    def _guarded(self, job: Callable[[_Client], _Told]) -> _Told:
        """Run a job with what can go wrong told in our words; after a 401 once more with a new log-in, if there is one."""
        from requests.exceptions import RequestException

        failures = (RequestException, _cloudant("error").CloudantException, _Refused)

        for last in (False, True):
            client = self.client()
            try:
                return job(client)
            except failures as failed:
                status = getattr(getattr(failed, "response", None), "status_code", None) or getattr(failed, "status_code", None)
                if status == 401 and not last and self._address.renew(client.used):
                    continue
                _LOG.warning("CouchDB refused a call of the control plane: %s %s", type(failed).__name__, status or "")
                raise Refusal("store_unavailable") from None
        raise AssertionError("unreachable")

    async def _send(
        self, method: str, path: str, *good: int, db: str = "", params: Mapping[str, str] | None = None, body: Any = None
    ) -> tuple[int, Any]:
        """A raw request whose status is a success or one of `good`; a 404 is a missing database unless it is good."""

        def job(client: _Client) -> tuple[int, Any]:
            status, told = client.send(method, path, params, body)
            if 200 <= status < 300 or status in good:
                return status, told
            if db and status == 404:
                raise NoSuchDatabase(db)
            raise _Refused(status)

        return await self._run(job)

    # databases

    async def create(self, name: str, q: int | None = None, n: int | None = None) -> bool:
        """False when it was there. `q` shards, `n` copies; None leaves it to the node's settings."""
        params = {key: str(value) for key, value in (("q", q), ("n", n)) if value}
        status, _ = await self._send("PUT", self._address.database(name), 412, params=params)
        return status != 412

    async def delete(self, name: str) -> bool:
        status, _ = await self._send("DELETE", self._address.database(name), 404)
        return status != 404

    async def prepare(self) -> None:
        """Make CouchDB's own databases where they are missing and we may: several servers may do it at once."""
        for name in SYSTEM:
            status, _ = await self._send("HEAD", f"/{name}", 404, 401, 403)
            if status == 404:
                made, _ = await self._send("PUT", f"/{name}", 412, *_REFUSED)
                if made in _REFUSED:
                    _LOG.warning("there is no database %s, and we may not make it", name)

    async def security(self, db: str) -> Json:
        """The security object (CouchDB documentation, "/{db}/_security")."""
        _, told = await self._send("GET", f"{self._address.database(db)}/_security", db=db)
        return told if isinstance(told, dict) else {}

    async def set_security(self, db: str, security: Json) -> None:
        await self._send("PUT", f"{self._address.database(db)}/_security", db=db, body=security)

    async def revs_limit(self, db: str) -> int:
        _, told = await self._send("GET", f"{self._address.database(db)}/_revs_limit", db=db)
        return int(told)

    async def set_revs_limit(self, db: str, limit: int) -> None:
        await self._send("PUT", f"{self._address.database(db)}/_revs_limit", db=db, body=limit)

    # design documents, indexes, replications

    async def put_design(self, db: str, name: str, members: Json) -> bool:
        """Make `_design/{name}` what `members` says; False when it was so already. Racing servers end alike."""
        design = _cloudant("design_document").DesignDocument

        def job(client: _Client) -> bool:
            database = client.couch._DATABASE_CLASS(client.couch, self._address.prefix + db)
            found = design(database, f"_design/{name}")
            if found.exists():
                found.fetch()
                if all(found.get(key) == value for key, value in members.items()):
                    return False
            found.update(members)
            found.save()
            return True

        return await self._run(lambda client: _again(lambda: job(client), 409))

    async def put_index(self, db: str, name: str, fields: list[str]) -> None:
        """A Mango index of ours; asking for one that exists does nothing. Racing servers end alike."""

        def job(client: _Client) -> None:
            database = client.couch._DATABASE_CLASS(client.couch, self._address.prefix + db)
            database.create_query_index(f"sohop-{name}", name, "json", fields=list(fields))

        # CouchDB answers the loser of a race with 500.
        await self._run(lambda client: _again(lambda: job(client), 409, 500))

    async def put_replication(self, name: str, source: Json, target: Json, *, continuous: bool = True) -> bool:
        """Make `_replicator/{name}` copy `source` to `target` (objects with `url` and `auth`); False when it was there."""
        body = {"source": source, "target": target, "continuous": continuous}
        status, _ = await self._send("PUT", f"/_replicator/{escaped(name)}", 409, body=body)
        return status != 409

    async def replication_state(self, name: str) -> str:
        """`initializing`, `running`, `completed`, `crashing`, `failed` …; "" when the scheduler knows none of that name."""
        status, told = await self._send("GET", f"/_scheduler/docs/_replicator/{escaped(name)}", 404)
        return str((told or {}).get("state") or "") if status != 404 else ""

    async def delete_replication(self, name: str) -> bool:
        status, told = await self._send("GET", f"/_replicator/{escaped(name)}", 404)
        if status == 404:
            return False
        status, _ = await self._send("DELETE", f"/_replicator/{escaped(name)}", 404, 409, params={"rev": told["_rev"]})
        return status < 300

    # the server's feed

    def poll_updates(self, since: str, seconds: int) -> tuple[list[str], str] | None:
        """(names of changed databases, where to go on) of `_db_updates`, waiting up to `seconds` for one; None when this
        CouchDB has no such feed or does not let us read it. Blocks: for the follower's own thread."""
        waiting = {"feed": "longpoll", "timeout": str(seconds * 1000)} if seconds else {}

        def job(client: _Client) -> tuple[list[str], str] | None:
            status, told = client.send("GET", "/_db_updates", {"since": since, **waiting})
            if status != 200 or not isinstance(told, dict):
                return None
            return [row["db_name"] for row in told["results"]], str(told["last_seq"])

        return self._guarded(job)


def _again(job: Callable[[], _Told], *statuses: int) -> _Told:
    """Do a job once more, three times in all, after an answer that somebody else's success may explain."""
    from requests.exceptions import HTTPError

    for _ in range(2):
        try:
            return job()
        except HTTPError as failed:
            if failed.response is None or failed.response.status_code not in statuses:
                raise
    return job()
