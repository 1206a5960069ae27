"""What the dashboards cost at 72,000 meetings: rebuilding the read model, taking one meeting in, and each page.

Server time is from the request to the last byte of the answer, in this process, without a network, after something has been folded; pages
that are remembered, and the first visit after a start, are told apart. On a busy machine the time of the processor says more: it is that
of all threads together. Bytes are those of the page, plain and packed.
"""

from __future__ import annotations

import asyncio
import gzip
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import httpx

from bench import province
from server.app import build
from server.opening import READ_MODEL_FILE
from server.settings import Settings
from server.site import Site
from sync.domain.accounts import Grant, Person
from sync.domain.documents import workspace
from sync.ports import Write
from sync.stores.sqlite.read_model import SqliteReadModel
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.reports.draft_reports import DraftReports

TIMES = 7


class _Clock:
    def now(self) -> datetime:
        return datetime.fromisoformat(f"{province.TODAY}T10:00:00+07:00")


@contextmanager
def _timed(into: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    worked = time.process_time()
    yield
    into[name] = time.perf_counter() - began
    into[f"{name}, processor"] = time.process_time() - worked


async def measure() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        return await _measure(Path(folder))


async def _measure(data: Path) -> list[tuple[str, str]]:
    took: dict[str, float] = {}
    store = SqliteStore(data / "sohop.sqlite")
    held = await province.write_province(store)
    site = build(Settings(data=data), clock=_Clock(), store=store)
    follower = site.parts.follower
    with _timed(took, "rebuild"):
        await follower.catch_up()
    size = (data / READ_MODEL_FILE).stat().st_size
    await _one_more(store)
    with _timed(took, "one"):
        await follower.catch_up()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = f"{held:,} meetings of {province.CELLS:,} cells"
    rows = [
        (
            f"read model rebuilt, {told}",
            f"{took['rebuild']:.0f} s, of which {took['rebuild, processor']:.0f} s of processor; "
            f"{size / 1e6:.0f} MB on disk, at most {memory:.0f} MB resident",
        ),
        ("read model takes in one meeting", f"{took['one'] * 1000:.0f} ms, of which {took['one, processor'] * 1000:.0f} ms of processor"),
    ]
    rows += await measure_pages(site)
    await site.parts.read_model.close()
    await store.close()
    return rows


async def measure_pages(site: Site) -> list[tuple[str, str]]:
    """Of a site whose read model is up to date."""
    rows: list[tuple[str, str]] = []
    board = Person("ban-to-chuc", "Ban Tổ chức", (Grant("organisation_board", province.TOP, date(2020, 1, 1)),))

    async def person_of(_: object) -> Person:
        return board

    site.parts.identity.person_of = person_of  # type: ignore[method-assign, assignment]
    transport = httpx.ASGITransport(app=Site(site.parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers={"accept": "text/html"}) as client:
        for name, path in _pages().items():
            rows.append((f"page, {name}", await _page(client, site.parts.read_model, path)))
    return [*rows, ("report on half a year of the province, with the half-year before beside it", await _report(site, board))]


async def _report(site: Site, person: Person) -> str:
    parts, (first, last) = site.parts, (province.months()[-6], province.TODAY)
    draft = DraftReports(parts.store, parts.read_model, parts.directory, parts.catalogue, parts.clock, parts.deadlines.rules)
    took: dict[str, float] = {}
    with _timed(took, "report"):
        answers = await draft.answers(person, province.TOP, f"period_report:{first}-01:{last}")
    assert answers["meetings_held"] > 0
    return f"{took['report']:.1f} s, of which {took['report, processor']:.1f} s of processor"


def _pages() -> dict[str, str]:
    present = f"{province.TODAY:%Y-%m}"
    months = province.months()
    top = f"/units/{province.TOP}"
    return {
        "dashboard of the province, this month": top,
        "dashboard of the province, last month": f"{top}?from={months[-2]}&to={months[-2]}",
        "dashboard of the province, twelve months": f"{top}?from={months[-12]}&to={present}",
        "dashboard of the province, three years": f"{top}?from={months[0]}&to={present}",
        "dashboard of a commune, this month": "/units/xa-0",
        "rows of what is missing, twelve months": f"{top}/rows?is=missing&from={months[-12]}&to={present}",
        "meetings of a cell": "/units/chi-bo-0/papers",
    }


async def _page(client: httpx.AsyncClient, model: SqliteReadModel, path: str) -> str:
    """The first visit after a start; visits after something has been folded, so that nothing is remembered; and visits where nothing was."""
    first, plain = await _visit(client, path)
    fresh = []
    for _ in range(TIMES):
        await model.fold("ws-chi-bo-1", *await model.checkpoint("ws-chi-bo-1"), [])
        fresh.append((await _visit(client, path))[0])
    again = [(await _visit(client, path))[0] for _ in range(TIMES)]
    wall, work = (statistics.median(one[place] for one in fresh) for place in (0, 1))
    return (
        f"{wall:.0f} ms, of which {work:.0f} ms of processor (remembered {statistics.median(one[0] for one in again):.0f} ms, "
        f"first visit {first[0]:.0f} ms); {len(plain) / 1000:.0f} kB, packed {len(gzip.compress(plain, 4)) / 1000:.0f} kB"
    )


async def _visit(client: httpx.AsyncClient, path: str) -> tuple[tuple[float, float], bytes]:
    """Milliseconds, those of the processor, and the page."""
    began, worked = time.perf_counter(), time.process_time()
    answer = await client.get(path)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
    return took, answer.text.encode()


async def _one_more(store: SqliteStore) -> None:
    """A meeting of this month comes in."""
    unit = "chi-bo-1"
    papers = [one | {"unit": unit, "_id": one["_id"].replace(":1", ":2")} for one in province._sample(1)[-1]]
    written = await store.write(workspace(unit), [Write(one, mode="edit") for one in papers])
    rows = [{"paper": paper["_id"], "rev": one.rev, "digest": "0" * 64, "number": "7K3M-2QXD"} for paper, one in zip(papers, written, strict=True)]
    at = f"{province.TODAY}T09:00:00.000+07:00"
    receipt = {"_id": f"receipt:{at}:x", "kind": "receipt", "unit": unit, "received_at": at, "papers": rows}
    await store.write(workspace(unit), [Write(receipt, mode="edit")])


if __name__ == "__main__":
    for what, told in asyncio.run(measure()):
        print(f"| {what} | {told} |")
