"""What was refused to be taken into a unit's workspace and is kept whole: by whom, when, why, and what it says; trying it again,
and putting it aside with a reason.

Nothing here is ever removed, and nothing is credited to anybody but who wrote it.
"""

from __future__ import annotations

import json
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

MOST = 500
"""Refusals told at once, of those first in the order of their digests."""
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


class Inbox:
    """`person` None is whoever runs the machine: he may do everything here."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock, accept: AcceptPapers) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._accept = accept

    async def __call__(self, person: Person | None, unit_id: str) -> tuple[Unit, list[Refused]]:
        """Newest first, for administrators and for who may decide on the unit's papers. Raises Refusal `unit_unknown`,
        `forbidden`."""
        unit = await self._entered(person, unit_id)
        rows = await self._store.range(INBOX, f"refused:{unit_id}:", f"refused:{unit_id};", limit=MOST)
        return unit, sorted((_refused(row) for row in rows), key=lambda one: one.refused_at, reverse=True)

    async def units(self) -> list[str]:
        """The units of which something was refused and that there are, by id."""
        tree = await self._directory.units()
        named = {id.split(":")[1] for id, _ in await self._store.index(INBOX, "refused:", "refused;")}
        return sorted(unit for unit in named if tree.get(unit) is not None)

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
        [verdict] = await self._accept(author, [document], unit=unit_id, keep=False)
        if peer and verdict.problem is not None and verdict.problem.code == "revision_untrue":
            [verdict] = await self._accept(author, [document], unit=unit_id, own_revisions=False, keep=False)
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

    async def _entered(self, person: Person | None, unit_id: str) -> Unit:
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None:
            raise Refusal("unit_unknown")
        if person is not None and not (may_administer(person, unit, tree, today) or may(person, "decide", unit_id, tree, today)):
            raise Refusal("forbidden")
        return unit

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
