"""The results as Markdown: one row a measure and peer, then the ratios with the targets beside them."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from bench.couch.client import Cost
from bench.couch.measures import EXCHANGE, HERD
from bench.couch.run import ALONE, EVERYTHING, IN_FRONT, Results

_HEAD = (
    "| what | peer | documents/s | p50 ms | p99 ms | server CPU | and until it rests | client CPU | memory | disk | wire up + down | requests |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)
_MEGA = 1e6


def costs(results: Results) -> str:
    """What every measure cost. CPU is a client's in the herd, elsewhere a document's."""
    lines = [_HEAD]
    for name in dict.fromkeys(name for name, _ in results.costs):
        for peer in results.peers:
            if found := results.costs.get((name, peer)):
                lines.append(_row(name, peer, found, results.branches))
    return "\n".join(lines)


def _row(name: str, peer: str, found: list[Cost], branches: int) -> str:
    def of(value: Callable[[Cost], float]) -> float:
        return median(map(value, found))

    is_herd = name in (HERD, EXCHANGE)

    def share(cost: Cost) -> float:
        return branches if is_herd else cost.documents / 1000

    server, later = of(lambda cost: cost.server_ms / share(cost)), of(lambda cost: cost.later_ms / share(cost))
    rates = sorted(cost.rate for cost in found)
    unit = "ms/client" if is_herd else "µs/doc"
    wire = f"{of(lambda cost: cost.up) / _MEGA:,.2f} + {of(lambda cost: cost.down) / _MEGA:,.2f} MB" if found[0].down else ""
    cells = [
        name, peer, f"{of(lambda cost: cost.rate):,.0f} ({rates[0]:,.0f}–{rates[-1]:,.0f})",
        f"{of(lambda cost: cost.p50):,.1f}", f"{of(lambda cost: cost.p99):,.1f}", f"{server:,.1f} {unit}", f"+ {later:,.1f}" if later else "",
        f"{of(lambda cost: cost.client_ms / 1000 / cost.seconds):.0%} of a core",
        f"{of(lambda cost: cost.rss) / _MEGA:,.0f} MB", f"{of(lambda cost: cost.disk) / _MEGA:,.1f} MB",
        wire, f"{of(lambda cost: cost.requests):,.0f}",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def ratios(results: Results) -> str:
    """Ours over CouchDB bare, pair by pair within a round, the median; and what it should be."""
    if not results.bare:
        return ""
    lines = ["| ours ÷ CouchDB | of | ratio | target |", "|---|---|---|---|"]
    for name in dict.fromkeys(name for name, _ in results.costs):
        for ours in (ALONE, EVERYTHING):
            target = "≥ 2" if ours == ALONE and "_bulk_docs" in name else "≥ 1, aim ≥ 2" if ours == EVERYTHING else ""
            lines += _pair(results, name, ours, name, "documents/s", lambda cost: cost.rate, target)
        target = "≤ 1.5" if name == HERD else ""
        lines += _pair(results, name, IN_FRONT, name, "wall time", lambda cost: cost.seconds, target)
    for ours in (ALONE, EVERYTHING):
        lines += _pair(results, HERD, ours, HERD, "CPU per client", lambda cost: cost.server_ms, "≤ 0.5, aim ≤ 0.25")
    for ours in (EVERYTHING, IN_FRONT):
        lines += _pair(
            results,
            EXCHANGE,
            ours,
            HERD,
            "CPU per client",
            lambda cost: cost.server_ms,
            "≤ 0.5, aim ≤ 0.25" if ours == EVERYTHING else "",
        )
        lines += _pair(results, EXCHANGE, ours, HERD, "wall time", lambda cost: cost.seconds, "< 1")
    return "\n".join(lines)


def _pair(results: Results, name: str, ours: str, other: str, of: str, value: Callable[[Cost], float], target: str) -> list[str]:
    pairs = zip(results.costs.get((name, ours), ()), results.costs.get((other, results.bare), ()), strict=False)
    found = [value(mine) / theirs for mine, bare in pairs if (theirs := value(bare))]
    against = f"{name} against {other}" if name != other else name
    return [f"| {against}: {ours} | {of} | {median(found):.2f} | {target} |"] if found else []


def about(results: Results) -> str:
    """How it was measured, what disturbed it, and what was left out."""
    loops = ", ".join(f"{seconds:.2f}" for seconds in results.calibration)
    others = [cost.other for found in results.costs.values() for cost in found if cost.server_ms]
    noise = f"{median(others):.0%}, at most {max(others):.0%}" if others else "unknown"
    told = [
        f"Medians over rounds in which every measure visits every peer in turn, with the same client program on the same machine. "
        f"A loop of 5 million steps took {loops} s at the start of each round; other processes used {noise} of one core. "
        f"The herd is {results.branches:,} branches, 64 at a time; each pushes 20 papers of 2 kB and pulls 20. Elsewhere papers "
        "have 1 kB. CPU is user and system time of the server's processes and their children; memory is the most that was "
        "resident; disk is what the folders grew by, write-ahead log and uncompacted space included; bytes on the wire hold "
        "HTTP headers, not TCP/IP, and nothing is counted for PouchDB. Everything on: each paper is checked and gets a "
        "receipt, which is a document of its own; how its unit stands and in which papers words occur is worked out behind the doors, "
        "for the most part after the last answer, and told beside.",
        *results.notes,
    ]  # fmt: skip
    return "\n\n".join(told)
