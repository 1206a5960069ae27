"""One sent paper of a unit, with its receipt and, of a meeting, the other sent papers of it. Reads the store itself, for a paper
is shown as it lies there. A draft, and a paper one may not see, are both simply not found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain.access import may_see
from sync.domain.accounts import Person
from sync.domain.documents import MeetingKey, meeting_of, paper_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import KINDS, OF_A_MEETING
from sync.domain.lifecycle import record_of
from sync.domain.numbering.official import OfficialNumber
from sync.domain.units import Unit, UnitTree
from sync.ports import Clock, DocumentStore, Json
from sync.usecases.directory import Directory
from sync.usecases.numbering.give_number import read_number
from sync.usecases.receipts.find_receipts import find_receipts

_SHOWN = frozenset(kind for kind in KINDS if kind not in ("review", "rework"))


@dataclass(frozen=True, slots=True)
class PaperView:
    """`key` None: no paper of a meeting. `committee` is the unit above on the day of the meeting, or of the paper; `others` holds
    the sent papers of the meeting by kind, this one included; `author` is the name of who sent it, "" when unknown."""

    unit: Unit
    committee: Unit | None
    day: date
    key: MeetingKey | None
    paper: Json
    receipt: Json | None
    others: dict[str, Json]
    author: str
    number: OfficialNumber | None = None


class ReadPaper:
    """Makes a `PaperView`."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str, id: str) -> PaperView:
        """Raises Refusal `not_found`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit, key = tree.get(unit_id), meeting_of(id)
        if unit is None or id.partition(":")[0] not in _SHOWN:
            raise Refusal("not_found")
        paper = await self._sent(person, unit_id, id, tree, today)
        if paper is None:
            raise Refusal("not_found")
        shown = {str(paper["kind"]): paper}
        if key is not None:
            others = {kind: await self._sent(person, unit_id, paper_id(kind, key), tree, today) for kind in OF_A_MEETING}
            shown = {kind: one for kind, one in others.items() if one is not None}
        day = _day_of(shown, key) if key is not None else _done_on(paper, today)
        key_ = id, str(paper["_rev"])
        found = (await find_receipts(self._store, workspace(unit_id), [key_])).get(key_)
        author = await self._directory.person(str(paper.get("author", "")))
        return PaperView(
            unit, tree.get(unit.parent(day) or ""), day, key, paper,
            receipt=found[0].of(found[1]) if found else None,
            others=shown,
            author=author.name if author else "",
            number=await read_number(self._store, unit_id, id),
        )  # fmt: skip

    async def _sent(self, person: Person, unit: str, id: str, tree: UnitTree, today: date) -> Json | None:
        try:
            paper = record_of(await self._store.leaves(workspace(unit), id))
        except NoSuchDatabase:
            return None
        if paper is None or paper.get("state") != "sent" or not may_see(person, paper, unit, tree, today):
            return None
        return paper


def _day_of(papers: dict[str, Json], key: MeetingKey) -> date:
    """The day of the meeting as its papers tell it, else the first of its month."""
    for kind in ("minutes", "meeting"):
        answers = papers.get(kind, {}).get("answers")
        told = answers.get("date") if isinstance(answers, dict) else None
        try:
            return date.fromisoformat(str(told))
        except ValueError:
            continue
    return date.fromisoformat(f"{key.month}-01")


def _done_on(paper: Json, today: date) -> date:
    try:
        return date.fromisoformat(str(paper.get("done_at"))[:10])
    except ValueError:
        return today
