"""Whether sent papers come by the last moment of what their unit owes: it is signed with their receipts.

The frozen records decide; what has none yet is computed. Papers that nobody owes, and what was forgiven, are judged by nobody.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sync.domain.documents import meeting_of, workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.standing import PaperSeen, due_at, fulfils
from sync.ports import DocumentStore, Json
from sync.usecases.obligations.deadlines import Deadlines, Known
from sync.usecases.obligations.make_records import END, PREFIX, record_in

DAYS_BACK = 400
"""How far back it is computed what was owed, where no record was made."""
_KEPT = 300
"""Workspaces whose records are remembered, which never change, and as many computations."""


Frozen = Mapping[str, Obligation]


class JudgeOnTime:
    """Call it with a unit, papers of it, and the moment they are received."""

    def __init__(self, store: DocumentStore, deadlines: Deadlines) -> None:
        self._store = store
        self._deadlines = deadlines
        self._kinds = frozenset(rule.kind for rule in deadlines.rules)
        self._records: OrderedDict[str, dict[str, Obligation]] = OrderedDict()
        self._known: Known | None = None
        self._computed: dict[tuple[str, str, date], list[Obligation]] = {}

    def asks(self, papers: Sequence[Json]) -> list[str]:
        """The ids of what is stored that decides on these papers beside themselves."""
        told = {str(one["_id"]) for one in self._owed_kinds(papers)}
        keys = {key for id in told if (key := meeting_of(id)) is not None}
        return [id for key in keys for id in (f"minutes:{key}", f"meeting:{key}") if id not in told]

    def _owed_kinds(self, papers: Sequence[Json]) -> list[Json]:
        return [one for one in papers if one["_id"].partition(":")[0] in self._kinds]

    async def look(self, db: str, papers: Sequence[Json]) -> Frozen:
        """The records of what is owed that decide on these papers, to be read together with the papers."""
        return await self._frozen(db) if self._owed_kinds(papers) else {}

    async def __call__(
        self, unit: str, papers: Sequence[Json], at: datetime, read: tuple[Mapping[str, Sequence[Json]], Frozen] | None = None
    ) -> dict[tuple[str, str], bool]:
        """By (paper, revision), of those that are owed. `read`: the leaves of what `asks` names, and what `look` gave, where they have
        been read already."""
        asked = self._owed_kinds(papers)
        if not asked:
            return {}
        known, db = await self._deadlines.known(), workspace(unit)
        if known.tree.get(unit) is None:
            return {}
        frozen = await self._frozen(db) if read is None else read[1]
        seen = await self._seen(db, asked, None if read is None else read[0])
        waived = {waiver.obligation for waiver in known.own(unit).waivers}
        found: dict[tuple[str, str], bool] = {}
        received = millis(at)
        day = day_of(received)
        for paper in asked:
            id, kind = str(paper["_id"]), str(paper["_id"]).partition(":")[0]
            owed = [one for one in frozen.values() if one.kind == kind and fulfils(one, id)]
            if not owed:
                owed = [one for one in self._compute(known, unit, kind, day) if fulfils(one, id)]
            limits = [due_at(one, seen) for one in owed if one.exempt is None and one.id not in waived]
            if limits:
                found[id, str(paper["_rev"])] = all(received <= millis(limit) for limit in limits)
        return found

    def _compute(self, known: Known, unit: str, kind: str, day: date) -> list[Obligation]:
        """What a unit owes on that day, where no record says it. Remembered until a rule, a unit or an exception changes."""
        if known is not self._known or len(self._computed) >= _KEPT:
            self._known, self._computed = known, {}
        owed = self._computed.get((unit, kind, day))
        if owed is None:
            made = [*known.between(unit, day - timedelta(days=DAYS_BACK), day, kind), *known.ahead(unit, day, kind)]
            owed = self._computed[unit, kind, day] = list({one.id: one for one in made}.values())
        return owed

    async def _frozen(self, db: str) -> Frozen:
        """By id. Only records that have come since are read."""
        known = self._records.setdefault(db, {})
        self._records.move_to_end(db)
        while len(self._records) > _KEPT:
            self._records.popitem(last=False)
        try:
            new = {id for id, _ in await self._store.index(db, PREFIX, END)} - known.keys()
            if new:
                known |= {str(one["_id"]): record_in(one) for one in await self._store.range(db, min(new), max(new) + "~") if one["_id"] in new}
        except NoSuchDatabase:
            return {}
        return known

    async def _seen(self, db: str, papers: Sequence[Json], stored: Mapping[str, Sequence[Json]] | None) -> list[PaperSeen]:
        """On which days the meetings of these papers were held, as they say, or as is stored."""
        told = {str(one["_id"]): one for one in papers}
        if stored is None:
            wanted = self.asks(papers)
            try:
                stored = await self._store.leaves_of(db, wanted) if wanted else {}
            except NoSuchDatabase:
                stored = {}
        beside = {id: record for id, leaves in stored.items() if (record := record_of(list(leaves))) is not None}
        return [PaperSeen(id, str(one.get("state")), held_on=_day(one)) for id, one in {**beside, **told}.items()]


def _day(paper: Json) -> str | None:
    answers = paper.get("answers")
    told = answers.get("date") if isinstance(answers, dict) and str(paper["_id"]).startswith(("minutes:", "meeting:")) else None
    return told if isinstance(told, str) else None
