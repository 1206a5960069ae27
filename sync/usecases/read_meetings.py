"""The meetings of a cell with the papers it has sent, newest first. Drafts are not here. Reads the read model."""

from __future__ import annotations

from dataclasses import dataclass

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.documents import MeetingKey
from sync.domain.errors import Refusal
from sync.domain.kinds import MEETING_CHAIN
from sync.domain.units import Unit
from sync.ports import Clock, MeetingFacts, ReadModel
from sync.usecases.directory import Directory


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting; `papers`: ids of the sent papers by kind, in the order they are filled."""

    key: MeetingKey
    facts: MeetingFacts
    papers: dict[str, str]


@dataclass(frozen=True, slots=True)
class MeetingsView:
    unit: Unit
    meetings: tuple[MeetingRow, ...]


class ReadMeetings:
    """Makes a `MeetingsView`."""

    def __init__(self, read_model: ReadModel, directory: Directory, clock: Clock) -> None:
        self._read_model = read_model
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str) -> MeetingsView:
        """Raises Refusal `not_found` for a unit that is not there or whose papers the person may not read."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None or not may(person, "read", unit_id, tree, today):
            raise Refusal("not_found")
        kinds = [kind for kind in MEETING_CHAIN if may(person, "read", unit_id, tree, today, kind)]
        papers: dict[MeetingKey, dict[str, str]] = {}
        for paper in await self._read_model.papers(unit_id):
            papers.setdefault(MeetingKey(paper.month, paper.type, paper.number), {})[paper.kind] = paper.id
        rows = []
        for facts in await self._read_model.meetings([unit_id], "0000-01", "9999-12"):
            key = MeetingKey(facts.month, facts.type, facts.number)
            sent = papers.get(key, {})
            rows.append(MeetingRow(key, facts, {kind: sent[kind] for kind in kinds if kind in sent}))
        rows.sort(key=lambda row: (row.key.month, row.facts.held_on, row.key), reverse=True)
        return MeetingsView(unit, tuple(rows))
