"""Units, people and members from a file: a dry run that tells every problem, then the same again and all or nothing.

What was read is kept for who sent it, until he applies it, sends another file or a day has passed (`_local/import:<name>` in
`accounts`: it is replicated nowhere). It is checked anew when it is applied, because others may have changed something.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sync.domain.accounts import Person
from sync.domain.documents import content, workspace
from sync.domain.errors import Refusal
from sync.domain.units import UnitTree
from sync.forms.catalogue import Catalogue
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.revisions.revision import generation_of, make_revision
from sync.usecases.administration.all_or_nothing import write_all
from sync.usecases.administration.import_plan import Plan, Planner, Present
from sync.usecases.administration.rights import administered, may_administer
from sync.usecases.administration.tables import Row, Sheet, Trouble, read_sheets, tables_of
from sync.usecases.directory import ACCOUNTS, UNITS, Directory
from sync.usecases.history.keep import KeepPapers, is_paper

KEPT = timedelta(days=1)
DEVICE = "office"


class ImportTables:
    """Raises Refusal `forbidden` for who administers nothing."""

    def __init__(
        self,
        store: DocumentStore,
        directory: Directory,
        catalogue: Catalogue,
        clock: Clock,
        ids: IdSource,
        keep: KeepPapers,
        turn: asyncio.Lock | None = None,
    ) -> None:
        """`turn`: shared with whatever else changes units in this process."""
        self._store = store
        self._directory = directory
        self._tables = tables_of(catalogue)
        self._member_version = catalogue.latest("member").version
        self._clock = clock
        self._ids = ids
        self._keep = keep
        self._turn = turn or asyncio.Lock()

    async def check(self, person: Person, sheets: Sequence[Sheet], troubles: Sequence[Trouble] = ()) -> Plan:
        """What the file would do; changes nothing. `troubles`: those found in opening it. Kept for `apply` when there is none."""
        await self._require(person)
        await self._forget(person)
        plan = await self._plan(person, sheets)
        if troubles:
            plan.troubles, plan.documents = [*troubles, *_not_told_by(troubles, plan.troubles, sheets)], []
        plan.troubles = _in_order(plan.troubles, sheets)
        if not plan.troubles:
            kept = {"at": self._clock.now().isoformat(), "sheets": [{"name": one.name, "rows": one.rows} for one in sheets]}
            await self._store.write_local(ACCOUNTS, _kept(person), kept)
        return plan

    async def apply(self, person: Person) -> Plan | None:
        """Write what the last checked file says. With troubles in the plan nothing was written; None: no file is kept."""
        await self._require(person)
        kept = await self._store.read_local(ACCOUNTS, _kept(person))
        if kept is None or self._clock.now() - datetime.fromisoformat(kept["at"]) > KEPT:
            return None
        sheets = [Sheet(one["name"], tuple((row[0], tuple(row[1])) for row in one["rows"])) for one in kept["sheets"]]
        async with self._turn:
            plan = await self._plan(person, sheets)
            if not plan.troubles:
                for db, document in plan.documents:
                    if db == UNITS and "_rev" not in document:
                        await self._store.create_database(workspace(document["unit"]))
                members = await self._revisions([(db, one) for db, one in plan.documents if is_paper(one["_id"])])
                await write_all(self._store, [(db, one) for db, one in plan.documents if not is_paper(one["_id"])])
                for unit, writes in members.items():
                    for one in await self._keep.write(unit, writes, person.username):
                        if one.error is not None:
                            raise Refusal(one.error)
                await self._forget(person)
        return plan

    async def _revisions(self, papers: Sequence[tuple[str, Json]]) -> dict[str, list[Write]]:
        """By unit, the members as all papers are kept: on top of what is there. Raises Refusal `conflict` where one has changed meanwhile."""
        made: dict[str, list[Write]] = {}
        for db, paper in papers:
            before = str(paper.get("_rev", ""))
            leaf = next((one for one in await self._store.leaves(db, paper["_id"]) if one["_rev"] == before), None) if before else None
            if before and leaf is None:
                raise Refusal("conflict")
            rev = make_revision(False, before, content(paper))
            history = leaf["_revisions"]["ids"] if leaf is not None else []
            revisions = {"start": generation_of(rev), "ids": [rev.partition("-")[2], *history]}
            made.setdefault(paper["unit"], []).append(Write({**paper, "_rev": rev, "_revisions": revisions}))
        return made

    async def _plan(self, person: Person, sheets: Sequence[Sheet]) -> Plan:
        rows, troubles = await asyncio.to_thread(read_sheets, sheets, self._tables)
        if any(one.code in ("too_many_rows", "nothing_there") for one in troubles):
            return Plan(troubles=troubles)
        today = self._clock.now().date()
        units = await self._store.range(UNITS, "unit:", "unit;")
        accounts = await self._store.range(ACCOUNTS, "account:", "account;")
        tree = await self._directory.units()
        present = Present(units, accounts, await self._members(rows["members"], tree))

        def may(id: str, after: UnitTree) -> bool:
            unit = after.get(id)
            return unit is not None and may_administer(person, unit, after, today)

        planner = Planner(present, today, may, self._paper_of(person), self._ids.ulid)
        return await asyncio.to_thread(planner.plan, rows, troubles)

    async def _members(self, rows: Sequence[Row], tree: UnitTree) -> dict[str, list[Json]]:
        """The members of the units that rows name by id or by name."""
        today, asked = self._clock.now().date(), {row.values["unit"] for row in rows}
        named = {id for id, unit in tree.units.items() if id in asked or unit.name(today) in asked}
        found = {}
        for unit in sorted(named):
            with suppress(Refusal):  # a unit that has no workspace yet has no members
                found[unit] = await self._store.range(workspace(unit), "member:", "member;")
        return found

    def _paper_of(self, person: Person) -> Callable[[str, str, Json], Json]:
        now = self._clock.now().isoformat(timespec="seconds")

        def paper(unit: str, id: str, answers: Json) -> Json:
            return {
                "_id": id, "kind": "member", "form": "member", "version": self._member_version, "unit": unit, "state": "sent",
                "author": person.username, "device": DEVICE, "saved_at": now, "done_at": now, "answers": answers,
            }  # fmt: skip

        return paper

    async def _require(self, person: Person) -> None:
        if not administered(person, await self._directory.units(), self._clock.now().date()):
            raise Refusal("forbidden")

    async def _forget(self, person: Person) -> None:
        kept = await self._store.read_local(ACCOUNTS, _kept(person))
        if kept is not None:
            await self._store.delete_local(ACCOUNTS, _kept(person), kept["_rev"])


def _kept(person: Person) -> str:
    return f"import:{person.username}"


_NO_VALUE = ("formula", "cell_error")
"""Cells in which something stands that is not taken, and which are read as empty."""


def _not_told_by(opening: Sequence[Trouble], read: Sequence[Trouble], sheets: Sequence[Sheet]) -> list[Trouble]:
    """`read` without those that call a cell empty of which `opening` told what stands in it."""
    heads = {one.name: one.rows[0][1] for one in sheets if one.rows}
    told = {(one.sheet, one.row, _head(heads.get(one.sheet, ()), one.column)) for one in opening if one.code in _NO_VALUE}
    return [one for one in read if one.code != "required" or (one.sheet, one.row, one.column) not in told]


def _head(heads: Sequence[str], letters: str) -> str:
    """What the first row calls a column that a spreadsheet names by letters."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return heads[place - 1] if 0 < place <= len(heads) else ""


def _in_order(troubles: Sequence[Trouble], sheets: Sequence[Sheet]) -> list[Trouble]:
    """As whoever mends the file goes through it: sheet by sheet, row by row, in one row as they were found."""
    place = {one.name: at for at, one in enumerate(sheets)}
    return sorted(troubles, key=lambda one: (place.get(one.sheet, -1), one.row))
