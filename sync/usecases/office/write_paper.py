"""Write a paper at the office, where there is a server but no phone: opened, kept as a draft, sent.

What is written goes the way of all papers (`accept_papers.py`): same rights, same checks, same receipt. A paper that was sent
is worked over in its `rework`, so that it is never hidden by a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import content, id_fits, rework_id, workspace
from sync.domain.errors import NoSuchDatabase, Problem, Refusal
from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.forms.catalogue import Catalogue
from sync.forms.check import check
from sync.forms.model import Definition
from sync.ports import Clock, DocumentStore, Json
from sync.revisions.revision import make_revision
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.directory import Directory

DEVICE = "office"


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """A paper on the desk. `base`: revision it is based on, "" for a new one; `sent`: the sent record beneath, if any;
    `answers`: of the draft where there is one, else of what was sent."""

    unit: str
    id: str
    kind: str
    definition: Definition
    answers: Json
    base: str
    sent: Json | None
    is_draft: bool


class WritePaper:
    """Opens and writes papers. Every method raises Refusal `not_found` for what the person may not write there."""

    def __init__(
        self, store: DocumentStore, directory: Directory, accept: AcceptPapers, catalogue: Catalogue, clock: Clock
    ) -> None:
        self._store = store
        self._directory = directory
        self._accept = accept
        self._catalogue = catalogue
        self._clock = clock

    async def open(self, person: Person, unit: str, id: str, first: Json | None = None) -> OpenPaper:
        """The paper as it lies there; a new one holds `first`."""
        kind = await self._allowed(person, unit, id)
        record, rework = await self._record(unit, id), await self._record(unit, rework_id(id))
        sent = record if record is not None and record.get("state") == "sent" else None
        shown = rework if rework is not None and sent is not None else record
        definition = self._definition(kind, shown)
        answers = shown.get("answers") if shown is not None else None
        return OpenPaper(
            unit, id, kind, definition,
            answers if isinstance(answers, dict) else dict(first or {}),
            base=str(shown["_rev"]) if shown is not None else "",
            sent=sent,
            is_draft=shown is None or shown.get("state") != "sent",
        )  # fmt: skip

    async def keep(self, person: Person, paper: OpenPaper, answers: Json) -> str:
        """Keep what was typed as a draft; gives its revision. Raises Refusal with what a door would answer."""
        id = rework_id(paper.id) if paper.sent is not None else paper.id
        parent = await self._record(paper.unit, id)
        document = self._document(person, paper, id, answers, "draft", parent)
        [verdict] = await self._accept(person, [document], unit=paper.unit)
        _raise(verdict)
        return verdict.rev

    async def send(self, person: Person, paper: OpenPaper, answers: Json) -> Verdict:
        """Send it. Raises Refusal `answers_invalid` with the fields before anything goes to a door, or what a door answers."""
        checked = check(paper.definition, answers, person.lang, self._catalogue.template)
        if wrong := (*checked.errors, *checked.warnings):
            raise Refusal("answers_invalid", fields=wrong)
        parent = await self._record(paper.unit, paper.id)
        document = self._document(person, paper, paper.id, checked.answers, "sent", parent)
        [verdict] = await self._accept(person, [document], unit=paper.unit)
        _raise(verdict)
        await self._clear(person, paper)
        return verdict

    async def _clear(self, person: Person, paper: OpenPaper) -> None:
        """The draft in which a sent paper was worked over has done its work."""
        rework = await self._record(paper.unit, rework_id(paper.id))
        if rework is None:
            return
        grave: Json = {"_id": rework["_id"], "_deleted": True}
        await self._accept(person, [_with_revision(grave, rework)], unit=paper.unit)

    async def _allowed(self, person: Person, unit: str, id: str) -> str:
        kind = id.partition(":")[0]
        tree, today = await self._directory.units(), self._clock.now().date()
        found = tree.get(unit)
        if found is None or kind not in KINDS or not id_fits(kind, id) or found.type not in KINDS[kind].homes:
            raise Refusal("not_found")
        if kind in ("review", "rework") or not access.may(person, "write", unit, tree, today, kind):
            raise Refusal("not_found")
        return kind

    async def _record(self, unit: str, id: str) -> Json | None:
        try:
            return record_of(await self._store.leaves(workspace(unit), id))
        except NoSuchDatabase:
            return None

    def _definition(self, kind: str, paper: Json | None) -> Definition:
        """A draft stays on the version it was begun with; what is sent again is written on the newest."""
        if paper is not None and paper.get("state") == "draft":
            known = self._catalogue.get(str(paper.get("form")), int(paper.get("version", 0)))
            if known is not None:
                return known
        return self._catalogue.latest(kind)

    def _document(self, person: Person, paper: OpenPaper, id: str, answers: Json, state: str, parent: Json | None) -> Json:
        now = self._clock.now().isoformat(timespec="milliseconds")
        document: dict[str, Any] = {
            "_id": id, "kind": id.partition(":")[0], "form": paper.definition.form, "version": paper.definition.version,
            "unit": paper.unit, "state": state, "author": person.username, "device": DEVICE, "saved_at": now, "answers": answers,
        }  # fmt: skip
        if state == "sent":
            document["done_at"] = now
        return _with_revision(document, parent)


def _with_revision(document: Json, parent: Json | None) -> Json:
    rev = make_revision(bool(document.get("_deleted")), parent["_rev"] if parent else "", content(document))
    generation, _, hash = rev.partition("-")
    before = parent["_revisions"]["ids"] if parent else []
    return {**document, "_rev": rev, "_revisions": {"start": int(generation), "ids": [hash, *before]}}


def _raise(verdict: Verdict) -> None:
    problem: Problem | None = verdict.problem
    if problem is not None:
        raise Refusal(problem.code, fields=problem.fields)
