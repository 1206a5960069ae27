"""A visit lies with the team that made it, and is read by the committees above that team and above the cell it was to."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.domain.documents import workspace
from sync.ports import Write
from sync.usecases.directory import ACCOUNTS
from tests.server.access.roles import FOREIGN, FOREIGN_CELL, TEAM, draft, everybody, username
from tests.support.phone import with_revision
from tests.support.world import NA_DON

READ_BY = ("commune_officer", "commune_leader", "observer", "team_leader", "organisation_board", "standing_board")
NOT_BY = ("secretary", "deputy_secretary", "note_taker", "assessor", "administrator")


@pytest.mark.parametrize("role", [*READ_BY, *NOT_BY])
async def test_the_commune_reads_what_a_team_of_the_province_saw_in_its_cell(tmp_path: Path, role: str) -> None:
    async with everybody(tmp_path) as site:
        first = draft("visit", TEAM, "observer")
        answers = {"cell": NA_DON, "attended": True}
        sent = with_revision({**first, "state": "sent", "done_at": first["saved_at"], "answers": answers})
        mine = with_revision({**first, "_id": first["_id"].replace("2026-11", "2026-10"), "answers": answers})
        of_another = with_revision({**sent, "_id": sent["_id"].replace(NA_DON, FOREIGN_CELL)})
        await site.store.write(workspace(TEAM), [Write(one) for one in (sent, mine, of_another)])
        office = await site.office(username(role))

        async def status(paper: str) -> int:
            return (await office.get(f"/units/{TEAM}/papers/{paper}")).status_code

        assert await status(sent["_id"]) == (200 if role in READ_BY else 404)
        above_the_team = role in ("observer", "team_leader", "organisation_board", "standing_board")
        assert await status(of_another["_id"]) == (200 if above_the_team else 404)
        assert await status(mine["_id"]) == 404


async def test_the_commune_beside_reads_nothing_of_it(tmp_path: Path) -> None:
    async with everybody(tmp_path) as site:
        first = draft("visit", TEAM, "observer")
        sent = with_revision({**first, "state": "sent", "done_at": first["saved_at"], "answers": {"cell": NA_DON, "attended": True}})
        await site.store.write(workspace(TEAM), [Write(sent)])
        account = await site.store.read(ACCOUNTS, f"account:{username('commune_leader')}")
        assert account is not None
        moved = {**account, "roles": [{**account["roles"][0], "unit": FOREIGN}]}
        await site.store.write(ACCOUNTS, [Write(moved, mode="edit")])
        office = await site.office(username("commune_leader"))
        assert (await office.get(f"/units/{TEAM}/papers/{sent['_id']}")).status_code == 404
