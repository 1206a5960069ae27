"""What was refused to be taken into a unit's workspace and is kept whole: by whom, when, why, and what it says; trying it again,
and putting it aside with a reason.

Nothing here is ever removed, nothing is left out, however much there is, and nothing is credited to anybody but who wrote it. What
named no unit, or one that there is not, is kept under that name for whoever administers all units.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import Any

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Problem, Refusal
from sync.domain.text import is_blank, nfc
from sync.domain.unit_changes import NotPossible, Wrong
from sync.domain.units import Unit
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.accept_papers import AcceptPapers
from sync.usecases.administration.rights import may_administer
from sync.usecases.directory import INBOX, Directory
from sync.usecases.keep_refused import NO_UNIT

_PAGE = 100
LONGEST_REASON = 500
"""Characters."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`how`: "accepted" after all, or "dismissed" for the `reason`; `by` is a user name, "" for the machine's operator."""

    how: str
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """One refused document; `document` is what was sent, whatever that was."""

    id: str
    author: str
    refused_at: str
    code: str
    message: str
    document: Any
    settled: Settled | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many refused documents of a unit nobody has settled yet; `unit` is None for a name under which there is no unit."""

    id: str
    unit: Unit | None
    count: int


@dataclass(frozen=True, slots=True)
class Held:
    """A part of what was refused for a unit, of `all` there is."""

    unit: Unit | None
    refused: tuple[Refused, ...]
    all: int
    waiting: int


class Inbox:
    """`person` None is whoever runs the machine: he may do everything here."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, accept: AcceptPapers) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._accept = accept

    async def __call__(self, person: Person | None, unit_id: str, start: int, count: int) -> Held:
        """`count` of them from the place `start` on: first what waits, then what is settled, the newest first; for administrators and for
        who may decide on the unit's papers. Raises Refusal `unit_unknown`, `forbidden`."""
        unit = await self._entered(person, unit_id)
        order = sorted([("settled" not in row, str(row["refused_at"]), str(row["_id"])) async for row in self._rows(unit_id)], reverse=True)
        rows = [await self._store.read(INBOX, id) for _, _, id in order[start : start + count]]
        return Held(unit, tuple(_refused(row) for row in rows if row is not None), len(order), sum(waits for waits, _, _ in order))

    async def one(self, person: Person | None, unit_id: str, id: str) -> Refused:
        """Raises as reading does, and `not_found`."""
        await self._entered(person, unit_id)
        row = await self._store.read(INBOX, id) if id.startswith(f"refused:{unit_id}:") else None
        if row is None:
            raise Refusal("not_found")
        return _refused(row)

    async def every(self, person: Person | None, unit_id: str) -> AsyncIterator[Refused]:
        """All of them, one after the other, in no order. Raises as reading does."""
        await self._entered(person, unit_id)
        async for row in self._rows(unit_id):
            yield _refused(row)

    async def units(self) -> list[str]:
        """The names under which something was refused, whether there are such units or not."""
        return sorted({id.split(":")[1] for id, _ in await self._store.index(INBOX, "refused:", "refused;")})

    async def waiting(self, person: Person) -> list[Waiting]:
        """Where something waits that this person may settle. Raises Refusal `forbidden` for who may settle nothing anywhere."""
        tree, today = await self._directory.units(), self._clock.now().date()
        if not any(may_administer(person, unit, tree, today) or may(person, "decide", unit.id, tree, today) for unit in tree.units.values()):
            raise Refusal("forbidden")
        found = []
        for id in await self.units():
            try:
                unit = await self._entered(person, id)
            except Refusal:
                continue
            found.append(Waiting(id, unit, len([row async for row in self._rows(id) if "settled" not in row])))
        return [one for one in found if one.count]

    async def retry(self, person: Person | None, unit_id: str, id: str) -> Problem | None:
        """Try to take one in as if its author sent it now; None when it is taken in. Raises as reading does, and `not_found`."""
        await self._entered(person, unit_id)
        row = await self._open(unit_id, id)
        author = await self._directory.person(str(row["author"]))
        if author is None:
            return Problem("not_your_unit")
        document = json.loads(row["document_json"])
        # A peer's own revision ids are no lie, unless that is what it was refused for.
        peer = row["problem"]["code"] != "revision_untrue"
        home = None if unit_id == NO_UNIT else unit_id
        [verdict] = await self._accept(author, [document], unit=home, keep=False)
        if peer and verdict.problem is not None and verdict.problem.code == "revision_untrue":
            [verdict] = await self._accept(author, [document], unit=home, own_revisions=False, keep=False)
        if verdict.problem is None:
            await self._settle(row, "accepted", person, "")
        return verdict.problem

    async def dismiss(self, person: Person | None, unit_id: str, id: str, reason: str) -> None:
        """Put one aside for good. Raises as reading does, `not_found`; NotPossible without a reason."""
        await self._entered(person, unit_id)
        text = nfc(reason).strip()[:LONGEST_REASON]
        if is_blank(text):
            raise NotPossible([Wrong("reason", "required")])
        await self._settle(await self._open(unit_id, id), "dismissed", person, text)

    async def _entered(self, person: Person | None, unit_id: str) -> Unit | None:
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None:
            held = unit_id == NO_UNIT or bool(await self._store.index(INBOX, f"refused:{unit_id}:", f"refused:{unit_id};", limit=1))
            above = [one for one in tree.units.values() if one.parent(today) is None and one.exists(today)]
            if held and (person is None or (above and all(may_administer(person, one, tree, today) for one in above))):
                return None
            raise Refusal("unit_unknown")
        if person is not None and not (may_administer(person, unit, tree, today) or may(person, "decide", unit_id, tree, today)):
            raise Refusal("forbidden")
        return unit

    async def _rows(self, unit_id: str) -> AsyncIterator[Json]:
        """All documents of a unit, page by page."""
        start = f"refused:{unit_id}:"
        while True:
            page = await self._store.range(INBOX, start, f"refused:{unit_id};", limit=_PAGE)
            for row in page:
                yield row
            if len(page) < _PAGE:
                return
            start = page[-1]["_id"] + "\0"

    async def _open(self, unit_id: str, id: str) -> Json:
        row = await self._store.read(INBOX, id) if id.startswith(f"refused:{unit_id}:") else None
        if row is None or "settled" in row:
            raise Refusal("not_found")
        return row

    async def _settle(self, row: Json, how: str, person: Person | None, reason: str) -> None:
        settled = {"how": how, "by": person.username if person else "", "at": self._clock.now().isoformat(timespec="milliseconds")}
        body = row | {"settled": settled | ({"reason": reason} if reason else {})}
        [written] = await self._store.write(INBOX, [Write(body, mode="edit")])
        if written.error:
            raise Refusal(written.error)


def _refused(row: Json) -> Refused:
    return Refused(
        row["_id"],
        row["author"],
        row["refused_at"],
        row["problem"]["code"],
        row["problem"]["message"],
        json.loads(row["document_json"]),
        Settled(**row["settled"]) if "settled" in row else None,
    )


def as_json(one: Refused) -> Json:
    """A refusal as it is exported: `document` is what was sent."""
    told: Json = {
        "id": one.id,
        "author": one.author,
        "refused_at": one.refused_at,
        "code": one.code,
        "message": one.message,
        "document": one.document,
    }
    return told | ({"settled": asdict(one.settled)} if one.settled else {})
