"""`make bench`: measure, print the table, and keep it in bench/RESULTS.md with the machine's shape."""

from __future__ import annotations

import asyncio
import os
import platform
import sqlite3
from datetime import date
from pathlib import Path

from bench import calling, cold_start, dashboards, first_screen, merging, open_data, reminders, scenarios, store_writes
from bench.couch import table
from bench.couch.run import measure as compare

RESULTS = Path(__file__).with_name("RESULTS.md")
BUDGETS = {
    "idle": "1 request, ≤ 600 B",
    "one edited paper of 0.8 kB": "1 request, ≤ 1.5 kB",
    "first sync of 1,000 papers of 0.8 kB": "≤ 6 requests, ≤ 0.30 MB",
    "minutes of 8 kB, 30 speeches": "< 5 ms",
    "dashboard of the province, this month": "< 300 ms, < 200 kB",
    "to call, on the embedded store": "< 300 ms of one core",
    "sent and decrypted, fsync": "≥ 2,000 a minute on one core",
}


async def _measure() -> list[tuple[str, str]]:
    rows = await scenarios.measure()
    rows += await store_writes.measure()
    rows += await merging.measure()
    rows += await open_data.measure()
    rows += await reminders.measure()
    rows += await calling.measure()
    rows += first_screen.measure()
    rows += await cold_start.measure()
    rows += await dashboards.measure()
    return rows


def _budget(what: str) -> str:
    return next((budget for name, budget in BUDGETS.items() if what.endswith(name)), "")


def _table(rows: list[tuple[str, str]]) -> str:
    lines = ["| what | measured | budget |", "|---|---|---|"]
    return "\n".join(lines + [f"| {what} | {told} | {_budget(what)} |" for what, told in rows])


def main() -> None:
    rows = _table(asyncio.run(_measure()))
    compared = asyncio.run(compare())
    against = "\n\n".join(part for part in (table.about(compared), table.costs(compared), table.ratios(compared)) if part)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    shape = (
        f"{date.today()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"CPython {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    print(f"{rows}\n\n{against}")
    head = "# What it costs\n\nMade by `make bench`. Bytes are counted by a proxy on loopback, HTTP headers included, TLS and TCP/IP not.\n"
    _, mark, long_runs = RESULTS.read_text(encoding="utf-8").partition("## Long runs")
    RESULTS.write_text(f"{head}\n{shape}\n\n{rows}\n\n## Against CouchDB\n\n{against}\n\n{mark}{long_runs}", encoding="utf-8")


if __name__ == "__main__":
    main()
