"""What is measured, one function each: bulk writes, single PUTs, the changes feed, npm `pouchdb` both ways, and the herd.

Each takes a `Visit` (one peer in one round) and gives what it cost. Databases are made before the clock starts; `Visit.leave`
deletes the plain ones again.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bench.couch import papers
from bench.couch.client import Cost, Job, run
from bench.couch.peer import Peer, Place

HERD_AT_ONCE = 64
CARRIED = 20
"""Papers that a branch pushes, and as many that it pulls."""
MANY = 10_000
_BULK = {1: 1_200, 20: 6_000, 100: MANY}
"""Documents to write, by documents a request."""
_PUTS = {1: 300, 16: 1_200, 64: 2_400}
"""Documents to write, by connections."""
SINGLES = len(_BULK) + len(_PUTS) + 1
"""Workspaces without seeds that one visit uses up."""


@dataclass(slots=True)
class Visit:
    """One peer in one round."""

    peer: Peer
    branches: int
    filled: Place | None = None
    _made: list[Place] = field(default_factory=list)

    async def place(self) -> Place:
        """A database with nothing in it."""
        place = self.peer.new_place()
        await self._make([place])
        return place

    async def herd(self) -> list[Place]:
        """A database for each branch, with its seeds."""
        places = self.peer.new_herd(self.branches)
        await self._make(places, seeds=CARRIED)
        return places

    async def _make(self, places: list[Place], seeds: int = 0) -> None:
        if not self.peer.workspaces:
            self._made += places
            await run(self.peer, Job("seed", branches=[_branch(one, seeds=seeds) for one in places]))

    async def leave(self) -> None:
        """Delete the plain databases that were made so far."""
        if self._made:
            await run(self.peer, Job("drop", branches=[_branch(one) for one in self._made]))
            self._made.clear()


Measure = Callable[[Visit], Awaitable[Cost]]


def _branch(place: Place, *, seeds: int = 0, pushes: int = 0) -> str:
    """See the type `Branch` of client/run.mjs. The papers to push follow the seeds."""
    came = papers.some(seeds, place.unit, place.author, size=papers.USUAL)
    pushed = list(papers.some(pushes, place.unit, place.author, size=papers.USUAL, first=CARRIED))
    return json.dumps({
        "db": place.db, "headers": place.headers, "seeds": [papers.text(one) for one in came],
        "papers": [papers.text(one) for one in pushed], "revs": json.dumps({one["_id"]: [one["_rev"]] for one in pushed}),
    })  # fmt: skip


def _documents(count: int, place: Place) -> list[str]:
    """Small papers without revisions, as an application writes them."""
    return [papers.text(papers.minutes(number, place.unit, place.author, papers.SMALL)) for number in range(count)]


def bulk(batch: int) -> Measure:
    async def measure(visit: Visit) -> Cost:
        place = await visit.place()
        job = Job("bulk", place.db, place.headers, batch, at_once=4, documents=_documents(_BULK[batch], place))
        cost = await run(visit.peer, job)
        if _BULK[batch] == MANY:
            visit.filled = place
        return cost

    return measure


def puts(connections: int) -> Measure:
    async def measure(visit: Visit) -> Cost:
        place = await visit.place()
        return await run(
            visit.peer, Job("puts", place.db, place.headers, at_once=connections, documents=_documents(_PUTS[connections], place))
        )

    return measure


def changes(query: str) -> Measure:
    async def measure(visit: Visit) -> Cost:
        place = await _filled(visit)
        return await run(visit.peer, Job("changes", place.db, place.headers, limit=MANY, query=query))

    return measure


async def _filled(visit: Visit) -> Place:
    """The database with `MANY` documents."""
    if visit.filled is None:
        await bulk(100)(visit)
    assert visit.filled is not None
    return visit.filled


async def pouch_pull(visit: Visit) -> Cost:
    place = await _filled(visit)
    return await run(visit.peer, Job("pouchPull", place.db, place.headers, limit=MANY))


async def pouch_push(visit: Visit) -> Cost:
    place = await visit.place()
    return await run(visit.peer, Job("pouchPush", place.db, place.headers, limit=MANY, documents=_documents(MANY, place)))


def herd(work: str) -> Measure:
    async def measure(visit: Visit) -> Cost:
        places = await visit.herd()
        branches = [_branch(one, pushes=CARRIED) for one in places]
        headers: dict[str, str] = {}
        cost = await run(visit.peer, Job(work, headers=headers, at_once=HERD_AT_ONCE, pulls=CARRIED, branches=branches))
        await run(visit.peer, Job("count", headers=headers, limit=2 * CARRIED, branches=[_branch(one) for one in places]))
        await visit.leave()  # CouchDB keeps only so many files open, and those of the next peer shall be among them
        return replace(cost, documents=visit.branches * 2 * CARRIED)

    return measure


HERD, EXCHANGE = "herd, 9 requests", "herd, by exchange"
MEASURES: dict[str, Measure] = {
    HERD: herd("herd"),
    EXCHANGE: herd("exchangeHerd"),
    **{f"_bulk_docs, {batch} a request": bulk(batch) for batch in _BULK},
    **{f"PUT, {connections} at once": puts(connections) for connections in _PUTS},
    "_changes, include_docs": changes("include_docs=true"),
    "_changes, style=all_docs": changes("style=all_docs"),
    "PouchDB pulls": pouch_pull,
    "PouchDB pushes": pouch_push,
}
