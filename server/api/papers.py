"""/api/papers and /api/units/{unit}/papers/…: sent papers as lists, one paper, its revisions, its receipt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import Parameter

from server.api.asking import SCOPE
from server.api.doors import Doors
from server.api.paging import Below, Cursor, Kinds, Limit, UnitId, days_asked, kinds_asked, moment_asked
from sync.domain.accounts import Person
from sync.domain.documents import UNIT_ID
from sync.domain.errors import Refusal
from sync.ports import Json
from sync.ports.paper_index import PaperFilter, PaperRow, place_of
from sync.usecases.papers.list_papers import PapersAsked
from sync.usecases.papers.read_revisions import KeptRevision

Decision = Literal["sent", "returned", "accepted", "approved", "verified", "recognised"]
SCOPED = {SCOPE: "papers"}


class PaperLine(msgspec.Struct):
    """A sent paper in a list. `month` is null where it is of none; `day`: of its meeting, else when it was sent. `status`: `sent` until
    a reviewer decides about this revision. `receipt`: the number of its receipt, null for as long as there is none. `changed_at`: the
    newest of all this."""

    unit: str
    unit_name: str
    id: str
    kind: str
    rev: str
    form: str
    version: int
    month: str | None
    day: str | None
    author: str
    done_at: str | None
    received_at: str | None
    receipt: str | None
    status: str
    decided_at: str | None
    changed_at: str | None
    href: str


class PapersPage(msgspec.Struct):
    items: list[PaperLine]
    next: str | None


class Opinion(msgspec.Struct):
    """What a reviewer wrote. `comments`: each with the path of what it is about, `answers` for the paper as a whole."""

    decision: str
    by: str
    at: str
    official_band: str | None
    comments: list[dict[str, str]]


class PaperAnswer(msgspec.Struct):
    """One sent paper. `answers` go by the fields of `form` in `version` (docs/forms.md). `receipt`: see docs/protocol.md; null for as long
    as there is none. `opinions`: of this revision, the newest first."""

    unit: str
    unit_name: str
    id: str
    kind: str
    rev: str
    form: str
    version: int
    state: str
    author: str
    author_name: str
    done_at: str
    answers: dict[str, Any]
    status: str
    opinions: list[Opinion]
    receipt: dict[str, Any] | None


class RevisionLine(msgspec.Struct):
    """A revision that was accepted. `parent`: what it was made from, null for the first; `by`: user name of who brought it, null for the
    server itself."""

    rev: str
    parent: str | None
    state: str
    received_at: str
    by: str | None


class RevisionAnswer(RevisionLine):
    """`document`: what it said, whole."""

    document: dict[str, Any]


class PapersController(Controller):
    """Papers that were sent. What may not be seen is `not_found`."""

    path = "/"
    tags = ("papers",)
    opt = SCOPED

    @get("/papers")
    async def list_papers(
        self, person: NamedDependency[Person], doors: NamedDependency[Doors], unit: UnitId = "", below: Below = True, kind: Kinds = None,
        first: date | None = None, last: date | None = None, since: datetime | None = None, status: Decision | None = None,
        author: Annotated[str, Parameter(max_length=40)] = "", limit: Limit = 100, cursor: Cursor = "",
    ) -> PapersPage:  # fmt: skip
        """By when they changed, the oldest first: whoever keeps the last `changed_at` and asks for what changed `since` misses nothing.
        `first` and `last`: days of the paper, both inclusive."""
        days = days_asked(first, last)
        asked = PapersAsked(
            unit, below, kinds_asked(kind), PaperFilter(*days, moment_asked("since", since), status or "", author)
        )
        question = ["papers", asked]
        rows = await doors.papers(person, asked, "changed", doors.cursors.read(question, cursor), limit + 1)
        place = place_of(rows[limit - 1], "changed") if len(rows) > limit else None
        names = await unit_names(doors)
        return PapersPage([line_of(one, names) for one in rows[:limit]], doors.cursors.write(question, place))

    @get("/units/{unit_id:str}/papers/{paper_id:str}")
    async def show_paper(
        self, unit_id: str, paper_id: str, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> PaperAnswer:
        """One paper, as it lies in the book."""
        view = await doors.read_paper(person, _unit(unit_id), paper_id)
        reviews = await doors.reviews.read(person, view.unit.id, view.paper)
        paper = view.paper
        return PaperAnswer(
            view.unit.id, view.unit.name(view.day), str(paper["_id"]), str(paper["kind"]), str(paper["_rev"]), str(paper.get("form", "")),
            _number(paper.get("version")), "sent", str(paper.get("author", "")), view.author, str(paper.get("done_at", "")),
            _object(paper.get("answers")), reviews.standing,
            [
                Opinion(one.decision, one.by, one.at, one.official_band or None, [{"path": path, "text": text} for path, text in one.comments])
                for one in reviews.opinions if one.is_current
            ],
            view.receipt,
        )  # fmt: skip

    @get("/units/{unit_id:str}/papers/{paper_id:str}/revisions")
    async def list_revisions(
        self, unit_id: str, paper_id: str, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> list[RevisionLine]:
        """Every revision that was accepted, the oldest first; of drafts only to whoever may see them."""
        return [_revision(one) for one in await doors.revisions(person, _unit(unit_id), paper_id)]

    @get("/units/{unit_id:str}/papers/{paper_id:str}/revisions/{rev:str}")
    async def show_revision(
        self, unit_id: str, paper_id: str, rev: str, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> RevisionAnswer:
        """What one revision said."""
        one = await doors.revisions.one(person, _unit(unit_id), paper_id, rev)
        return RevisionAnswer(**msgspec.structs.asdict(_revision(one)), document=one.document)

    @get("/units/{unit_id:str}/papers/{paper_id:str}/receipt")
    async def show_receipt(
        self, unit_id: str, paper_id: str, person: NamedDependency[Person], doors: NamedDependency[Doors]
    ) -> dict[str, Any]:
        """The receipt of the paper as it is now, with all that it takes to check it alone (docs/architecture.md, "Exchange"; the keys are
        at /api/receipt-key). Error: `not_found`, also for a paper that has none yet."""
        view = await doors.read_paper(person, _unit(unit_id), paper_id)
        if view.receipt is None:
            raise Refusal("not_found")
        return view.receipt


async def unit_names(doors: Doors) -> dict[str, str]:
    """What units are called today, by id."""
    tree, today = await doors.directory.units(), doors.clock.now().date()
    return {one.id: one.name(today) for one in tree.units.values()}


def line_of(row: PaperRow, names: dict[str, str]) -> PaperLine:
    return PaperLine(
        row.unit, names.get(row.unit, row.unit), row.id, row.kind, row.rev, row.form, row.version, row.month or None, row.day or None,
        row.author, row.done_at or None, row.received_at or None, row.receipt or None, row.decision or "sent", row.decided_at or None,
        row.changed_at or None, f"/api/units/{row.unit}/papers/{row.id}",
    )  # fmt: skip


def _unit(id: str) -> str:
    """Raises Refusal `not_found` for what no unit can be called: it would name no workspace."""
    if not UNIT_ID.fullmatch(id):
        raise Refusal("not_found")
    return id


def _revision(one: KeptRevision) -> RevisionLine:
    return RevisionLine(one.rev, one.parent or None, str(one.document.get("state", "")), one.received_at, one.by or None)


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _object(value: object) -> Json:
    return value if isinstance(value, dict) else {}
