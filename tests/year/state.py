"""The end state of a year as one JSON value: what every workspace holds, without what chance or the machine put into it.

Reads the store. Ids that were drawn are numbered by kind as they come, so that one id more somewhere does not change everything
after it; keys, signatures, revisions and places in feeds are left out; a paper's answers stand as a digest of what they say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

from sync.domain.canonical import canonical
from sync.domain.documents import unit_of, workspace
from sync.domain.lifecycle import record_of
from sync.domain.obligations.standing import PaperSeen, status_of
from sync.domain.proofs.history import HISTORY
from sync.domain.proofs.receipts import Receipts, Received
from sync.domain.reviews import standing
from sync.ports import DocumentStore
from sync.usecases.directory import DELIVERIES, INBOX, RULES, UNITS
from sync.usecases.obligations.make_records import record_in
from sync.usecases.read_facts import scored_sheet
from tests.year.commune import Commune

Json = dict[str, Any]
DRAWN = re.compile(r"\b([a-z_]+):([0-9A-HJKMNP-TV-Z]{26})\b|\b[0-9A-HJKMNP-TV-Z]{26}\b")
REVISION = re.compile(r"\b([0-9]+)-[0-9a-f]{32}\b")
WHOLE = ("team_report", "period_report")
"""Kinds whose answers the server drafted from data: they stand in the end state as they are."""


class _Names:
    """Short names for drawn ids, the same in every workspace."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def plain(self, text: str) -> str:
        """`text` with every drawn id as `<kind>:#<n>`, and of revisions the generation alone."""
        return REVISION.sub(r"\1-", DRAWN.sub(self._named, text))

    def _named(self, found: re.Match[str]) -> str:
        kind, id = found[1] or "row", found[0]
        if id not in self._known:
            self._counts[kind] += 1
            self._known[id] = f"{kind}:#{self._counts[kind]}"
        return self._known[id]


async def end_state(c: Commune) -> Json:
    """Everything that a year has left behind."""
    store, names = c.running.store, _Names()
    units = sorted(unit for name in await store.databases() if (unit := unit_of(name)) is not None)
    whole = {unit: await _workspace(c, unit, names) for unit in units}
    return {
        "workspaces": whole,
        "papers_by_kind_and_month": _by_month(whole),
        "bands": dict(
            sorted(Counter(_band(line) for one in whole.values() for line in one["papers"].values() if "band" in line).items())
        ),
        "statuses": _statuses(whole),
        "deliveries": {names.plain(one["_id"]): one["targets"] for one in await store.range(DELIVERIES)},
        "refused": sorted([_refused(one, names) for one in await store.range(INBOX, "refused:", "refused;")]),
        "history_entries": dict(sorted(Counter(one["_id"].partition(":")[0] for one in await store.range(HISTORY)).items())),
        "units": {one["unit"]: one["names"][-1]["name"] for one in await store.range(UNITS, "unit:", "unit;")},
        "settled": [names.plain(one["_id"]) for one in await store.range(RULES)],
    }


async def _workspace(c: Commune, unit: str, names: _Names) -> Json:
    """What lies in one workspace: papers, copies, obligations and how they stand, how many receipts."""
    store, db = c.running.store, workspace(unit)
    found = await _records(store, db)
    reviews = sorted((one for id, one in found.items() if id.startswith("review:")), key=lambda one: str(one["done_at"]))
    receipts = [row for id, one in found.items() if id.startswith("receipt:") for row in Receipts(one).rows()]
    papers = {}
    for id, one in found.items():
        if one["kind"] not in ("receipt", "copy", "obligation", "finding", "review"):
            about = [review for review in reviews if review["answers"]["target"] == id]
            papers[names.plain(id)] = _line(c, one, about, names)
    for place, one in enumerate(reviews, 1):
        papers[f"review {place} of {names.plain(one['answers']['target'])}"] = _line(c, one, [], names)
    return {
        "papers": papers,
        "copies": sorted(names.plain(id.removeprefix("copy:")) for id in found if id.startswith("copy:")),
        "obligations": await _obligations(c, found, receipts),
        "findings": sorted(names.plain(one["paper"]) for id, one in found.items() if id.startswith("finding:")),
        "receipts": sum(id.startswith("receipt:") for id in found),
        "papers_with_receipt": len(receipts),
    }


async def _records(store: DocumentStore, db: str) -> dict[str, Json]:
    ids = [id for id, _ in await store.index(db)]
    leaves = await store.leaves_of(db, ids)
    return {id: record for id in ids if (record := record_of(leaves.get(id, []))) is not None}


def _line(c: Commune, paper: Json, reviews: list[Json], names: _Names) -> Json:
    """One paper in short."""
    answers = json.loads(names.plain(json.dumps(paper["answers"])))
    told: Json = {
        "state": paper["state"] if paper["kind"] == "review" or not reviews else standing(paper, reviews),
        "form": f"{paper['form']} {paper['version']}", "revisions": int(paper["_rev"].partition("-")[0]),
        "author": paper["author"], "done_at": paper.get("done_at", ""),
        "answers": answers if paper["kind"] in WHOLE else hashlib.sha256(canonical(answers)).hexdigest()[:12],
    }  # fmt: skip
    if paper["kind"] == "review":
        told["decision"] = answers["decision"]
    scored = scored_sheet(paper, c.catalogue) if paper["kind"] == "score_sheet" else None
    if scored is not None:
        official = [one["answers"]["official_band"] for one in reviews if "official_band" in one["answers"]]
        told |= {"total": scored.total, "band": scored.band, "official_band": official[-1] if official else None}
    return told


async def _obligations(c: Commune, found: dict[str, Json], receipts: list[Received]) -> dict[str, str]:
    """How each record stands at the end."""
    seen = [
        PaperSeen(one.paper, "sent", found[one.paper].get("done_at"), one.received_at, one.drift_ms, _held_on(found[one.paper]))
        for one in receipts
        if one.paper in found
    ]
    now, known = c.clock.now(), await c.running.site.parts.deadlines.known()
    told: dict[str, str] = {}
    for id, one in found.items():
        if id.startswith("obligation:"):
            record = record_in(one)
            told[id.removeprefix("obligation:")] = status_of(record, seen, now, known.own(record.unit).waivers).status
    return told


def _held_on(paper: Json) -> str | None:
    return paper["answers"].get("date") if paper["kind"] in ("meeting", "minutes") else None


def _by_month(whole: dict[str, Json]) -> dict[str, dict[str, int]]:
    """How many papers of each kind were finished in which month."""
    counts: dict[str, Counter[str]] = {}
    for one in whole.values():
        for paper in one["papers"].values():
            counts.setdefault(paper["form"].partition(" ")[0], Counter())[paper["done_at"][:7]] += 1
    return {kind: dict(sorted(months.items())) for kind, months in sorted(counts.items())}


def _statuses(whole: dict[str, Json]) -> dict[str, dict[str, int]]:
    """How many records of each rule stand how."""
    counts: dict[str, Counter[str]] = {}
    for one in whole.values():
        for id, status in one["obligations"].items():
            counts.setdefault(id.partition(":")[0], Counter())[status] += 1
    return {rule: dict(sorted(found.items())) for rule, found in sorted(counts.items())}


def _band(line: Json) -> str:
    return f"{line['band']}, official {line['official_band']}"


def _refused(row: Json, names: _Names) -> str:
    document = json.loads(row["document_json"])
    return f"{row['unit']} {names.plain(str(document.get('_id')))} {row['problem']['code']}"
