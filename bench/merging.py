"""What merging costs: two edits of one long paper, and a backlog of 10,000 papers with two leaves each, on the embedded store."""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.scenarios import a_text
from server.worker.merge import Merger
from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.merging.merge import merge
from sync.merging.shape import shape_of
from sync.ports import Write
from sync.stores.sqlite.store import SqliteStore
from sync.usecases.history.bodies import KeptBodies
from sync.usecases.history.keep import KeepPapers
from sync.usecases.merging.resolve_paper import ResolvePaper
from tests.support.clock import FixedClock
from tests.support.phone import a_paper
from tests.support.signer import CountingSigner
from tests.support.world import NA_DON

BACKLOG = 10_000
MERGES = 50
_FIRST = 1_000
Json = dict[str, Any]


def minutes(seed: int) -> Json:
    """Answers of 8 kB: 30 who spoke, and what was concluded."""
    chance = random.Random(seed)
    rows = [{"_id": f"s{row}", "speaker": {"name": f"Đảng viên {row}"}, "gist": a_text(chance, 30)} for row in range(30)]
    return {"place": "Nhà văn hóa bản Nà Đon", "conclusion": a_text(chance, 60), "speeches": rows}


def edited(answers: Json, seed: int) -> Json:
    """A third of the speeches are written anew, one comes, the conclusion grows."""
    chance = random.Random(seed)
    rows = [{**row, "gist": a_text(chance, 30)} if chance.random() < 0.3 else row for row in answers["speeches"]]
    rows.append({"_id": f"new{seed}", "speaker": {"name": "Khách"}, "gist": a_text(chance, 30)})
    return {**answers, "speeches": rows, "conclusion": f"{answers['conclusion']} {a_text(chance, 10)}"}


def one_merge() -> float:
    """Milliseconds, the median."""
    shape, base = shape_of([Catalogue.load().get("minutes", 3)]), minutes(1)
    spent = []
    for number in range(MERGES):
        one, other = edited(base, 2 * number + 2), edited(base, 2 * number + 3)
        began = time.perf_counter()
        merge(shape, base, [one, other])
        spent.append(time.perf_counter() - began)
    return 1000 * statistics.median(spent)


async def _backlog(folder: Path) -> list[tuple[str, str]]:
    store = await SqliteStore.open(folder / "sohop.sqlite")
    db = workspace(NA_DON)
    await store.create_database(db)
    for start in range(0, BACKLOG, 500):
        writes = []
        for number in range(start, start + 500):
            key = f"{1000 + number // 108}-{number // 9 % 12 + 1:02}:extraordinary:{number % 9 + 1}"
            answers = {"place": f"Nhà {number}", "conclusion": "Nhất trí. Giao đồng chí Páo làm."}
            base = a_paper("minutes", key, answers, unit=NA_DON, author="na-don-bi-thu", state="draft")
            leaves = [{**answers, "place": f"Trường {number}"}, {**answers, "conclusion": "Nhất trí. Giao đồng chí Páo làm. Xong trước Tết."}]
            writes += [Write(base)] + [
                Write(a_paper("minutes", key, one, unit=NA_DON, author=author, state="draft", parent=base))
                for one, author in zip(leaves, ("na-don-bi-thu", "na-don-thu-ky"), strict=True)
            ]
        await store.write(db, writes)
    clock = FixedClock("2026-11-24T08:00:00+07:00")
    resolve = ResolvePaper(store, Catalogue.load(), KeptBodies(store), KeepPapers(store, CountingSigner(), clock))
    done, marks, objects = 0, list[int](), list[int]()

    async def counted(unit: str, id: str) -> bool:
        nonlocal done
        wrote = await resolve(unit, id)
        done += wrote
        if wrote and done in (_FIRST, BACKLOG):
            objects.append(sys.getallocatedblocks())
            marks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return wrote

    merger = Merger(store, counted)
    began = time.perf_counter()
    while done < BACKLOG and await merger.catch_up():
        continue
    spent = time.perf_counter() - began
    await store.close()
    if done != BACKLOG:
        raise RuntimeError(f"{done} of {BACKLOG} were merged")
    return [
        (f"backlog of {BACKLOG:,} papers with two leaves, merged", f"{BACKLOG / spent:,.0f} papers/s"),
        (f"most memory while merging, after {_FIRST:,} and after {BACKLOG:,}", " and ".join(f"{mark / 1024:,.0f} MB" for mark in marks)),
        ("blocks of memory that Python holds then (the rest is SQLite's cache, 32 MB at most)", " and ".join(f"{one:,}" for one in objects)),
    ]


async def measure() -> list[tuple[str, str]]:
    """Rows (what, how much)."""
    rows = [("merge of two edits of minutes of 8 kB, 30 speeches", f"{one_merge():.2f} ms (median of {MERGES})")]
    with tempfile.TemporaryDirectory() as folder:
        return rows + await _backlog(Path(folder))
