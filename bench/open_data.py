"""What lists, searches and exports cost where 72,000 minutes were sent: three years of 2,000 cells, each of about 2.5 kB of text."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path

import msgspec

from bench.scenarios import a_text
from server.api.papers import line_of
from server.api.tables import Row, as_csv
from sync.domain.accounts import Grant, Person
from sync.forms.catalogue import Catalogue
from sync.ports import Write
from sync.ports.paper_index import PaperFilter, SentPaper
from sync.stores.memory import MemoryStore
from sync.stores.sqlite.paper_index import SqlitePaperIndex
from sync.usecases.directory import UNITS, Directory
from sync.usecases.papers.export_papers import ExportPapers
from sync.usecases.papers.list_papers import ListPapers, PapersAsked
from sync.usecases.papers.paper_lines import words_in
from sync.usecases.papers.search_papers import SearchPapers
from tests.support.clock import FixedClock
from tests.support.world import LAI_CHAU, a_unit

CELLS, MONTHS, WORDS = 2_000, 36, 450
CLERK = Person("x", "x", (Grant("standing_board", LAI_CHAU, date(2020, 1, 1)),))


async def measure() -> list[tuple[str, str]]:
    """Rows of (what, measured)."""
    store, clock = MemoryStore(), FixedClock("2026-11-23T10:00:00+07:00")
    directory = Directory(store)
    await directory.prepare()
    await store.write(UNITS, _units())
    with tempfile.TemporaryDirectory() as folder:
        index = SqlitePaperIndex(Path(folder) / "index")
        folded = 0.0
        for cell in range(CELLS):
            facts = _minutes(cell)
            started = time.perf_counter()
            await index.fold(f"ws-chi-bo-{cell}", "u", "1", facts)
            folded += time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        papers = ListPapers(index, directory, clock)
        search = SearchPapers(index, store, directory, Catalogue.load(), clock)
        rows = [
            ("index of papers, 72,000 minutes: folding", f"{folded:.0f} s, {CELLS * MONTHS / folded:,.0f} papers/s, {size / 2**20:.0f} MiB"),
            ("list of papers, a page of 100 of 72,000", _ms(await _timed(lambda: papers(CLERK, PapersAsked(), "changed", None, 100)))),
            ("search, two words that most papers hold", _ms(await _timed(lambda: search(CLERK, "chi bo ban", PapersAsked(), None, 20)))),
            ("search, a phrase that one paper holds", _ms(await _timed(lambda: search(CLERK, '"cell 77 month 7"', PapersAsked(), None, 20)))),
        ]
        started, told = time.perf_counter(), 0
        file = await as_csv("papers", tuple(_COLUMNS), _exported(ExportPapers(papers, store, directory, clock)))
        assert isinstance(file.iterator, AsyncIterator)
        async for piece in file.iterator:
            told += len(piece)
        took = time.perf_counter() - started
        rows.append(("export of 72,000 papers as CSV", f"{took:.1f} s, {CELLS * MONTHS / took:,.0f} rows/s, {told / 2**20:.0f} MiB"))
        await index.close()
    return rows


_COLUMNS = ("unit", "unit_name", "id", "kind", "month", "day", "received_at", "receipt", "status")


async def _exported(export: ExportPapers) -> AsyncIterator[Sequence[Row]]:
    async for portion in export(CLERK, PapersAsked(filter=PaperFilter()), answers=False):
        yield [msgspec.structs.asdict(line_of(one.row, {})) for one in portion]


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    """The middle of five."""
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[2]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _units() -> list[Write]:
    made = [a_unit(LAI_CHAU, "Tỉnh ủy", "province", None)]
    made += [a_unit(f"xa-{number}", f"Đảng ủy xã {number}", "commune", LAI_CHAU) for number in range(CELLS // 20)]
    made += [a_unit(f"chi-bo-{cell}", f"Chi bộ bản {cell}", "cell", f"xa-{cell // 20}", cell_type="village") for cell in range(CELLS)]
    return [Write(one, mode="edit") for one in made]


def _minutes(cell: int) -> list[SentPaper]:
    chance, made = random.Random(cell), []
    text = a_text(chance, WORDS)
    for month in range(MONTHS):
        when = f"{2024 + month // 12}-{month % 12 + 1:02}"
        words = " ".join(words_in(f"chi bộ bản cell {cell} month {month} {text}"))
        at = f"{when}-03T21:41:00.000+07:00"
        made.append(SentPaper(f"chi-bo-{cell}", f"minutes:{when}:regular:1", "minutes", "1-a", "minutes", 3, when, f"{when}-03", "x", at, words))
    return made
