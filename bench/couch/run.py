"""The comparison: `python -m bench.couch`, or as a part of `make bench`.

The peers: (a) the embedded store through our server's CouchDB door, once with plain databases, which is the store alone, and
once with workspaces, where authorisation, validation, receipts and history are all on; (b) our server with its store in
CouchDB; (c) CouchDB bare. (b) and (c) need SOHOP_TEST_COUCHDB_URL. All run for the whole time; every measure visits them in
turn, round after round, and the table holds medians. BENCH_BRANCHES, BENCH_ROUNDS and BENCH_MINUTES set how much is done;
when the minutes are over no new measure begins.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.couch import couchdb
from bench.couch.client import ClientFailed, Cost
from bench.couch.measures import EXCHANGE, MEASURES, SINGLES, Measure, Visit
from bench.couch.peer import Peer
from bench.couch.sohop import Wanted, serving

ALONE, EVERYTHING, IN_FRONT = "embedded, store alone", "embedded, everything on", "ours on CouchDB, everything on"
ADDRESS = "SOHOP_TEST_COUCHDB_URL"
_STEPS = 5_000_000


@dataclass(slots=True)
class Results:
    """Costs by (measure, peer), one a round. `notes`: what was left out and why. `calibration`: seconds of one loop."""

    branches: int
    costs: dict[tuple[str, str], list[Cost]] = field(default_factory=lambda: defaultdict(list))
    peers: list[str] = field(default_factory=list)
    bare: str = ""
    notes: list[str] = field(default_factory=list)
    calibration: list[float] = field(default_factory=list)


async def measure(environment: Mapping[str, str] = os.environ) -> Results:
    """Run everything there is a peer for. Raises OSError when CouchDB does not answer, RuntimeError when ours does not start."""
    branches, rounds = int(environment.get("BENCH_BRANCHES", "200")), int(environment.get("BENCH_ROUNDS", "3"))
    until = time.monotonic() + 60 * float(environment.get("BENCH_MINUTES", "7"))
    only = environment.get("BENCH_ONLY", "")
    results = Results(branches)
    async with _peers(results, environment.get(ADDRESS, ""), branches, rounds) as peers:
        for number in range(rounds):
            if time.monotonic() > until:
                break
            results.calibration.append(calibrate())
            await _round(results, [Visit(peer, branches) for peer in peers], until, number, only)
    return results


async def _round(results: Results, visits: list[Visit], until: float, number: int, only: str) -> None:
    try:
        for name, measure_one in MEASURES.items():
            if only not in name:
                continue
            if time.monotonic() > until:
                results.notes.append(f"The time was over in round {number + 1}, before: {name}.")
                return
            for visit in visits:
                if name != EXCHANGE or visit.peer.workspaces:
                    await _one(results, name, measure_one, visit)
    finally:
        for visit in visits:
            with contextlib.suppress(ClientFailed):
                await visit.leave()


async def _one(results: Results, name: str, measure_one: Measure, visit: Visit) -> None:
    """A failure is told beside the table and ends nothing: the other peers are still compared."""
    try:
        cost = await measure_one(visit)
    except ClientFailed as failed:
        results.notes.append(f"Failed: {name}, {failed}")
        print(f"  {name}: {failed}", flush=True)
        return
    results.costs[name, visit.peer.name].append(cost)
    print(f"  {name}, {visit.peer.name}: {cost.rate:,.0f} documents/s", flush=True)


@contextlib.asynccontextmanager
async def _peers(results: Results, address: str, branches: int, rounds: int) -> AsyncIterator[list[Peer]]:
    """All peers there are, ours started."""
    wanted = Wanted(herds=2 * branches * rounds, singles=SINGLES * rounds)
    async with contextlib.AsyncExitStack() as stack:
        top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sohop-bench-")))
        for folder in ("alone", "everything", "in-front"):
            (top / folder).mkdir()
        peers = [await stack.enter_async_context(serving(ALONE, top / "alone", Wanted()))]
        if address:
            peers.append(couchdb.bare(address))
            results.bare = peers[-1].name
            results.notes.append(couchdb.shape(peers[-1]))
        peers.append(await stack.enter_async_context(serving(EVERYTHING, top / "everything", wanted)))
        if address:
            prefix = f"sohop-bench-s{os.getpid()}-"
            stack.callback(couchdb.drop_all, peers[1], prefix)
            behind = couchdb.settings(address, prefix, top)
            peers.append(await stack.enter_async_context(serving(IN_FRONT, top / "in-front", wanted, behind, peers[1])))
        else:
            results.notes.append(f"CouchDB bare and {IN_FRONT}: left out, {ADDRESS} is not set.")
        results.peers = [peer.name for peer in peers]
        yield peers


def calibrate() -> float:
    """Seconds of a fixed loop on one core, to tell a slow hour of the machine from a slow server."""
    began = time.perf_counter()
    total = 0
    for step in range(_STEPS):
        total += step
    return time.perf_counter() - began
