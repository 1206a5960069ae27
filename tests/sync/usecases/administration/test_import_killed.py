"""A server that is killed in the middle of an import: the same file sent again makes what is missing, doubles nothing, and the members are
papers like all others: in the history, with a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from server.begun import BegunFiles
from sync.domain.errors import Refusal
from sync.ports import Write, Written
from sync.usecases.administration.import_tables import ImportTables
from sync.usecases.history.keep import KeepPapers
from sync.usecases.history.verify import VerifyHistory
from tests.support.clock import FixedClock
from tests.support.couch.killed_store import Killed, KilledStore
from tests.support.ids import CountingIds
from tests.support.signer import CountingSigner
from tests.sync.usecases.administration.test_import_tables import CATALOGUE, MAI, MEMBERS, MOI, PANH, PEOPLE, UNITS, Desk, but

OTHER = but(MOI, c0="chi-bo-khac", c1="Chi bộ bản Khác")
SHEETS = (
    (UNITS, MOI, OTHER),
    (PEOPLE, MAI, but(MAI, c1="Lò Văn Khoa", c3="Phó bí thư chi bộ")),
    (MEMBERS, PANH, but(PANH, c2="Lò Thị Mai"), but(PANH, c1="chi-bo-khac")),
)
MOST_WRITES = 14


async def a_desk(store: KilledStore, folder: Path) -> Desk:
    desk = await Desk(store).ready()
    desk.imports = ImportTables(store, desk.directory, CATALOGUE, desk.clock, CountingIds(), keeping(store, folder))
    return desk


def keeping(store: KilledStore, folder: Path) -> KeepPapers:
    return KeepPapers(store, CountingSigner(), FixedClock("2026-11-23T10:00:00+07:00"), BegunFiles(folder))


async def made(desk: Desk) -> dict[str, Any]:
    """What there is, by database, without the ids that chance has made."""
    names = [one for one in await desk.store.databases() if one not in ("history", "inbox")]
    kept = {db: await desk.store.range(db) for db in names}
    return {db: sorted(str(one.get("answers") or one.get("username") or one["_id"]) for one in some if "receipt" not in one["_id"])
            for db, some in kept.items()}  # fmt: skip


async def pause() -> None:
    """Nobody else writes."""


@pytest.mark.parametrize("writes", range(1, MOST_WRITES))
async def test_the_same_file_again_after_a_crash_makes_what_is_missing(writes: int, tmp_path: Path) -> None:
    whole = await a_desk(KilledStore(), tmp_path / "whole")
    await whole.check(*SHEETS)
    await whole.imports.apply(whole.person)
    store = KilledStore()
    desk = await a_desk(store, tmp_path / "begun")
    await desk.check(*SHEETS)
    store.left = writes
    try:
        await desk.imports.apply(desk.person)
    except Killed:
        assert writes < MOST_WRITES - 1, "more writes than are tried here"
    store.left = None
    await keeping(store, tmp_path / "begun").finish()
    plan = await desk.check(*SHEETS)
    assert plan.troubles == []
    await desk.imports.apply(desk.person)
    assert await made(desk) == await made(whole)
    told = await VerifyHistory(store, lambda *_: True, pause).run()
    assert told.broken == [] and told.papers == 3 and told.receipts >= 2


class Refusing(KilledStore):
    """Takes no papers into workspaces."""

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        if db.startswith("ws-"):
            return [Written(one.body["_id"], one.body["_rev"], "forbidden") for one in writes]
        return await super().write(db, writes)


async def test_members_that_the_store_refuses_are_not_told_as_taken_in(tmp_path: Path) -> None:
    desk = await a_desk(Refusing(), tmp_path)
    await desk.check(*SHEETS)
    with pytest.raises(Refusal) as refused:
        await desk.imports.apply(desk.person)
    assert refused.value.problem.code == "forbidden"
