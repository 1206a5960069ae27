"""The store on CouchDB: `sync.ports.DocumentStore`, over HTTP, with nothing kept in this process that another server could miss.

Writing is not atomic over documents. Revision ids of edits are CouchDB's own: alike for the same edit of the same parent.
"""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from sync.domain.errors import NoSuchDatabase, Refusal
from sync.ports import (
    Also,
    Attachment,
    Change,
    ChangesPage,
    DatabaseInfo,
    DatabaseSettings,
    Json,
    MissingRevisions,
    Seq,
    Write,
    Written,
)
from sync.revisions.entry import check_id
from sync.stores.couchdb import feed, files, ranges, trees, upkeep
from sync.stores.couchdb.address import Address, Credentials, document_path
from sync.stores.couchdb.batch import Batch
from sync.stores.couchdb.control import Control
from sync.stores.couchdb.known.info_now import InfoNow
from sync.stores.couchdb.known.infos import Identities, Infos
from sync.stores.couchdb.known.seen import SeenDocuments
from sync.stores.couchdb.known.together import Together
from sync.stores.couchdb.known.wholes import Whole
from sync.stores.couchdb.local import Locals
from sync.stores.couchdb.peer import CouchPeer
from sync.stores.couchdb.poll import Polls
from sync.stores.couchdb.quorum import Quorum
from sync.stores.couchdb.updates import Updates
from sync.stores.couchdb.wire import Patience, Remote, Wire, succeeded
from sync.stores.packed import decode, unpack

INFO_SECONDS = 1.0
"""How long what a database tells of itself is taken for true: every request asks several times."""
_READS = 100
"""Documents that several ask for at once and that are read in one request."""
_EDITS = 16
"""Writers whose edits go in one request."""
_FEW = 50
"""Edits of a writer who may go with others; who brings more would keep them waiting."""


class CouchStore:
    """Implements `sync.ports.DocumentStore`. Making one asks nothing of the network: `await prepare()` does.

    `url` is the node or the balancer before a cluster (see `Address`); `prefix` begins the name of each of our databases;
    `q` shards and `n` copies are what new databases get. Every method raises Refusal `store_unavailable` when CouchDB cannot
    be reached in `patience`, refuses our log-in, or fails.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "",
        q: int | None = None,
        n: int | None = None,
        credentials: Callable[[], Credentials] | None = None,
        patience: Patience | None = None,
        info_seconds: float = INFO_SECONDS,
    ) -> None:
        patience = patience or Patience()
        self._address = Address(url, prefix, credentials)
        self._shape = (q, n)
        self.wire = Wire(self._address, patience)
        self.control = Control(self._address, connect=patience.connect, read=patience.read, tries=patience.tries)
        self.peer = CouchPeer(self._address)
        """For requests that are handed on as they are."""
        now = InfoNow(self._db, partial(upkeep.infos, self.wire, self._address), patience.together)
        self._known = Infos(info_seconds, self._db, now, patience.together)
        self._seen = SeenDocuments()
        self._locals = Locals(self._db)
        self._quorum = Quorum()
        self._there: set[str] = set()
        """Databases that were there when we last looked; one that is gone is noticed by the next call that misses it."""
        self._reads = Together(self._read_together, _READS, patience.together)
        self._edits = Together(self._edit_together, _EDITS, patience.together)
        self._firsts = Together(self._firsts_together, _READS, patience.together)
        self._polls = Polls()
        self._updates = Updates(self.control, self._look, prefix)

    async def prepare(self) -> None:
        """Make what CouchDB itself needs and may lack; any number of servers may do so at once."""
        await self.control.prepare()

    async def close(self) -> None:
        await self._locals.close()
        self._updates.close()
        await self._polls.close()
        await self._known.close()
        await self._reads.close()
        await self._edits.close()
        await self._firsts.close()
        await self.wire.close()
        await self.peer.close()
        await self.control.close()

    def _db(self, name: str) -> Remote:
        return Remote(self.wire, self._address, name, self._gone)

    # databases

    async def create_database(self, name: str) -> bool:
        if name in self._there:
            return False
        try:  # asking costs less than being refused, and who makes sure of a database asks of it next
            await self.info(name)
            made = False
        except NoSuchDatabase:
            made = await self.control.create(name, *self._shape)
        if made:
            self._moved(name)
            with suppress(NoSuchDatabase):  # deleted in the meantime
                await Identities.make(self._db(name))
        self._there.add(name)
        return made

    async def delete_database(self, name: str) -> bool:
        self._gone(name)
        gone = await self.control.delete(name)
        self._moved(name)
        return gone

    def _gone(self, name: str) -> None:
        self._there.discard(name)
        self._known.drop(name)
        self._forget(name)

    def _moved(self, name: str) -> None:
        self._known.forget(name)
        self._forget(name)
        self._updates.note(name)

    def _forget(self, name: str) -> None:
        self._seen.forget(name)
        self._locals.forget(name)

    async def databases(self) -> list[str]:
        return await upkeep.names(self.wire, self._address)

    async def info(self, db: str) -> DatabaseInfo:
        """May be `info_seconds` old where another server wrote; never older than a write of this one."""
        return await self._known.of(db)

    async def uuid(self, db: str) -> str:
        return await self._known.uuid_of(db)

    async def _look(self, wanted: Iterable[str] | None) -> dict[str, str]:
        """`update_seq` of databases, for the feed of those that changed; whoever asks that asks of them next."""
        asked = time.monotonic()
        told = await upkeep.infos(self.wire, self._address, wanted)
        for name, info in told.items():
            self._known.heard(name, info, asked)
        return {name: str(info["update_seq"]) for name, info in told.items()}

    async def settings(self, db: str) -> DatabaseSettings:
        return DatabaseSettings(await self.control.revs_limit(db), await self.control.security(db))

    async def set_revs_limit(self, db: str, limit: int) -> None:
        await self.control.set_revs_limit(db, limit)

    async def set_security(self, db: str, security: Json) -> None:
        await self.control.set_security(db, security)

    async def compact(self, db: str) -> None:
        await upkeep.compact(self._db(db))

    async def purge(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        told = await upkeep.purge(self._db(db), asked)
        self._known.drop(db)
        self._forget(db)
        self._updates.note(db)
        return told

    # documents

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        if 0 < len(writes) <= _FEW and all(one.mode == "edit" and not one.files for one in writes):
            return await self._edits.of(db, writes)
        return await self._write(db, writes)

    async def _write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        batch = Batch(self._db(db), self._quorum, self._seen.bodies)
        told = await self._written(db, batch, writes)
        await batch.prove()
        return told

    async def _edit_together(self, db: str, several: Sequence[Sequence[Write]]) -> list[list[Written]]:
        told = iter(await self._write(db, [one for some in several for one in some]))
        return [[next(told) for _ in some] for some in several]

    async def _written(self, db: str, batch: Batch, writes: Sequence[Write]) -> list[Written]:
        try:
            return await batch.write(writes)
        finally:
            self._known.drop(db)
            self._seen.wrote(db)
            if batch.moved:
                self._updates.note(db)

    async def write_with(self, db: str, writes: Sequence[Write], also: Also) -> tuple[list[Written], dict[str, list[Written]]]:
        batch = Batch(self._db(db), self._quorum, self._seen.bodies)
        told = await self._written(db, batch, writes) if writes else []
        others: dict[str, list[Written]] = {}
        for name, some in also(told).items():
            others[name] = await self.write(name, some)
            if name == db and any(one.mode == "edit" for one in some):
                batch.proven = True
            if any(one.error is not None for one in others[name]):
                break
        await batch.prove()
        return told, others

    async def read(self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False) -> Json | None:
        remote = self._db(db)
        if not _is_id(id):
            await remote.must("GET")
            return None
        if not (rev or revs or conflicts):
            return await self._reads.of(db, id)
        return await self._read(db, id, rev, revs=revs, conflicts=conflicts)

    async def _read_together(self, db: str, ids: Sequence[str]) -> Sequence[Json | None]:
        if len(ids) == 1:
            return [await self._read(db, ids[0])]
        found = await trees.winners_of(self._db(db), dict.fromkeys(ids))
        return [copy.deepcopy(found.get(id)) for id in ids]

    async def _read(
        self, db: str, id: str, rev: str | None = None, *, revs: bool = False, conflicts: bool = False
    ) -> Json | None:
        asked = (("rev", rev), ("revs", "true" if revs else None), ("conflicts", "true" if conflicts else None))
        params = {name: value for name, value in asked if value}
        answer = await self._db(db).call("GET", document_path(id), params=params)
        if answer.status == 404 or (answer.status == 400 and rev):
            return None
        told: Json = succeeded(answer, "GET document")
        if "_conflicts" in told:
            told["_conflicts"].sort(key=lambda one: trees.rank({"_rev": one}), reverse=True)
        return told

    async def leaves(self, db: str, id: str) -> list[Json]:
        return (await self.leaves_of(db, [id])).get(id, [])

    async def leaves_of(self, db: str, ids: Sequence[str], *, packed: bool = False, lately: bool = False) -> dict[str, list[Json]]:
        remote = self._db(db)
        wanted = [id for id in ids if _is_id(id)]
        if not wanted:
            await remote.must("GET")
        how = unpack if packed else decode
        known = self._seen.leaves(db, wanted, how) if lately else {}
        rest = [id for id in wanted if id not in known]
        if rest and (whole := await self._whole(db)) is not None:
            more, rest = self._seen.leaves_in(whole, db, rest, how)
            known |= more
        return known | (await trees.leaves_of(remote, rest, self._seen.bodies, how) if rest else {})

    async def _whole(self, db: str) -> Whole | None:
        """All documents of it as they are now, where we know them."""
        whole = None if self._known.has_copies(db) else self._seen.whole(db)
        if whole is None or not whole.holds(*await self._known.seqs_now(db)) or self._known.has_copies(db):
            return None
        return whole

    async def leaves_at(self, db: str, changes: Sequence[Change], *, packed: bool = False) -> dict[str, list[Json]]:
        found = self._seen.leaves_at(db, changes, packed)
        rest = [change.id for change in changes if len(found[change.id]) < len(change.leaves)]
        if rest:
            found |= {id: [] for id in rest} | await self.leaves_of(db, rest, packed=packed)
        return {id: leaves for id, leaves in found.items() if leaves}

    async def attachment(self, db: str, id: str, name: str, rev: str | None = None) -> Attachment | None:
        return await files.read_attachment(self._db(db), await self.read(db, id, rev), name)

    async def range(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[Json]:
        if limit == 1:
            return await self._firsts.of(db, ranges.between(start, end, limit, descending) | {"include_docs": True})
        return ranges.docs(
            await self._all_docs(db, ranges.between(start, end, limit, descending) | {"include_docs": True}), end, limit
        )

    async def _firsts_together(self, db: str, asked: Sequence[Json]) -> Sequence[list[Json]]:
        """Several ranges of which the first document alone is wanted."""
        if len(asked) == 1:
            several = [await self._all_docs(db, asked[0])]
        else:
            told = await self._db(db).must("POST", "_all_docs/queries", body={"queries": asked})
            several = [one["rows"] for one in told["results"]]
        return [ranges.docs(rows, ranges.end_of(one), 1) for rows, one in zip(several, asked, strict=True)]

    async def index(
        self, db: str, start: str = "", end: str = "\U0010ffff", *, limit: int | None = None, descending: bool = False
    ) -> list[tuple[str, str]]:
        if (whole := await self._whole(db)) is not None and whole.has_none(start, end):
            return []
        rows = await self._all_docs(db, ranges.between(start, end, limit, descending))
        return [(row["id"], row["value"]["rev"]) for row in ranges.cut(rows, end, limit)]

    async def _all_docs(self, db: str, asked: Json) -> list[Any]:
        params = {name: json.dumps(value) for name, value in asked.items()}
        rows: list[Any] = (await self._db(db).must("GET", "_all_docs", params=params))["rows"]
        return rows

    # feeds

    async def changes(
        self, db: str, since: Seq = "0", *, limit: int | None = None, descending: bool = False, ids: Sequence[str] | None = None
    ) -> ChangesPage:
        asked = time.monotonic()
        page = await feed.page(self._db(db), since, limit, descending, ids)
        self._seen.read(db, since, page, asked, plainly=ids is None and not descending and limit != 0)
        return page

    async def wait_for_change(self, db: str, since: Seq, timeout: float) -> bool:
        return await self._polls.until_moved(self._db(db), since, timeout)

    async def updated_databases(self, since: Seq = "0") -> tuple[list[str], Seq]:
        return await self._updates.since(since)

    async def wait_for_update(self, since: Seq, timeout: float) -> bool:
        return await self._updates.wait(since, timeout)

    # replication

    async def revs_diff(self, db: str, asked: Mapping[str, Sequence[str]]) -> dict[str, MissingRevisions]:
        # Whoever is told that something is missing brings it once more, and that does no harm.
        new = self._seen.unknown(db, asked)
        told = {id: MissingRevisions(tuple(dict.fromkeys(revs))) for id, revs in asked.items() if id in new and revs}
        rest = {id: revs for id, revs in asked.items() if id not in new}
        if asked and not rest:
            return told
        for id, row in (await trees.missing(self._db(db), rest)).items():
            unknown = set(row["missing"])
            missing = tuple(rev for rev in dict.fromkeys(asked[id]) if rev in unknown)
            told[id] = MissingRevisions(missing, tuple(sorted(row.get("possible_ancestors", ()))))
        return told

    async def read_local(self, db: str, id: str, *, own: bool = False) -> Json | None:
        return await self._locals.read(db, id, own)

    async def local_ids(self, db: str) -> list[str]:
        return await self._locals.ids(db)

    async def write_local(self, db: str, id: str, body: Json, *, own: bool = False) -> Written:
        return await self._locals.write(db, id, body, own)

    async def delete_local(self, db: str, id: str, rev: str) -> Written:
        return await self._locals.delete(db, id, rev)


def _is_id(id: str) -> bool:
    try:
        check_id(id)
    except Refusal:
        return False
    return True
