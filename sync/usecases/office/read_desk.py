"""The desk of an office: what a person may write in a unit, what lies there already, and what would come next.

Reads the store's index and the records it names; never writes. Bounded: of each kind the newest few.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import rework_id, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import KINDS, MEETING_CHAIN
from sync.domain.lifecycle import record_of
from sync.domain.reviews import standing
from sync.domain.units import Unit, UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, IdSource, Json
from sync.usecases.directory import Directory

NEWEST = 12
"""Papers told of each kind."""
_BESIDE = ("review", "rework", "amendment", "urge_answer", "visit", "handbook_upload")
"""Begun from another paper, never from the desk."""


@dataclass(frozen=True, slots=True)
class DeskPaper:
    """A paper there is. `standing`: `draft`, or where the sent one stands; `reworked`: a draft of it lies beside it."""

    id: str
    standing: str
    day: str
    about: str
    reworked: bool


@dataclass(frozen=True, slots=True)
class DeskKind:
    """`fresh`: ids a new paper of the kind would have: the present period and the next, or a new one."""

    kind: str
    papers: tuple[DeskPaper, ...]
    fresh: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DeskView:
    unit: Unit
    kinds: tuple[DeskKind, ...]


class ReadDesk:
    """Makes a `DeskView`."""

    def __init__(
        self, store: DocumentStore, directory: Directory, catalogue: Catalogue, clock: Clock, ids: IdSource
    ) -> None:
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock
        self._ids = ids

    async def __call__(self, person: Person, unit_id: str) -> DeskView:
        """Raises Refusal `not_found` for a unit in which the person writes nothing."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        kinds = [kind for kind in KINDS if self._written(person, unit, kind, today, tree)] if unit else []
        if unit is None or not kinds:
            raise Refusal("not_found")
        found = [await self._kind(unit_id, kind, today) for kind in kinds]
        return DeskView(unit, tuple(one for one in found if one.papers or one.fresh))

    def _written(self, person: Person, unit: Unit | None, kind: str, today: date, tree: UnitTree) -> bool:
        if unit is None or kind in _BESIDE or unit.type not in KINDS[kind].homes:
            return False
        known = any(form == kind for form, _ in self._catalogue.definitions)
        return known and access.may(person, "write", unit.id, tree, today, kind)

    async def _kind(self, unit: str, kind: str, today: date) -> DeskKind:
        db = workspace(unit)
        try:
            rows = await self._store.index(db, f"{kind}:", f"{kind};", limit=NEWEST + 1, descending=True)
            leaves = await self._store.leaves_of(db, [id for id, _ in rows[:NEWEST]])
            reviews = [one for id in leaves for one in await self._store.range(db, f"review:{id}:", f"review:{id};")]
            beside = await self._store.leaves_of(db, [rework_id(id) for id in leaves])
        except NoSuchDatabase:
            return DeskKind(kind, (), tuple(_fresh(kind, today, self._ids)), 0)
        reworked = {id for id, some in beside.items() if record_of(some) is not None}
        papers = tuple(
            _paper(record, reviews, rework_id(id) in reworked) for id, some in leaves.items() if (record := record_of(some))
        )
        fresh = tuple(id for id in _fresh(kind, today, self._ids) if id not in leaves)
        return DeskKind(kind, papers, fresh, max(0, len(rows) - NEWEST))


def _paper(record: Json, reviews: list[Json], reworked: bool) -> DeskPaper:
    answers = record.get("answers")
    title = answers.get("title") if isinstance(answers, dict) else None
    draft = record.get("state") != "sent"
    own = [one for one in reviews if str(one["_id"]).startswith(f"review:{record['_id']}:")]
    day = str(record.get("saved_at" if draft else "done_at", ""))[:10]
    return DeskPaper(
        str(record["_id"]), "draft" if draft else standing(record, own), day, title if isinstance(title, str) else "", reworked
    )


def _fresh(kind: str, today: date, ids: IdSource) -> list[str]:
    """Ids for the present period and the next one; for what has no period a new id. Papers of one meeting are begun with it, on the
    phone."""
    if kind in MEETING_CHAIN or kind == "resolution":
        return []
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    match kind:
        case "month_schedule" | "assignment":
            return [f"{kind}:{today:%Y-%m}", f"{kind}:{following:%Y-%m}"]
        case "model_plan" | "thematic_plan" | "four_good":
            return [f"{kind}:{today.year}", f"{kind}:{today.year + 1}"]
        case "team_report":
            return [f"{kind}:{today.year}-{'H1' if today.month < 7 else 'Y'}"]
        case "period_report":
            first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
            return [f"{kind}:{first}:{today}"]
        case _:
            return [f"{kind}:{ids.ulid()}"]
