"""A whole two-way sync in one request: papers up, verdicts and receipts and changes down.

The answer is made in portions, each with the cursor that holds after it, so that a connection cut at any byte loses only the
portion in flight. One answer is bounded in bytes, so a first sync takes several. What the phone has just sent is not sent back.

Changes come in the order of the feed, so the oldest come first even to a phone that begins from nothing. Telling the newest
months first would need two readings of the feed, and a cursor that names what the first reading told, or everything twice: too
much for the ten seconds that a first sync of a cell's thousand papers takes on an EDGE line.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from sync.domain.accounts import Person
from sync.domain.documents import workspace
from sync.domain.drafts import is_told_to, people_beside
from sync.domain.errors import NoSuchDatabase
from sync.ports import Change, Clock, DocumentStore, Json, Seq
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.cursor import TOLD_BYTES, Cursors, Places
from sync.usecases.directory import Directory
from sync.usecases.forms.published import PublishedForms
from sync.usecases.merging.take_answers import Answered, TakeAnswers
from sync.usecases.moved_places import UUID_LETTERS, end_of, standing
from sync.usecases.obligations.deadlines import Deadlines
from sync.usecases.obligations.describe_units import describe_units

ANSWER_BYTES = 320 * 1024
"""About how much JSON one answer carries before compression; about 60 kB on the wire."""
PORTION_BYTES = 6 * 1024
"""How much JSON of changes a portion carries, unless one paper alone is larger."""
PORTION_VERDICTS = 20
"""Verdicts a portion carries: with a receipt each is about 300 bytes of JSON."""

_VERDICT_BYTES = PORTION_BYTES // PORTION_VERDICTS
_PAGE = 64
_UNITS_AT_ONCE = 8
_JSON = msgspec.json.Encoder()


@dataclass(slots=True)
class Portion:
    """A part of the answer. `cursor` holds once it has been taken in; `more` is False in the very last one of a sync.

    `changes` are documents as JSON in UTF-8. `units` is None when the phone has been told all of them as they are. `forms`:
    digest of the published forms, told with `units` where there are any. `names`: of people, by user name, whose words stand beside
    each other in `changes`.
    """

    cursor: str = ""
    verdicts: list[Verdict] = field(default_factory=list)
    changes: list[bytes] = field(default_factory=list)
    units: list[Json] | None = None
    forms: str | None = None
    more: bool = True
    size: int = 0
    answered: list[Answered] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def is_quiet(self, cursor: str) -> bool:
        """Whether there is nothing in it for a phone that came with `cursor`."""
        return not (self.verdicts or self.answered or self.changes or self.more) and self.units is None and self.cursor == cursor

    def add(self, documents: list[bytes]) -> None:
        self.changes += documents
        self.size += sum(map(len, documents))


@dataclass(frozen=True, slots=True)
class Brought:
    """What a phone brings beside papers: answers to questions, and merges to take back; each as it came, unchecked."""

    answers: Sequence[Any] = ()
    undo: Sequence[Any] = ()


_NOTHING = Brought()


@dataclass(frozen=True, slots=True)
class _Phone:
    """Who asks, and what need not be told to him: (unit, id, rev) of papers he sent, (unit, id, "") of receipts he gets."""

    person: Person
    told: set[tuple[str, str, str]]
    people: set[str] = field(default_factory=set)
    """User names of those whose words were found beside those of others."""

    def wants(self, unit: str, change: Change) -> bool:
        """Whether the change may hold something new."""
        receipt = (unit, change.id, "") in self.told
        return not receipt and any((unit, change.id, rev) not in self.told for rev in change.leaves)

    def takes(self, unit: str, leaf: Json) -> bool:
        """Drafts travel only to phones of those who write them."""
        if (unit, leaf["_id"], leaf["_rev"]) in self.told:
            return False
        return is_told_to(self.person.username, leaf)


class Exchange:
    """The use case behind `POST /sync`."""

    def __init__(
        self,
        store: DocumentStore,
        directory: Directory,
        deadlines: Deadlines,
        accept: AcceptPapers,
        cursors: Cursors,
        clock: Clock,
        published: PublishedForms | None = None,
        take_answers: TakeAnswers | None = None,
    ) -> None:
        """Without `take_answers` nothing but papers is taken."""
        self._store = store
        self._directory = directory
        self._deadlines = deadlines
        self._accept = accept
        self._cursors = cursors
        self._clock = clock
        self._published = published
        self._take_answers = take_answers

    async def __call__(
        self, person: Person, cursor: str, documents: Sequence[Any], drift_ms: int | None = None, brought: Brought = _NOTHING
    ) -> AsyncGenerator[Portion, None]:
        """The portions of one answer, at least one, made as they are asked for; verdicts come before all changes.

        `drift_ms`: server time minus the phone's, None where it does not tell its clock. Raises Refusal `cursor_invalid`
        before anything is stored, and `body_too_large` for too many answers.
        """
        places, known = self._cursors.read(cursor)
        verdicts = await self._accept(person, documents, drift_ms=drift_ms) if documents else []
        answered: list[Answered] = []
        if self._take_answers is not None and (brought.answers or brought.undo):
            answered = await self._take_answers(person, brought.answers, brought.undo)
        described = await describe_units(person, await self._directory.units(), self._clock.now().date(), self._deadlines)
        units = [str(one["id"]) for one in described]
        forms = await self._forms()
        digest = hashlib.sha256(_JSON.encode(described) + forms.encode()).digest()[:TOLD_BYTES]
        stands: Places = {}
        for unit, uuid in (await self._uuids(units)).items():
            stands[unit] = uuid[:UUID_LETTERS], await standing(self._store, workspace(unit), uuid, places.get(unit))

        def closed(portion: Portion) -> Portion:
            same = stands == places and digest == known and cursor
            portion.cursor = cursor if same else self._cursors.write(stands, digest)
            return portion

        portion = Portion(answered=answered)
        if digest != known or not cursor:
            portion.units = described
            portion.forms = forms or None
        for start in range(0, len(verdicts), PORTION_VERDICTS):
            if start:
                yield closed(portion)
                portion = Portion()
            portion.verdicts = verdicts[start : start + PORTION_VERDICTS]
            portion.size = _VERDICT_BYTES * len(portion.verdicts)
        phone, left = _Phone(person, _told(verdicts)), ANSWER_BYTES
        for unit in units:
            async for seq, found in self._changes_of(unit, stands[unit][1], phone):
                size = sum(map(len, found))
                if found and left <= 0:
                    yield closed(portion)
                    return
                if found and portion.size and portion.size + size > PORTION_BYTES:
                    yield closed(portion)
                    portion = Portion()
                portion.add(found)
                portion.names |= await self._names(phone.people)
                left -= size
                stands[unit] = stands[unit][0], seq
        portion.more = False
        yield closed(portion)

    async def _names(self, people: set[str]) -> dict[str, str]:
        """The names of those who have an account; empties `people`."""
        found = {username: await self._directory.person(username) for username in sorted(people)}
        people.clear()
        return {username: person.name for username, person in found.items() if person is not None}

    async def _forms(self) -> str:
        """The digest of what administrators have published, "" for nothing."""
        if self._published is None:
            return ""
        await self._published.refresh()
        return self._published.digest

    async def _uuids(self, units: Sequence[str]) -> dict[str, str]:
        """The uuid of each unit's database; one that is missing is made."""
        found: dict[str, str] = {}
        for start in range(0, len(units), _UNITS_AT_ONCE):
            some = units[start : start + _UNITS_AT_ONCE]
            found |= zip(some, await asyncio.gather(*(self._uuid(workspace(unit)) for unit in some)), strict=True)
        return found

    async def _uuid(self, db: str) -> str:
        try:
            return await self._store.uuid(db)
        except NoSuchDatabase:
            await self._store.create_database(db)
            return await self._store.uuid(db)

    async def _changes_of(self, unit: str, seq: Seq, phone: _Phone) -> AsyncIterator[tuple[Seq, list[bytes]]]:
        """The unit's changes after `seq`: for each the place after it, and the documents this phone takes, if any."""
        db = workspace(unit)
        if seq == await end_of(self._store, db, seq):
            return
        while True:
            page = await self._store.changes(db, seq, limit=_PAGE)
            wanted = [change for change in page.changes if phone.wants(unit, change)]
            leaves = await self._store.leaves_at(db, wanted, packed=True) if wanted else {}
            for change in page.changes:
                taken = [leaf for leaf in leaves.get(change.id, ()) if phone.takes(unit, leaf)]
                phone.people.update(*map(people_beside, taken))
                yield change.seq, [_JSON.encode({"unit": unit, **leaf}) for leaf in taken]
            if not page.changes:
                return  # the old place is as good as the new one, and a cursor that stays costs no answer
            seq = page.last_seq
            yield seq, []
            if not page.pending:
                return


def _told(verdicts: Sequence[Verdict]) -> set[tuple[str, str, str]]:
    told = {(verdict.unit, verdict.id, verdict.rev) for verdict in verdicts if verdict.ok}
    return told | {(verdict.unit, verdict.receipts.document["_id"], "") for verdict in verdicts if verdict.receipts}
