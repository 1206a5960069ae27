"""Every paper enters here, whichever door it came through.

For each document: the envelope, the author's right, the revision, the form, the life of the paper. What passes is made
durable together with its receipt and findings, in one write; what does not is kept in the inbox. One bad document never
stops the others. A paper that is there already gets the answer it got the first time.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync.domain import access, lifecycle
from sync.domain.accounts import Person
from sync.domain.documents import content, workspace
from sync.domain.envelope import check_envelope
from sync.domain.errors import NoSuchDatabase, Problem, Refusal
from sync.domain.kinds import KINDS
from sync.domain.receipts import receipt_id
from sync.domain.units import UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json, Signer, Write
from sync.revisions.revision import check_revisions, make_revision
from sync.usecases.check_answers import Findings, check_answers
from sync.usecases.check_beside import read_beside
from sync.usecases.directory import Directory
from sync.usecases.keep_refused import keep_refused
from sync.usecases.make_receipt import make_receipt


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one document. `receipt` is the receipt document of a sent paper."""

    unit: str
    id: str
    rev: str
    problem: Problem | None = None
    receipt: Json | None = None

    @property
    def ok(self) -> bool:
        return self.problem is None


class AcceptPapers:
    """The one way in. Safe to call at the same time for the same unit: writers of one unit take turns."""

    def __init__(self, store: DocumentStore, directory: Directory, catalogue: Catalogue, clock: Clock, signer: Signer) -> None:
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock
        self._signer = signer
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def __call__(
        self,
        person: Person,
        documents: Sequence[Any],
        *,
        unit: str | None = None,
        own_revisions: bool = True,
        drift_ms: int | None = None,
    ) -> list[Verdict]:
        """One verdict per document, in order; everything told as accepted is durable when this returns.

        `unit`: the workspace all are meant for, when the door knows it (documents of other units are refused).
        `own_revisions`: recompute the revision ids; False for peers that make theirs another way (CouchDB, PouchDB).
        `drift_ms`: server time minus the clock of the phone that brings them, kept with their receipts.
        """
        verdicts: list[Verdict | None] = [None] * len(documents)
        refused: list[tuple[Any, Problem]] = []
        by_unit: defaultdict[str, list[int]] = defaultdict(list)
        tree = await self._directory.units()
        for place, document in enumerate(documents):
            problem = self._check_alone(person, document, unit, own_revisions, tree)
            if problem is None:
                by_unit[unit or document["unit"]].append(place)
            else:
                verdicts[place] = _refusal(document, unit, problem)
                refused.append((document, problem))
        for home, places in by_unit.items():
            async with self._turns[home]:
                told = await self._accept_into(home, person, [documents[place] for place in places], drift_ms)
            for place, verdict in zip(places, told, strict=True):
                verdicts[place] = verdict
                if verdict.problem is not None:
                    refused.append((documents[place], verdict.problem))
        if refused:
            await keep_refused(self._store, self._clock, person, refused, unit)
        return [verdict for verdict in verdicts if verdict is not None]

    def _check_alone(
        self, person: Person, document: Any, unit: str | None, own_revisions: bool, tree: UnitTree
    ) -> Problem | None:
        """What is wrong with the document by itself: envelope, revision, right."""
        if problem := check_envelope(document):
            return problem
        home = document.get("unit", unit)
        if not isinstance(home, str) or (unit is not None and home != unit):
            return Problem("not_your_unit")
        try:
            history = check_revisions(document, hex_only=True)
        except Refusal as refusal:
            return refusal.problem
        if own_revisions:
            parent = history[1] if len(history) > 1 else ""
            if document["_rev"] != make_revision(bool(document.get("_deleted")), parent, content(document)):
                return Problem("revision_untrue")
        found = tree.get(home)
        if found is None:
            return Problem("unit_unknown")
        kind = document["_id"].partition(":")[0]
        if found.type not in KINDS[kind].homes:
            return Problem("kind_not_here")
        if not access.may(person, "write", home, tree, self._clock.now().date(), kind):
            return Problem("not_your_unit")
        return None

    async def _accept_into(self, unit: str, person: Person, documents: list[Json], drift_ms: int | None) -> list[Verdict]:
        db = workspace(unit)
        asked: defaultdict[str, list[str]] = defaultdict(list)
        for document in documents:
            asked[document["_id"]].append(document["_rev"])
        try:
            missing = await self._store.revs_diff(db, asked)
        except NoSuchDatabase:
            await self._store.create_database(db)
            missing = await self._store.revs_diff(db, asked)
        stored = await self._store.leaves_of(db, [id for id in asked if id in missing])
        beside, tree = await read_beside(self._store, db, documents, stored), await self._directory.units()
        now = self._clock.now()
        verdicts: list[Verdict] = []
        writes: list[Write] = []
        later: dict[str, list[Json]] = {}
        for document in documents:
            id, rev = document["_id"], document["_rev"]
            if id not in missing or rev not in missing[id].missing:
                verdicts.append(await self._known_already(db, unit, document))
                continue
            findings = self._check_content(person, document, [*later.get(id, ()), *stored.get(id, ())])
            if wrong := beside.problem_of(document, person, unit, tree, now.date()):
                findings = Findings(wrong)
            if findings.problem is not None:
                verdicts.append(Verdict(unit, id, rev, findings.problem))
                continue
            receipt = self._receipt(unit, document, now, drift_ms)
            writes.append(Write(document))
            writes.extend(Write(extra, mode="edit") for extra in (receipt, self._finding(unit, document, findings)) if extra)
            later.setdefault(id, []).append(document)
            verdicts.append(Verdict(unit, id, rev, receipt=receipt))
        return self._tell(verdicts, {(one.id, one.rev): one.error for one in await self._store.write(db, writes)})

    def _check_content(self, person: Person, document: Json, before: list[Json]) -> Findings:
        """Author, life of the paper and answers. `before`: what is stored of the paper, and what this batch has accepted of it."""
        if document.get("author", person.username) != person.username:
            return Findings(Problem("author_forged"))
        parents = document["_revisions"]["ids"][1:]
        for leaf in before:
            descends = leaf["_rev"].partition("-")[2] in parents
            if not lifecycle.may_follow(leaf, document, descends=descends):
                return Findings(Problem("lifecycle"))
        if document.get("_deleted") or document["state"] == "draft":
            return Findings(self._catalogue.problem_of(document["form"], document["version"]) if "form" in document else None)
        return check_answers(self._catalogue, document)

    async def _known_already(self, db: str, unit: str, document: Json) -> Verdict:
        """The revision is stored: answer as the first time. A receipt is only ever about what is stored."""
        id, rev = document["_id"], document["_rev"]
        stored = await self._store.read(db, id, rev)
        if stored is not None and content(stored) != content(document) and not document.get("_deleted"):
            return Verdict(unit, id, rev, Problem("revision_untrue"))
        receipt = await self._store.read(db, receipt_id(id, rev))
        if (
            receipt is None
            and stored is not None
            and (receipt := self._receipt(unit, stored, self._clock.now(), None)) is not None
        ):
            await self._store.write(db, [Write(receipt, mode="edit")])
        return Verdict(unit, id, rev, receipt=receipt)

    def _receipt(self, unit: str, document: Json, now: datetime, drift_ms: int | None) -> Json | None:
        if document.get("state") != "sent" or document.get("_deleted"):
            return None
        return make_receipt(self._signer, unit, document, now, drift_ms)

    def _finding(self, unit: str, document: Json, findings: Findings) -> Json | None:
        if not findings.notes:
            return None
        id = f"finding:{document['_id']}:{document['_rev']}"
        return {"_id": id, "kind": "finding", "unit": unit, "paper": document["_id"], "rev": document["_rev"],
                "notes": [note.to_json() for note in findings.notes]}  # fmt: skip

    @staticmethod
    def _tell(verdicts: list[Verdict], errors: dict[tuple[str, str], str | None]) -> list[Verdict]:
        """The verdicts, with what the store refused after all."""
        return [
            Verdict(one.unit, one.id, one.rev, Problem(error)) if one.ok and (error := errors.get((one.id, one.rev))) else one
            for one in verdicts
        ]


def _refusal(document: Any, unit: str | None, problem: Problem) -> Verdict:
    named = document if isinstance(document, dict) else {}
    return Verdict(str(named.get("unit", unit or "")), str(named.get("_id", "")), str(named.get("_rev", "")), problem)
