"""An old version brought back from the page of a paper's history, walked: every role, every kind, every unit that may hold it. Where
the table gives no right to write, nothing comes back and one line is left in the log; where it does, the old version counts again."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import pytest

from sync.domain.access import may
from sync.domain.accounts import ROLES
from sync.domain.canonical import canonical
from sync.domain.documents import content, workspace
from sync.domain.kinds import KINDS
from sync.domain.lifecycle import record_of
from sync.domain.proofs.history import HISTORY, Head, Recorded, make_entry
from sync.ports import Write
from sync.usecases.directory import Directory
from tests.server.access.roles import TYPES, UNITS_WALKED, contents, draft, everybody, username
from tests.server.administration.desk import bare_token
from tests.support.phone import with_revision
from tests.support.site import Running

NO_HISTORY = ("review", "rework")
Json = dict[str, Any]


def _versions(kind: str, unit: str, role: str, mine: bool) -> tuple[Json, Json]:
    """A paper with an old version: a draft of this role's where he may write it, else one that somebody else has sent."""
    first = draft(kind, unit, role)
    if not mine:
        first = with_revision(
            {**content(first), "_id": first["_id"], "state": "sent", "author": "walk-somebody", "done_at": first["saved_at"]}
        )
    second = with_revision({**content(first), "_id": first["_id"], "answers": {"x": "new"}}, first)
    return first, second


async def _seed(site: Running, unit: str, papers: list[tuple[Json, Json]]) -> None:
    """As if they had come one after the other through a door: the papers, and the entry of the history that tells of both."""
    rows = [
        Recorded(one["_id"], one["_rev"], parent, hashlib.sha256(text).hexdigest(), text.decode())
        for pair in papers
        for one, parent in zip(pair, ("", pair[0]["_rev"]), strict=True)
        for text in (canonical(content(one)),)
    ]
    told = {"received_at": "2026-11-03T22:00:00.000+07:00", "person": "walk-somebody"}
    await site.store.write(workspace(unit), [Write(second) for _, second in papers])
    await site.store.create_database(HISTORY)
    await site.store.write(HISTORY, [Write(make_entry(unit, Head(), told, rows), mode="edit")])


async def _walked(site: Running, role: str) -> list[tuple[str, Json, Json, bool]]:
    """(unit, old version, new version, whether this role may write the kind there), seeded."""
    directory = Directory(site.store)
    person, tree, today = await directory.person(username(role)), await directory.units(), site.clock.now().date()
    assert person is not None
    found = []
    for unit in UNITS_WALKED:
        kinds = [kind for kind in KINDS if TYPES[unit] in KINDS[kind].homes and kind not in NO_HISTORY]
        rights = {kind: may(person, "write", unit, tree, today, kind) for kind in kinds}
        papers = {kind: _versions(kind, unit, role, rights[kind]) for kind in kinds}
        await _seed(site, unit, list(papers.values()))
        found += [(unit, *papers[kind], rights[kind]) for kind in kinds]
    return found


@pytest.mark.parametrize("role", ROLES)
async def test_an_old_version_is_brought_back_by_whom_the_table_names_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("server.security.refused_log.MOST_A_MINUTE", 100_000)
    async with everybody(tmp_path) as site:
        walked = await _walked(site, role)
        office = await site.office(username(role))
        token, before = await bare_token(office), await contents(site)
        refused = [one for one in walked if not one[3]]
        assert len(refused) > len(KINDS)
        for unit, first, second, _ in refused:
            caplog.clear()
            with caplog.at_level(logging.WARNING, "sohop.refused"):
                form = {"form_token": token, "rev": first["_rev"], "base": second["_rev"]}
                answer = await office.post(f"/units/{unit}/papers/{first['_id']}/restore", data=form)
            assert answer.status_code in (403, 404), (unit, first["_id"], answer.status_code)
            assert len([one for one in caplog.records if one.name == "sohop.refused"]) == 1, (unit, first["_id"])
        assert await contents(site) == before
        for unit, first, second, right in walked:
            if right:
                form = {"form_token": token, "rev": first["_rev"], "base": second["_rev"]}
                answer = await office.post(f"/units/{unit}/papers/{first['_id']}/restore", data=form)
                assert answer.status_code == 303, (unit, first["_id"], answer.status_code)
                record = record_of(await site.store.leaves(workspace(unit), first["_id"]))
                assert record is not None and record["answers"] == first["answers"] and record["author"] == username(role)
