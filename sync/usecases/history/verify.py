"""Walk every unit's chain and hold receipts and papers against it: the first break of each chain, and what else does not fit.

Works beside a running server: what was accepted during the walk is looked up again before anything is said of it. Reads page by
page, one unit at a time; writes nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from sync.domain.canonical import digest
from sync.domain.documents import content, unit_of, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import PAPER_KINDS
from sync.domain.proofs.broken import Broken
from sync.domain.proofs.history import HISTORY, ids_of
from sync.domain.proofs.receipt_check import Verify, fault_in_document
from sync.domain.proofs.receipts import RECEIPT, Receipts
from sync.ports import Change, DocumentStore, Json
from sync.usecases.history.walk import Walk

_PAGE = 100
MOST_TOLD = 20
"""Of one unit's receipts and papers; of its chain only the first break is told."""
_MOST_OPEN = 1_000
_TRIES = 3
_PAPERS = frozenset(PAPER_KINDS)
_DOCUMENT = frozenset(("_id", "_rev", "kind", "unit", "received_at", "key", "signature", "papers"))
_ROW = frozenset(("paper", "rev", "digest", "number"))


@dataclass(slots=True)
class Verified:
    """How much was looked at, and what is wrong."""

    units: int = 0
    units_to_do: int = 0
    entries: int = 0
    receipts: int = 0
    papers: int = 0
    broken: list[Broken] = field(default_factory=list)
    more: int = 0
    """Things that are wrong beyond those in `broken`."""


class VerifyHistory:
    """`verify`: who checks signatures; `pause`: waits a moment, for papers whose entry another server is about to write;
    `progress` is called between pages."""

    def __init__(
        self,
        store: DocumentStore,
        verify: Verify,
        pause: Callable[[], Awaitable[None]],
        progress: Callable[[Verified], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._verify = verify
        self._pause = pause
        self._progress = progress

    async def run(self) -> Verified:
        """All units. Raises Refusal `store_unavailable`."""
        units = await self._units()
        told = Verified(units_to_do=len(units))
        told.broken += [one async for one in self._twice()]
        for unit in units:
            await _Unit(self._store, unit, told, self._verify, self._pause, self._progress).run()
            told.units += 1
        self._progress(told)
        return told

    async def _units(self) -> list[str]:
        """Those that have a workspace, and those that have a history."""
        found = {unit for db in await self._store.databases() if (unit := unit_of(db)) is not None}
        start = ""
        while True:
            try:
                page = await self._store.index(HISTORY, start, limit=1)
            except NoSuchDatabase:
                page = []
            if not page:
                return sorted(found)
            unit = page[0][0].partition(":")[0]
            found.add(unit)
            start = ids_of(unit)[1]

    async def _twice(self) -> AsyncIterator[Broken]:
        """Entries that two servers of a cluster wrote under one number, and that nobody has put one behind the other yet."""
        seq = "0"
        while True:
            try:
                page = await self._store.changes(HISTORY, seq, limit=_PAGE * 10)
            except NoSuchDatabase:
                return
            several = [one.id for one in page.changes if len(one.leaves) > 1]
            for id in several:
                if sum(not leaf.get("_deleted") for leaf in await self._store.leaves(HISTORY, id)) > 1:
                    unit, _, number = id.rpartition(":")
                    yield Broken(unit, "conflict", int(number))
            seq = page.last_seq
            if not page.changes or not page.pending:
                return


class _Unit:
    """One unit, once."""

    def __init__(
        self,
        store: DocumentStore,
        unit: str,
        told: Verified,
        verify: Verify,
        pause: Callable[[], Awaitable[None]],
        progress: Callable[[Verified], None],
    ) -> None:
        self._store, self._unit, self._db, self._told = store, unit, workspace(unit), told
        self._verify, self._pause, self._progress = verify, pause, progress
        self._walk = Walk(unit)
        self._open: dict[Broken, str] = {}
        """What would be wrong if the history does not say otherwise by the end, and the document to ask again."""
        self._count = 0

    async def run(self) -> None:
        await self._walk_on()
        named = set(self._walk.receipts)
        try:
            async for change, leaves in self._documents():
                self._look(change, leaves, named)
        except NoSuchDatabase:
            pass
        for id in sorted(named):
            self._later(Broken(self._unit, "receipt_missing", self._walk.receipts[id].entry, document=id), id)
        await self._settle()
        if self._walk.broken is not None:
            self._told.broken.append(self._walk.broken)

    async def _walk_on(self) -> None:
        before = self._walk.entries
        await self._walk.on(self._store)
        self._told.entries += self._walk.entries - before
        self._progress(self._told)

    async def _documents(self) -> AsyncIterator[tuple[Change, list[Json] | None]]:
        """Every document of the workspace with its leaves, None where they cannot be read."""
        seq = "0"
        while True:
            page = await self._store.changes(self._db, seq, limit=_PAGE)
            leaves = await self._leaves([one.id for one in page.changes])
            for change in page.changes:
                yield change, leaves.get(change.id)
            seq = page.last_seq
            self._progress(self._told)
            if not page.changes or not page.pending:
                return

    async def _leaves(self, ids: Sequence[str]) -> dict[str, list[Json]]:
        try:
            return await self._store.leaves_of(self._db, ids)
        except Refusal:
            raise
        except Exception:
            found = {}
            for id in ids:
                try:
                    found[id] = await self._store.leaves(self._db, id)
                except Refusal:
                    raise
                except Exception:  # noqa: S112  # what is damaged is told by its absence
                    continue
            return found

    def _look(self, change: Change, leaves: list[Json] | None, named: set[str]) -> None:
        kind = change.id.partition(":")[0]
        if kind == "receipt":
            if leaves and leaves[0].get("_deleted"):
                return
            named.discard(change.id)
            self._receipt(change.id, leaves[0] if leaves else None)
        elif kind in _PAPERS:
            there = {str(leaf["_rev"]): leaf for leaf in leaves or ()}
            for rev in change.leaves:
                if rev in there:
                    self._paper(there[rev])
                elif not leaves:
                    self._say(Broken(self._unit, "paper_unreadable", paper=change.id, rev=rev))

    def _paper(self, leaf: Json) -> None:
        self._told.papers += 1
        id, rev = key = str(leaf["_id"]), str(leaf["_rev"])
        recorded = self._walk.digests.get(key)
        if recorded is None:
            self._later(Broken(self._unit, "paper_unlisted", paper=id, rev=rev), id)
            return
        try:
            same = digest(content(leaf)) == recorded
        except ValueError:  # what is no JSON a paper may hold
            same = False
        if not same:
            self._say(Broken(self._unit, "paper_differs", paper=id, rev=rev))

    def _receipt(self, id: str, document: Json | None) -> None:
        self._told.receipts += 1
        if document is None:
            self._say(Broken(self._unit, "receipt_unreadable", document=id))
            return
        if what := self._fault(id, document):
            self._say(Broken(self._unit, f"receipt_{what}", document=id))
            return
        named = self._walk.receipts.get(id)
        if named is None:
            self._later(Broken(self._unit, "receipt_unlisted", document=id), id)
            return
        said = document["key"], document["signature"], document["received_at"], document.get("drift_ms")
        if said != (named.key, named.signature, named.received_at, named.drift_ms):
            self._say(Broken(self._unit, "receipt_differs", named.entry, document=id))
        for row in document["papers"]:
            recorded = self._walk.digests.get((row["paper"], row["rev"]))
            if recorded != row["digest"]:
                what = "receipt_paper" if recorded is None else "receipt_digest"
                self._say(Broken(self._unit, what, paper=row["paper"], rev=row["rev"], document=id))

    def _fault(self, id: str, document: Json) -> str:
        if what := fault_in_document(document, self._verify):
            return what
        rows = document["papers"]
        members = set(document) - {"drift_ms", "_revisions"}
        exact = members == _DOCUMENT and all(set(row) - {"on_time"} == _ROW for row in rows)
        root = Receipts(document).levels()[-1][0].hex()
        if not exact or document["kind"] != "receipt" or document["unit"] != self._unit:
            return "malformed"
        return "" if id.startswith(RECEIPT) and id.endswith(f":{root[:16]}") else "malformed"

    def _later(self, broken: Broken, id: str) -> None:
        """The entry may have been written meanwhile, or be about to be."""
        if len(self._open) < _MOST_OPEN:
            self._open[broken] = id
        else:
            self._say(broken)

    async def _settle(self) -> None:
        for _ in range(_TRIES):
            if not self._open:
                return
            await self._walk_on()
            again, self._open = self._open, {}
            leaves = await self._leaves(list(dict.fromkeys(again.values())))
            for broken, id in again.items():
                if broken.what == "receipt_missing":
                    if all(leaf.get("_deleted") for leaf in leaves.get(id, ())):
                        self._later(broken, id)
                    continue
                for leaf in leaves.get(id, ()):
                    if broken.what == "receipt_unlisted":
                        self._told.receipts -= 1
                        self._receipt(id, leaf)
                    elif leaf["_rev"] == broken.rev:
                        self._told.papers -= 1
                        self._paper(leaf)
            if self._open:
                await self._pause()
        for broken in self._open:
            self._say(broken)

    def _say(self, broken: Broken) -> None:
        self._count += 1
        if self._count <= MOST_TOLD:
            self._told.broken.append(broken)
        else:
            self._told.more += 1
