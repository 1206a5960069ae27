"""The sent papers below an office that wait for a review, the longest waiting first.

Reads ids before bodies: which papers wait follows from the ids of papers and reviews and from the receipts.
A unit with more cells than `MOST_CELLS` is looked at office by office.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import review_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.lifecycle import record_of
from sync.domain.reviews import decisions_for
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, DocumentStore
from sync.usecases.directory import Directory
from sync.usecases.receipts.find_receipts import UnitReceipts

MOST_CELLS = 60
PAGE = 50
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that waits. `rev`: the revision that waits; `received_at` ISO 8601, of a paper that came in without a receipt when it was
    finished; `days` whole days since then."""

    unit: Unit
    id: str
    rev: str
    received_at: str
    days: int


@dataclass(frozen=True, slots=True)
class Queue:
    """`papers`: of the page asked for; `all`: how many wait; `below`: the offices to choose from, where there are too many cells for
    one list; `kinds`: how many wait of each kind."""

    unit: Unit
    papers: tuple[Waiting, ...]
    all: int
    kinds: dict[str, int]
    page: int
    pages: int
    below: tuple[Unit, ...] = ()


class ReviewQueue:
    """Makes a `Queue`."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._receipts = UnitReceipts(store)
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str, kind: str = "", page: int = 1) -> Queue:
        """`kind`: of that kind only. Raises Refusal `not_found` for a unit where this person reviews nothing."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None or not access.may(person, "write", unit_id, tree, today, "review"):
            raise Refusal("not_found")
        units = _workspaces(unit, tree, today)
        if len(units) > MOST_CELLS:
            return Queue(unit, (), 0, {}, 1, 1, tuple(one for one in tree.children(unit_id, today) if one.type != "cell"))
        found: list[Waiting] = []
        for start in range(0, len(units), _AT_ONCE):
            for some in await asyncio.gather(*(self._of(one, today) for one in units[start : start + _AT_ONCE])):
                found += some
        kinds: defaultdict[str, int] = defaultdict(int)
        for one in found:
            kinds[one.id.partition(":")[0]] += 1
        chosen = sorted(
            (one for one in found if not kind or one.id.startswith(f"{kind}:")), key=lambda one: (one.received_at, one.id)
        )
        pages = max(1, -(-len(chosen) // PAGE))
        page = min(max(page, 1), pages)
        return Queue(unit, tuple(chosen[(page - 1) * PAGE : page * PAGE]), len(chosen), dict(kinds), page, pages)

    async def _of(self, unit: Unit, today: date) -> list[Waiting]:
        db = workspace(unit.id)
        try:
            rows = await self._store.index(db)
        except NoSuchDatabase:
            return []
        present = dict(rows)
        received = {(one.paper, one.rev): one.received_at for one in await self._receipts.of(db)}
        revs = {id: rev for id, rev in rows if decisions_for(id.partition(":")[0])}
        # A draft beside it may be the store's winner, and is never the record.
        doubtful = [id for id, rev in revs.items() if (id, rev) not in received]
        for id, leaves in (await self._store.leaves_of(db, doubtful)).items() if doubtful else ():
            record = record_of(leaves)
            if record is None or record.get("state") != "sent":
                del revs[id]
                continue
            revs[id] = str(record["_rev"])
            received.setdefault((id, revs[id]), str(record.get("done_at", "")))
        open_ = [(id, rev) for id, rev in revs.items() if review_id(id, rev) not in present]
        return [Waiting(unit, id, rev, received[id, rev], _days(received[id, rev], today)) for id, rev in open_]


def _workspaces(unit: Unit, tree: UnitTree, today: date) -> list[Unit]:
    """The unit itself, the cells under it, and the offices between."""
    cells = tree.cells(unit.id, today)
    return list({one.id: one for one in (unit, *tree.children(unit.id, today), *cells)}.values())


def _days(at: str, today: date) -> int:
    try:
        return max(0, (today - date.fromisoformat(at[:10])).days)
    except ValueError:
        return 0
