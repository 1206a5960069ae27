"""An old version of a paper becomes its newest one: a new revision that says what that one said, by whoever restores it.

It goes the way of all papers (`accept_papers.py`): same rights, same checks, same receipt. Signed minutes and what was approved
change only by amendment. Nothing is taken out of the history.
"""

from __future__ import annotations

from typing import Any

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.documents import content, workspace
from sync.domain.errors import NoSuchDatabase, Refusal
from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.domain.reviews import is_frozen
from sync.merging.values import same
from sync.ports import Clock, DocumentStore, Json
from sync.revisions.revision import make_revision
from sync.usecases.accept_papers import AcceptPapers, Verdict
from sync.usecases.directory import Directory
from sync.usecases.history.read_history import PaperHistory, ReadHistory, answers_of

DEVICE = "office"
_UNTOLD = ("done_at", "with")


class RestoreVersion:
    """`rights` tells which versions can be restored, the call does it."""

    def __init__(self, store: DocumentStore, directory: Directory, accept: AcceptPapers, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._accept = accept
        self._clock = clock
        self._read = ReadHistory(store, directory, clock)

    async def rights(self, person: Person, history: PaperHistory) -> set[str]:
        """The revisions this person may restore: of a paper that he writes and that still changes, those that say something else."""
        kind = history.id.partition(":")[0]
        tree, today = await self._directory.units(), self._clock.now().date()
        record = record_of(await self._leaves(history.unit, history.id))
        if not access.may(person, "write", history.unit, tree, today, kind) or await self._is_closed(history, record):
            return set()
        now = answers_of(record) if record is not None else None
        return {one.rev for one in history.versions if "form" in one.body and not one.deleted and not same(answers_of(one.body), now)}

    async def __call__(self, person: Person, unit: str, id: str, rev: str, base: str) -> Verdict:
        """Restore `rev`. `base`: the revision that counted when the person looked, "" where the paper was deleted.

        Raises Refusal `not_found` for what he may not restore, `conflict` when something was written meanwhile, and what a door
        would answer."""
        history = await self._read(person, unit, id)
        if history.current != base:
            raise Refusal("conflict")
        if rev not in await self.rights(person, history):
            raise Refusal("not_found")
        [old] = [one.body for one in history.versions if one.rev == rev]
        leaves = await self._leaves(unit, id)
        record = record_of(leaves)
        document = self._document(person, old, record, record if record is not None else leaves[0])
        [verdict] = await self._accept(person, [document], unit=unit, keep=False)
        if verdict.problem is not None:
            raise Refusal(verdict.problem.code, fields=verdict.problem.fields)
        return verdict

    def _document(self, person: Person, old: Json, record: Json | None, parent: Json) -> Json:
        now = self._clock.now().isoformat(timespec="milliseconds")
        state = str(record.get("state")) if record is not None else "draft"
        document: dict[str, Any] = {name: value for name, value in content(old).items() if name not in _UNTOLD}
        document |= {"state": state, "author": person.username, "device": DEVICE, "saved_at": now}
        if state == "sent":
            document["done_at"] = now
        elif record is not None and (others := sorted({str(record.get("author")), *(record.get("with") or ())} - {person.username})):
            document["with"] = others
        rev = make_revision(False, str(parent["_rev"]), content(document))
        generation, _, hash = rev.partition("-")
        return {**document, "_rev": rev, "_revisions": {"start": int(generation), "ids": [hash, *parent["_revisions"]["ids"]]}}

    async def _leaves(self, unit: str, id: str) -> list[Json]:
        try:
            return await self._store.leaves(workspace(unit), id)
        except NoSuchDatabase:
            return []

    async def _is_closed(self, history: PaperHistory, record: Json | None) -> bool:
        """Whether the paper changes only by amendment."""
        kind = history.id.partition(":")[0]
        after = KINDS[kind].after_sending
        if record is None or record.get("state") != "sent" or after == "sent_again":
            return False
        if after == "signed":
            return True
        return is_frozen(kind, await self._store.range(workspace(history.unit), f"review:{history.id}:", f"review:{history.id};"))
