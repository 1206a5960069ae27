"""Every paper enters here, whichever door it came through.

For each document: the envelope, the author's right, the revision, the form, the life of the paper. What passes is made
durable together with its entry in the history, and with one receipt for all sent papers of the unit; what does not is kept in the
inbox. One bad document never stops the others. A paper that is there already gets the answer it got the first time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import msgspec

from sync.domain import access, lifecycle
from sync.domain.accounts import Person
from sync.domain.canonical import canonical
from sync.domain.documents import content, workspace
from sync.domain.envelope import check_envelope, clean_content
from sync.domain.errors import NoSuchDatabase, Problem, Refusal
from sync.domain.kinds import KINDS
from sync.domain.proofs.history import Recorded
from sync.domain.proofs.receipts import Receipts
from sync.domain.units import UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, Json, Write
from sync.revisions.revision import check_revisions, revision_over
from sync.usecases.check_answers import Findings, check_answers
from sync.usecases.check_beside import read_beside
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.history.keep import KeepPapers, is_sent
from sync.usecases.history.record import Record
from sync.usecases.keep_refused import keep_refused
from sync.usecases.obligations.judge_on_time import Frozen, JudgeOnTime
from sync.usecases.receipts.find_receipts import find_receipts
from sync.usecases.turns import Turns

_TOGETHER = 200
"""Papers of one person that waited in several requests and are taken in at once."""


class Verdict(msgspec.Struct, frozen=True):
    """What became of one document. `receipts` is the receipt document that names it, `index` where, `levels` the tree over it."""

    unit: str
    id: str
    rev: str
    problem: Problem | None = None
    receipts: Receipts | None = None
    index: int = 0
    levels: Sequence[Sequence[bytes]] | None = None

    @property
    def ok(self) -> bool:
        return self.problem is None

    @property
    def receipt(self) -> Json | None:
        """The receipt of this very paper, of a sent one."""
        return self.receipts.of(self.index, self.levels) if self.receipts is not None else None


class _Came(msgspec.Struct, frozen=True):
    """A document that is right by itself; `way` its history, newest first; `text` the canonical form of its content; `findings`: of its
    answers, for a paper that is not there yet."""

    document: Json
    way: tuple[str, ...]
    text: bytes
    findings: Findings


class AcceptPapers:
    """The one way in. Safe to call at the same time for the same unit: writers of one unit take turns, and what one person has brought
    meanwhile in several requests is taken in together."""

    def __init__(
        self,
        store: DocumentStore,
        directory: Directory,
        catalogue: Catalogue,
        clock: Clock,
        keep: KeepPapers,
        published: PublishedForms | None = None,
        tell_refused: Callable[[Person, Any, Problem], None] = lambda *_: None,
        on_time: JudgeOnTime | None = None,
    ) -> None:
        """`published`: asked when a paper names a version that is not in the catalogue; None where no more can be.
        `tell_refused`: told of every document that is refused. `on_time`: judges what is signed of it with a receipt; None: nothing is."""
        self._store = store
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock
        self._keep = keep
        self._published = published
        self._tell_refused = tell_refused
        self._on_time = on_time
        self._turns = Turns(_TOGETHER)

    @property
    def is_at_work(self) -> bool:
        """Whether papers are being taken in at this moment."""
        return self._turns.is_any_taken

    async def __call__(
        self,
        person: Person,
        documents: Sequence[Any],
        *,
        unit: str | None = None,
        own_revisions: bool = True,
        drift_ms: int | None = None,
        keep: bool = True,
        texts: Mapping[int, bytes] = MappingProxyType({}),
    ) -> list[Verdict]:
        """One verdict per document, in order; everything told as accepted is durable when this returns.

        `unit`: the workspace all are meant for, when the door knows it (documents of other units are refused).
        `own_revisions`: recompute the revision ids; False for peers that make theirs another way (CouchDB, PouchDB).
        `drift_ms`: server time minus the clock of the phone that brings them, kept with their receipts. `keep`: put what is refused
        into the inbox; False for what is there already. `texts`: by place, what `clean_content` gave for a document, where it was asked.
        """
        verdicts: list[Verdict | None] = [None] * len(documents)
        refused: list[tuple[Any, Problem]] = []
        by_unit: defaultdict[str, list[int]] = defaultdict(list)
        came: dict[int, _Came] = {}
        if self._published is not None:
            await self._published.know(documents)
        tree, day = await self._directory.units(), self._clock.now().date()
        may = cache(lambda kind, home: access.may(person, "write", home, tree, day, kind))
        for place, document in enumerate(documents):
            text = texts.get(place) or (clean_content(document) if isinstance(document, dict) else None)
            checked = self._check_alone(document, text, unit, own_revisions, tree, may)
            if isinstance(checked, _Came):
                came[place] = checked
                by_unit[unit or document["unit"]].append(place)
            else:
                verdicts[place] = _refusal(document, unit, checked)
                refused.append((document, checked))
        for home, places in by_unit.items():
            some = [came[place] for place in places]
            # A decision holds for what comes after it, so it goes alone.
            alike = object() if any(one.document["_id"].startswith("review:") for one in some) else (person, drift_ms)
            told = await self._turns.of(home, alike, some, partial(self._accept_into, home, person, drift_ms))
            for place, verdict in zip(places, told, strict=True):
                verdicts[place] = verdict
                if verdict.problem is not None:
                    refused.append((documents[place], verdict.problem))
        if refused:
            for document, problem in refused:
                self._tell_refused(person, document, problem)
            if keep and not await keep_refused(self._store, self._clock, person, refused, unit):
                full = Problem("inbox_full")
                self._tell_refused(person, None, full)
                return [one if one.ok else msgspec.structs.replace(one, problem=full) for one in verdicts if one is not None]
        return [verdict for verdict in verdicts if verdict is not None]

    def _check_alone(
        self,
        document: Any,
        text: bytes | None,
        unit: str | None,
        own_revisions: bool,
        tree: UnitTree,
        may: Callable[[str, str], bool],
    ) -> _Came | Problem:
        """What is wrong with the document by itself: envelope, revision, right. All that needs nothing of what is stored is done here, while
        whoever wrote to the same unit before waits for the disk. `may`: whether the author writes papers of a kind in a unit."""
        if problem := check_envelope(document, clean=text is not None):
            return problem
        home = document.get("unit", unit)
        if not isinstance(home, str) or (unit is not None and home != unit):
            return Problem("not_your_unit")
        try:
            way = check_revisions(document, hex_only=True)
        except Refusal as refusal:
            return refusal.problem
        if text is None:
            text = canonical(content(document))
        if own_revisions:
            parent = way[1] if len(way) > 1 else ""
            if document["_rev"] != revision_over(bool(document.get("_deleted")), parent, text):
                return Problem("revision_untrue")
        found = tree.get(home)
        if found is None:
            return Problem("unit_unknown")
        kind = document["_id"].partition(":")[0]
        if found.type not in KINDS[kind].homes:
            return Problem("kind_not_here")
        if not may(kind, home):
            return Problem("not_your_unit")
        return _Came(document, way, text, self._look_into(document))

    def _look_into(self, document: Json) -> Findings:
        """Its form and answers."""
        if document.get("_deleted") or document["state"] == "draft":
            return Findings(self._catalogue.problem_of(document["form"], document["version"]) if "form" in document else None)
        return check_answers(self._catalogue, document)

    async def _accept_into(self, unit: str, person: Person, drift_ms: int | None, came: Sequence[_Came]) -> list[Verdict]:
        """What one person has brought, in one request or in several that waited."""
        db = workspace(unit)
        record = await self._keep.record(unit, person.username, drift_ms)
        ids = list(dict.fromkeys(one.document["_id"] for one in came))
        looked_up, owed = await self._look(db, ids, [one.document for one in came if is_sent(one.document)])
        stored = {id: looked_up[id] for id in ids if id in looked_up}
        known = {id: _revisions_of(leaves) for id, leaves in stored.items()}
        beside, tree = await read_beside(self._store, db, [one.document for one in came], stored), await self._directory.units()
        now = self._clock.now()
        verdicts: list[Verdict | None] = [None] * len(came)
        writes: list[Write] = []
        again: list[int] = []
        standing = {id: list(leaves) for id, leaves in stored.items()}
        taken: set[tuple[str, str]] = set()
        for place, one in enumerate(came):
            document = one.document
            id, rev = document["_id"], document["_rev"]
            if rev in known.get(id, ()) or (id, rev) in taken:
                again.append(place)
                continue
            findings = self._check_life(person, one, standing.get(id, ()))
            if wrong := beside.problem_of(document, person, unit, tree, now.date()):
                findings = Findings(wrong)
            if findings.problem is not None:
                verdicts[place] = Verdict(unit, id, rev, findings.problem)
                continue
            told = _recorded(one)
            writes.append(Write(document, looked_up=True, text=told.text))
            record.take(told, sent=is_sent(document), finding=_finding(unit, document, findings))
            taken.add((id, rev))
            standing[id] = [leaf for leaf in standing.get(id, ()) if leaf["_rev"] not in one.way] + [document]
        if writes:
            await self._judge(unit, record, [write.body for write in writes], (looked_up, owed))
            await self._keep.store(db, writes, record)
        receipted = record.receipts.places() if record.receipts is not None else {}
        for place, one in enumerate(came):
            if verdicts[place] is None and place not in again:
                verdicts[place] = self._told(one, record, receipted)
        if again:
            healing = await self._keep.record(unit, person.username)
            for place, verdict in zip(again, await self._known_already(db, [came[one] for one in again], stored, healing), strict=True):
                verdicts[place] = verdict
        return [verdict for verdict in verdicts if verdict is not None]

    async def _look(self, db: str, ids: Sequence[str], sent: Sequence[Json]) -> tuple[dict[str, list[Json]], Frozen]:
        """The leaves of these documents, and with them what decides whether the sent ones come in time."""
        try:
            if self._on_time is None:
                return await self._store.leaves_of(db, ids), {}
            asked = list(dict.fromkeys([*ids, *self._on_time.asks(sent)]))
            return await asyncio.gather(self._store.leaves_of(db, asked), self._on_time.look(db, sent))
        except NoSuchDatabase:
            await self._store.create_database(db)
            return {}, {}

    async def _judge(
        self, unit: str, record: Record, documents: Sequence[Json], read: tuple[dict[str, list[Json]], Frozen] | None = None
    ) -> None:
        """Which of the sent ones come in time goes with their receipts."""
        sent = [one for one in documents if is_sent(one)]
        if self._on_time is not None and sent:
            record.on_time = await self._on_time(unit, sent, record.at, read)

    @staticmethod
    def _told(one: _Came, record: Record, receipted: Mapping[tuple[str, str], int]) -> Verdict:
        unit, id, rev = record.unit, one.document["_id"], one.document["_rev"]
        if (error := record.errors.get((id, rev))) is not None:
            return Verdict(unit, id, rev, Problem(error))
        index = receipted.get((id, rev))
        if index is None:
            return Verdict(unit, id, rev)
        return Verdict(unit, id, rev, None, record.receipts, index, record.levels)

    @staticmethod
    def _check_life(person: Person, one: _Came, before: Sequence[Json]) -> Findings:
        """Author, life of the paper, then what its answers are. `before`: the leaves that are stored of it, or were accepted a moment ago."""
        if one.document.get("author", person.username) != person.username:
            return Findings(Problem("author_forged"))
        parents = one.document["_revisions"]["ids"][1:]
        for leaf in before:
            descends = leaf["_rev"].partition("-")[2] in parents
            if not lifecycle.may_follow(leaf, one.document, descends=descends):
                return Findings(Problem("lifecycle"))
        return one.findings

    async def _known_already(
        self, db: str, came: Sequence[_Came], stored: dict[str, list[Json]], record: Record
    ) -> list[Verdict]:
        """The revisions are stored: answer as the first time. A receipt is only ever about what is stored, and what a crash has kept
        from being made, a receipt or the entry in the history, is made now."""
        unit, problems = record.unit, dict[tuple[str, str], Problem]()
        there: dict[tuple[str, str], _Came] = {}
        for one in came:
            id, rev = key = one.document["_id"], one.document["_rev"]
            leaf = next((leaf for leaf in stored.get(id, ()) if leaf["_rev"] == rev), None)
            kept = leaf or await self._store.read(db, id, rev)
            if kept is not None and not one.document.get("_deleted") and canonical(content(kept)) != one.text:
                problems[key] = Problem("revision_untrue")
            elif kept is not None and bool(kept.get("_deleted")) == bool(one.document.get("_deleted")):
                there[key] = one
        sent = {key for key, one in there.items() if is_sent(one.document)}
        receipts = await find_receipts(self._store, db, sent) if sent else {}
        if lost := there.keys() - receipts.keys():
            given_again, listed = await self._keep.give_again(unit, lost)
            receipts |= given_again
            noted = [_finding(unit, there[key].document, there[key].findings) for key in given_again.keys() & there.keys()]
            if notes := [Write(one, mode="edit") for one in noted if one is not None]:  # those that are there already stay as they are
                await self._store.write(db, notes)
            missing = [one for key, one in there.items() if key in lost - given_again.keys() - (listed - sent)]
            for one in missing:
                record.take(_recorded(one), sent=is_sent(one.document), finding=_finding(unit, one.document, one.findings))
            if missing:
                await self._judge(unit, record, [one.document for one in missing])
                await self._keep.store(db, [], record)
        given = record.receipts.places() if record.receipts is not None else {}
        told = []
        for one in came:
            id, rev = key = one.document["_id"], one.document["_rev"]
            if key in receipts or key in problems:
                told.append(Verdict(unit, id, rev, problems.get(key), *receipts.get(key, ())))
            else:
                told.append(self._told(one, record, given))
        return told


def _revisions_of(leaves: Sequence[Json]) -> set[str]:
    """Every revision in a document's tree."""
    found: set[str] = set()
    for leaf in leaves:
        start = leaf["_revisions"]["start"]
        found.update(f"{start - place}-{hash}" for place, hash in enumerate(leaf["_revisions"]["ids"]))
    return found


def _finding(unit: str, document: Json, findings: Findings) -> Json | None:
    if not findings.notes:
        return None
    id = f"finding:{document['_id']}:{document['_rev']}"
    return {"_id": id, "kind": "finding", "unit": unit, "paper": document["_id"], "rev": document["_rev"],
            "notes": [note.to_json() for note in findings.notes]}  # fmt: skip


def _recorded(one: _Came) -> Recorded:
    document = one.document
    return Recorded(
        document["_id"], document["_rev"], one.way[1] if len(one.way) > 1 else "", hashlib.sha256(one.text).hexdigest(),
        one.text.decode(), bool(document.get("_deleted")),
    )  # fmt: skip


def _refusal(document: Any, unit: str | None, problem: Problem) -> Verdict:
    named = document if isinstance(document, dict) else {}
    return Verdict(str(named.get("unit", unit or "")), str(named.get("_id", "")), str(named.get("_rev", "")), problem)
