"""Decisions walked: every role, every decision about every kind that is reviewed, in its own commune and beside it, through the page, the
queue and the phones' door. Whoever may not leaves one line in the log and nothing in the store."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sync.domain.access import may
from sync.domain.accounts import ROLES
from sync.domain.documents import review_id, workspace
from sync.domain.kinds import KINDS
from sync.domain.reviews import NEEDS_DECIDE, decisions_for
from sync.ports import Write
from sync.usecases.directory import Directory
from tests.server.access.roles import FOREIGN_CELL, KEYS, contents, everybody, username
from tests.server.administration.desk import bare_token
from tests.support.phone import with_revision
from tests.support.site import Running
from tests.support.world import NA_DON

UNITS = (NA_DON, FOREIGN_CELL)
KINDS_REVIEWED = tuple(kind for kind in KINDS if decisions_for(kind) and "cell" in KINDS[kind].homes)
BY_HAND = {
    ("commune_officer", "returned", NA_DON): True, ("commune_officer", "accepted", NA_DON): True,
    ("commune_officer", "approved", NA_DON): False, ("commune_officer", "returned", FOREIGN_CELL): False,
    ("commune_leader", "approved", NA_DON): True, ("commune_leader", "approved", FOREIGN_CELL): False,
    ("organisation_board", "approved", NA_DON): True, ("standing_board", "accepted", NA_DON): False,
    ("secretary", "accepted", NA_DON): False, ("team_leader", "accepted", NA_DON): False, ("administrator", "approved", NA_DON): False,
}  # fmt: skip
"""What the table must say of a decision, whatever it says."""


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """Everybody, and one sent paper of each kind in each cell."""
    monkeypatch.setattr("server.security.refused_log.MOST_A_MINUTE", 100_000)
    async with everybody(tmp_path) as running:
        for unit in UNITS:
            papers = [_sent(kind, unit) for kind in KINDS_REVIEWED]
            await running.store.write(workspace(unit), [Write(one) for one in papers])
        yield running


def _sent(kind: str, unit: str) -> dict[str, Any]:
    at = "2026-11-03T21:40:00.000+07:00"
    return with_revision({"_id": f"{kind}:{KEYS[kind]}", "kind": kind, "form": kind, "version": 1, "unit": unit, "state": "sent",
                          "author": username("secretary"), "device": "01JTESTPHONE", "saved_at": at, "done_at": at, "answers": {}})  # fmt: skip


def _review(paper: dict[str, Any], decision: str, role: str) -> dict[str, Any]:
    at = "2026-11-10T08:00:00.000+07:00"
    answers = {"target": paper["_id"], "target_rev": paper["_rev"], "decision": decision,
               "comments": [{"_id": "1", "path": "answers", "text": "Xem lại."}]}  # fmt: skip
    return with_revision({"_id": review_id(paper["_id"], paper["_rev"]), "kind": "review", "form": "review", "version": 1,
                          "unit": paper["unit"], "state": "sent", "author": username(role), "device": "01JTESTPHONE", "saved_at": at,
                          "done_at": at, "answers": answers})  # fmt: skip


async def _walked(site: Running, role: str) -> list[tuple[dict[str, Any], str, bool]]:
    """(paper, decision, whether this role may take it)."""
    directory = Directory(site.store)
    person, tree, today = await directory.person(username(role)), await directory.units(), site.clock.now().date()
    assert person is not None
    found = []
    for unit in UNITS:
        reviews = may(person, "write", unit, tree, today, "review")
        for kind in KINDS_REVIEWED:
            decides = may(person, "decide", unit, tree, today, kind)
            for decision in decisions_for(kind):
                right = reviews and (decides or decision not in NEEDS_DECIDE)
                by_hand = BY_HAND.get((role, decision, unit), right)
                assert right is by_hand, (role, kind, decision, unit)
                found.append((_sent(kind, unit), decision, right))
    return found


@pytest.mark.parametrize("role", ROLES)
async def test_a_decision_is_taken_on_the_page_by_whom_the_table_names_alone(
    site: Running, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    walked = await _walked(site, role)
    office = await site.office(username(role))
    token, before = await bare_token(office), await contents(site)
    for paper, decision, right in walked:
        if right:
            continue
        fields = {"form_token": token, "base": paper["_rev"], "decision": decision, "comment:answers": "Xem lại."}
        queue = {"form_token": token, f"mark:{paper['unit']}|{paper['_id']}": paper["_rev"]}
        tries = [(f"/units/{paper['unit']}/papers/{paper['_id']}/review", fields)]
        tries += [(f"/units/{paper['unit']}/reviews", queue)] if decision == "accepted" else []
        for path, form in tries:
            caplog.clear()
            with caplog.at_level(logging.WARNING, "sohop.refused"):
                answer = await office.post(path, data=form)
            assert answer.status_code in (403, 404), (path, decision, answer.status_code)
            assert len([one for one in caplog.records if one.name == "sohop.refused"]) == 1, (path, decision)
    assert await contents(site) == before
    taken = {(paper["unit"], paper["_id"]): (paper, decision) for paper, decision, right in walked if right}
    for (unit, id), (paper, decision) in taken.items():
        fields = {"form_token": token, "base": paper["_rev"], "decision": decision, "comment:answers": "Xem lại."}
        answer = await office.post(f"/units/{unit}/papers/{id}/review", data=fields)
        assert answer.status_code == 303, (id, decision, answer.status_code)
        review = await site.store.read(workspace(unit), review_id(id, paper["_rev"]))
        assert review is not None and review["answers"]["decision"] == decision and review["author"] == username(role)


@pytest.mark.parametrize("role", ROLES)
async def test_a_decision_is_refused_at_the_phones_door_as_on_the_page(
    site: Running, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    walked = await _walked(site, role)
    phone, before = await site.phone(username(role)), await contents(site)
    refused = [_review(paper, decision, role) for paper, decision, right in walked if not right]
    caplog.clear()
    with caplog.at_level(logging.WARNING, "sohop.refused"):
        answer = await phone.post("/sync", json={"docs": refused})
    results = [row for line in answer.text.splitlines() if line for row in json.loads(line).get("results", [])]
    assert len(results) == len(refused)
    assert {one["error"]["code"] for one in results} <= {"not_your_unit", "not_your_decision"}
    assert len([one for one in caplog.records if one.name == "sohop.refused"]) == (1 if refused else 0)
    assert await contents(site) == before
