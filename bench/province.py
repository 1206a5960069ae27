"""A province of 2,000 cells over three years: 72,000 meetings with their papers, receipts, reviews and records of what was owed.

Papers are those of the demo world, made once for a few cells and written again under other names: what is measured is the number of
them. `SOHOP_BENCH_CELLS` makes a smaller one.
"""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from server.demo import meetings, people
from server.demo.places import plain
from sync.domain.documents import review_id, workspace
from sync.domain.obligations.timetable import Timetable
from sync.domain.units import Unit, UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import DocumentStore, Json, Write
from sync.rules.catalogue import Rules
from sync.usecases.directory import UNITS, Directory
from sync.usecases.obligations.deadlines import RULE_SET, Known
from sync.usecases.obligations.make_records import document_of

CELLS = int(os.environ.get("SOHOP_BENCH_CELLS", "2000"))
MONTHS = 36
CELLS_OF_A_COMMUNE = 20
TODAY = date(2026, 11, 20)
TOP = "tinh"
_SAMPLES = 8


def months() -> list[str]:
    last = TODAY.year * 12 + TODAY.month - 1
    return [f"{one // 12}-{one % 12 + 1:02}" for one in range(last - MONTHS + 1, last + 1)]


def unit_documents() -> list[Json]:
    """The province, its communes, and their cells, in this book for three years."""
    since = f"{months()[0]}-01"

    def unit(id: str, type: str, name: str, parent: str | None, **more: Any) -> Json:
        return {
            "_id": f"unit:{id}", "kind": "unit", "unit": id, "type": type, "names": [{"name": name, "from": "2020-01-01", "to": None}],
            "parents": [{"unit": parent, "from": "2020-01-01", "to": None}] if parent else [], "valid_from": "2020-01-01",
            "valid_to": None, "predecessors": [], "set_up_on": since, "contact": {"name": "Lò Văn Panh", "phone": "0900 000 001"}, **more,
        }  # fmt: skip

    made = [unit(TOP, "province", "Tỉnh ủy", None)]
    for number in range(-(-CELLS // CELLS_OF_A_COMMUNE)):
        made.append(unit(f"xa-{number}", "commune", f"Đảng ủy xã {number + 1}", TOP))
    for number in range(CELLS):
        parent = f"xa-{number // CELLS_OF_A_COMMUNE}"
        made.append(unit(f"chi-bo-{number}", "cell", f"Chi bộ bản {number + 1}", parent, cell_type="village"))
    return made


async def write_province(store: DocumentStore) -> int:
    """Fill an empty store; gives how many meetings were held."""
    await Directory(store).prepare()
    documents = unit_documents()
    for start in range(0, len(documents), 500):
        await store.write(UNITS, [Write(one, mode="edit") for one in documents[start : start + 500]])
    tree = UnitTree(Unit.from_document(one) for one in documents)
    rules = Rules.load()
    known = Known(Timetable(rules.every(RULE_SET), rules.calendar("vietnam")), {}, tree)
    samples, chance, held = [_sample(seed) for seed in range(_SAMPLES)], random.Random(72_000), 0
    for unit in tree.units:
        db = workspace(unit)
        await store.create_database(db)
        owed = known.between(unit, date.fromisoformat(f"{months()[0]}-01"), TODAY)
        writes = [Write(document_of(one), mode="edit") for one in owed]
        if unit.startswith("chi-bo-"):
            papers = list(_papers(unit, samples[chance.randrange(_SAMPLES)], chance))
            held += sum(one["kind"] == "minutes" for one in papers)
            written = await store.write(db, [Write(one, mode="edit") for one in papers])
            writes += list(_beside(unit, papers, [one.rev for one in written], chance))
        await store.write(db, writes)
    return held


def _sample(seed: int) -> list[list[Json]]:
    """The papers of one cell, by month."""
    chance, catalogue = random.Random(seed), Catalogue.load()
    own = people.members(chance, "village", 14)
    cell = meetings.Cell("mau", "village", plain("Mẫu"), "bi-thu", own, chance, chance.choice((1.0, 0.8, 0.5)))
    return [list(meetings.meeting(cell, month, catalogue)) for month in months()]


def _papers(unit: str, sample: list[list[Json]], chance: random.Random) -> Iterator[Json]:
    """Of nearly every month, some of them late."""
    habit = chance.choice((0.99, 0.97, 0.9, 0.75))
    for papers in sample:
        if chance.random() < habit:
            for paper in papers:
                made = copy.copy(paper)
                made["unit"] = unit
                yield made


def _beside(unit: str, papers: list[Json], revs: list[str], chance: random.Random) -> Iterator[Write]:
    """A receipt for each meeting, and a review for all but the last month's papers."""
    by_month: dict[str, list[tuple[Json, str]]] = {}
    for paper, rev in zip(papers, revs, strict=True):
        by_month.setdefault(paper["_id"].split(":")[1], []).append((paper, rev))
    for month, some in by_month.items():
        done = date.fromisoformat(max(paper["done_at"] for paper, _ in some)[:10])
        received = done + timedelta(days=0 if chance.random() < 0.8 else chance.randint(1, 9))
        at = f"{received}T22:15:00.000+07:00"
        rows = [{"paper": paper["_id"], "rev": rev, "digest": "0" * 64, "number": "7K3M-2QXD"} for paper, rev in some]
        receipt = {"_id": f"receipt:{at}:{unit}:{month}", "kind": "receipt", "unit": unit, "received_at": at, "papers": rows, "drift_ms": 0}
        yield Write(receipt, mode="edit")
        for paper, rev in some if month < months()[-1] else ():
            answers: Json = {"target": paper["_id"], "target_rev": rev, "decision": "accepted" if chance.random() < 0.99 else "returned"}
            if paper["kind"] == "score_sheet":
                answers["official_band"] = chance.choice(("good", "good", "fair"))
            when = f"{received + timedelta(days=chance.randint(0, 9))}T09:00:00.000+07:00"
            review = {"_id": review_id(paper["_id"], rev), "kind": "review", "form": "review", "version": 1, "unit": unit, "state": "sent",
                      "author": "xa", "device": "o", "saved_at": when, "done_at": when, "answers": answers}  # fmt: skip
            yield Write(review, mode="edit")
