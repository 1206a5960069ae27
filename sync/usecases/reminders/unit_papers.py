"""What is read of one unit's workspace to say how it stands: its records, the sent papers and drafts that concern them, what was returned,
who was assigned, which meetings are planned. Writes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sync.domain.lifecycle import record_of
from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.rules import Words
from sync.domain.obligations.standing import PaperSeen, fulfils
from sync.domain.proofs.receipts import Received
from sync.domain.reminders.situation import Assignment, Draft, Meeting, Returned, Visit
from sync.domain.reviews import standing
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.ports import DocumentStore, Json
from sync.usecases.obligations.read_owed import papers_seen
from sync.usecases.receipts.find_receipts import UnitReceipts

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(slots=True)
class UnitPapers:
    """`drafts`: by obligation; `received`: when the newest sent revision of each paper was received."""

    papers: list[PaperSeen] = field(default_factory=list)
    drafts: dict[str, Draft] = field(default_factory=dict)
    returned: tuple[Returned, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    received: dict[str, str] = field(default_factory=dict)


class ReadUnitPapers:
    """Reads them anew; whoever calls keeps them while the workspace does not change."""

    def __init__(self, store: DocumentStore, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._receipts = UnitReceipts(store)

    async def __call__(self, db: str, open_: Sequence[Obligation], months: tuple[str, str]) -> UnitPapers:
        """`open_`: the obligations that are not fulfilled as far as is known; `months`: those (first, and the one after the last) whose
        meetings and assignments matter. Raises NoSuchDatabase."""
        found, receipts = UnitPapers(), defaultdict[str, list[Received]](list)
        for one in await self._receipts.of(db):
            receipts[one.paper].append(one)
            found.received[one.paper] = one.received_at
        first, end = months
        planned = [id for id, _ in await self._store.index(db, f"meeting:{first}", f"meeting:{end}")]
        assigned = [id for id, _ in await self._store.index(db, f"assignment:{first}", f"assignment:{end}")]
        minutes = [f"minutes:{id.partition(':')[2]}" for id in planned]
        asked = await self._asked(db, open_)
        leaves = await self._store.leaves_of(db, list(dict.fromkeys([*planned, *assigned, *minutes, *asked])))
        found.papers = [seen for id, some in leaves.items() for seen in papers_seen(id, receipts[id], some)]
        records = {id: record for id, some in leaves.items() if (record := record_of(some)) is not None}
        found.drafts = self._drafts(open_, [one for one in records.values() if one.get("state") == "draft"])
        sent = {id: one for id, one in records.items() if one.get("state") == "sent"}
        found.meetings = tuple(_meetings(planned, sent))
        found.assignments = tuple(self._assignment(sent[id], found.received.get(id, "")) for id in assigned if id in sent)
        found.returned = tuple(await self._returned(db))
        return found

    async def _asked(self, db: str, open_: Iterable[Obligation]) -> list[str]:
        """The papers that may fulfil them, and those that tell the days of their meetings."""
        ids: list[str] = []
        for one in open_:
            for pattern in one.papers:
                before, star, _ = pattern.partition("*")
                ids += [id for id, _ in await self._store.index(db, before, f"{before}\U0010ffff")] if star else [pattern]
            if one.paper_id is not None:
                key = one.paper_id.partition(":")[2]
                ids += [f"meeting:{key}", f"minutes:{key}"] if one.after_meeting is not None or one.kind == "meeting" else []
        return ids

    def _drafts(self, open_: Iterable[Obligation], drafts: Collection[Json]) -> dict[str, Draft]:
        told: dict[str, Draft] = {}
        for obligation in open_:
            for draft in drafts:
                if fulfils(obligation, draft["_id"]):
                    told[obligation.id] = "finished" if self._is_finished(draft) else told.get(obligation.id, "begun")
        return told

    def _is_finished(self, draft: Json) -> bool:
        """Whether the form finds nothing wrong with it."""
        form, version, answers = draft.get("form"), draft.get("version"), draft.get("answers")
        definition = self._catalogue.get(form, version) if isinstance(form, str) and isinstance(version, int) else None
        if definition is None or not isinstance(answers, dict):
            return False
        return not check(definition, answers, templates=self._catalogue.template).errors

    async def _returned(self, db: str) -> list[Returned]:
        reviews: defaultdict[str, list[Json]] = defaultdict(list)
        for one in await self._store.range(db, "review:", "review;"):
            target = _answers(one).get("target")
            if one.get("state") == "sent" and isinstance(target, str) and not target.startswith(("review:", "rework:")):
                reviews[target].append(one)
        asked = [id for id, some in reviews.items() if any(_answers(one).get("decision") == "returned" for one in some)]
        found = []
        for id, leaves in (await self._store.leaves_of(db, asked) if asked else {}).items():
            record = record_of(leaves)
            mine = [one for one in reviews[id] if record and _answers(one).get("target_rev") == record.get("_rev")]
            day = _moment_day(mine[-1].get("done_at")) if mine else ""
            if record is not None and standing(record, reviews[id]) == "returned" and day:
                found.append(Returned(id, str(record.get("kind")), self._title(record), day, str(record.get("author", ""))))
        return found

    def _assignment(self, record: Json, received_at: str) -> Assignment:
        rows = _answers(record).get("rows")
        visits = tuple(_visit(one) for one in rows if isinstance(one, dict)) if isinstance(rows, list) else ()
        return Assignment(str(record["_id"]), self._title(record), received_at[:10], tuple(one for one in visits if one.username))

    def _title(self, record: Json) -> Words:
        definition = self._catalogue.get(str(record.get("form")), record["version"]) if isinstance(record.get("version"), int) else None
        return Words(definition.title.vi, definition.title.en) if definition else Words(str(record.get("kind")), str(record.get("kind")))


def _meetings(planned: Iterable[str], sent: dict[str, Json]) -> Iterable[Meeting]:
    for id in planned:
        if id in sent and f"minutes:{id.partition(':')[2]}" not in sent:
            answers = _answers(sent[id])
            if day := _day(answers.get("date")):
                yield Meeting(id, day, _time(answers.get("start_time")), str(answers.get("place") or ""))


def _visit(row: Json) -> Visit:
    username, cell, meeting = (str(row.get(name) or "") for name in ("username", "cell", "meeting"))
    return Visit(username, cell, meeting, _day(row.get("date")), _time(row.get("start_time")))


def _answers(document: Json) -> Json:
    answers = document.get("answers")
    return answers if isinstance(answers, dict) else {}


def _day(value: object) -> str:
    """A day as somebody may have written it; "" for what is none."""
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and len(value) == 10 else ""
    except ValueError:
        return ""


def _time(value: object) -> str:
    return value if isinstance(value, str) and _TIME.fullmatch(value) else ""


def _moment_day(value: object) -> str:
    """The day in Viet Nam of a moment, "" for what is none."""
    try:
        return day_of(millis(value)).isoformat() if isinstance(value, str) else ""
    except (ValueError, OverflowError):
        return ""
