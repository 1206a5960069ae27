"""The access table walked: every role, every kind of paper, every unit, every door. What is refused leaves one line in the log and
nothing in the store; what the table allows is not refused for want of a right."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.routing import Route

from sync.domain.access import Action, may
from sync.domain.accounts import ROLES
from sync.domain.documents import workspace
from sync.domain.kinds import KINDS
from sync.usecases.directory import INBOX, Directory
from tests.server.access.roles import (
    FOREIGN_CELL,
    HOMES,
    KEYS,
    TEAM,
    TYPES,
    UNITS_WALKED,
    contents,
    draft,
    everybody,
    username,
)
from tests.support.site import Running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

ROOT = Path(__file__).parents[3]
NO_RIGHT = frozenset(("not_your_unit", "kind_not_here", "server_only", "unit_unknown"))
BY_HAND = {
    ("secretary", "minutes", NA_DON): True,
    ("secretary", "minutes", PA_PE): False,
    ("secretary", "orientation", BINH_LU): False,
    ("secretary", "review", NA_DON): False,
    ("note_taker", "minutes", NA_DON): True,
    ("note_taker", "thematic_plan", NA_DON): False,
    ("assessor", "score_sheet", NA_DON): True,
    ("assessor", "minutes", NA_DON): False,
    ("observer", "visit", TEAM): True,
    ("observer", "visit", NA_DON): False,
    ("observer", "assignment", TEAM): False,
    ("team_leader", "assignment", TEAM): True,
    ("team_leader", "team_report", TEAM): True,
    ("commune_officer", "month_schedule", BINH_LU): True,
    ("commune_officer", "minutes", NA_DON): False,
    ("commune_officer", "review", NA_DON): True,
    ("commune_officer", "review", FOREIGN_CELL): False,
    ("commune_leader", "review", NA_DON): True,
    ("organisation_board", "period_report", LAI_CHAU): True,
    ("organisation_board", "month_schedule", BINH_LU): False,
    ("standing_board", "period_report", LAI_CHAU): False,
    ("standing_board", "review", NA_DON): False,
    ("administrator", "minutes", NA_DON): False,
    ("administrator", "orientation", LAI_CHAU): False,
}
"""What the table must say, whatever it says."""


@pytest.fixture
async def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr("server.security.refused_log.MOST_A_MINUTE", 100_000)
    async with everybody(tmp_path) as running:
        yield running


def test_every_kind_has_a_paper_in_the_walk() -> None:
    assert set(KEYS) == set(KINDS)


async def expected(site: Running, role: str) -> dict[tuple[str, str], bool]:
    """By (kind, unit) whether this role may write it there."""
    directory = Directory(site.store)
    person, tree, today = await directory.person(username(role)), await directory.units(), site.clock.now().date()
    assert person is not None
    told = {
        (kind, unit): TYPES[unit] in KINDS[kind].homes and may(person, "write", unit, tree, today, kind)
        for kind in KINDS
        for unit in UNITS_WALKED
    }
    for (who, kind, unit), allowed in BY_HAND.items():
        assert who != role or told[kind, unit] is allowed, (who, kind, unit)
    return told


@pytest.mark.parametrize("role", ROLES)
async def test_the_phones_door_takes_what_the_table_allows_and_nothing_else(
    site: Running, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = await expected(site, role)
    phone = await site.phone(username(role))
    refused = [key for key, allowed in wanted.items() if not allowed]
    before = await contents(site)
    with caplog.at_level(logging.WARNING, "sohop.refused"):
        answer = await phone.post("/sync", json={"docs": [draft(kind, unit, role) for kind, unit in refused]})
    assert answer.status_code == 200
    [line] = [one.getMessage() for one in caplog.records if one.name == "sohop.refused"]
    assert line.startswith(f"POST /sync by {username(role)}: ") and "\n" not in line and len(line) < 1_500
    results = _results(answer.text)
    assert len(results) == len(refused)
    codes = {one["error"]["code"] for one in results}
    assert codes <= NO_RIGHT, codes
    assert await contents(site) == before
    kept = await site.store.range(INBOX, "refused:", "refused;")
    assert len([one for one in kept if one["author"] == username(role)]) == len(refused)
    caplog.clear()
    allowed = [draft(kind, unit, role) for (kind, unit), right in wanted.items() if right]
    with caplog.at_level(logging.WARNING, "sohop.refused"):
        results = _results((await phone.post("/sync", json={"docs": allowed})).text) if allowed else []
    assert len(results) == len(allowed)
    assert not {one["error"]["code"] for one in results if "error" in one} & NO_RIGHT
    assert [one for one in caplog.records if one.name == "sohop.refused"] == []


@pytest.mark.parametrize("role", ROLES)
async def test_the_standard_door_takes_what_the_table_allows_and_nothing_else(
    site: Running, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = await expected(site, role)
    peer = await site.phone(username(role))
    for unit in UNITS_WALKED:
        papers = {kind: draft(kind, unit, role) for kind in KINDS if not wanted[kind, unit]}
        before = await contents(site)
        caplog.clear()
        with caplog.at_level(logging.WARNING, "sohop.refused"):
            answer = await peer.post(
                f"/couch/{workspace(unit)}/_bulk_docs", json={"docs": list(papers.values()), "new_edits": False}
            )
        lines = [one for one in caplog.records if one.name == "sohop.refused"]
        if answer.status_code == 201:
            assert HOMES[role] == unit
            assert {row["id"] for row in answer.json()} == {paper["_id"] for paper in papers.values()}
            assert {row["error"] for row in answer.json()} <= {"forbidden"}
        else:
            assert answer.status_code == 403
        assert len(lines) == (1 if papers or answer.status_code == 403 else 0), unit
        assert await contents(site) == before, unit


def _pages(unit: str, role: str) -> dict[str, str]:
    """Pages of the office with what they are asked for: a kind that is written, or what overseeing or administering is."""
    written = {
        f"write {kind}": f"/units/{unit}/write/{draft(kind, unit, role)['_id']}"
        for kind in KINDS
        if kind not in ("review", "rework")
    }
    own = {"read": f"/units/{unit}/papers"} if TYPES[unit] == "cell" else {"oversee": f"/units/{unit}"}
    return written | own | {"administer": f"/administration/units/{unit}"}


@pytest.mark.parametrize("role", ROLES)
async def test_the_offices_pages_open_for_whom_the_table_names(
    site: Running, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    directory = Directory(site.store)
    person, tree, today = await directory.person(username(role)), await directory.units(), site.clock.now().date()
    assert person is not None
    wanted = await expected(site, role)
    office = await site.office(username(role))
    before = await contents(site)
    for unit in UNITS_WALKED:
        for what, path in _pages(unit, role).items():
            action, _, kind = what.partition(" ")
            if action == "write":
                right = wanted[kind, unit]
            else:
                right = may(person, cast(Action, action), unit, tree, today)
            caplog.clear()
            with caplog.at_level(logging.WARNING, "sohop.refused"):
                answer = await office.get(path, follow_redirects=True)
            lines = [one for one in caplog.records if one.name == "sohop.refused"]
            if not right:
                assert answer.status_code in (403, 404), (what, unit, answer.status_code)
                assert len(lines) == 1, (what, unit)
            else:
                assert answer.status_code == 200, (what, unit, answer.status_code)
    assert await contents(site) == before


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_lands_on_a_page_that_opens_for_him(site: Running, role: str) -> None:
    directory = Directory(site.store)
    person, tree, today = await directory.person(username(role)), await directory.units(), site.clock.now().date()
    assert person is not None
    at_the_office = may(person, "oversee", HOMES[role], tree, today)
    client = await site.office(username(role))
    landed = (await client.get("/")).headers["location"]
    assert landed == (f"/units/{HOMES[role]}" if at_the_office else "/app/")
    assert (await client.get(landed)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
async def test_no_link_in_the_frame_of_a_page_is_closed_to_who_sees_it(site: Running, role: str) -> None:
    client = await site.office(username(role))
    page = await client.get(f"/units/{HOMES[role]}/desk")
    if page.status_code != 200:
        page = await client.get(f"/units/{HOMES[role]}")
    if page.status_code == 200:
        for link in set(re.findall(r'href="(/(?:units|administration)/[^"?#]+)"', page.text)):
            assert (await client.get(link)).status_code == 200, link


_API = (
    ("GET", "/api/units/{unit}", None),
    ("GET", "/api/units/{unit}/obligations", None),
    ("GET", "/api/units/{unit}/deadlines", None),
    ("POST", "/api/units/{unit}/deadlines/exemptions", {"from": "2026-11-01", "to": None, "reason": "x"}),
)


@pytest.mark.parametrize("role", ["", *ROLES])
async def test_the_api_tells_nothing_of_a_unit_that_is_out_of_reach(
    site: Running, role: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = await site.phone(username(role)) if role else site.client()
    directory = Directory(site.store)
    person = await directory.person(username(role)) if role else None
    tree, today = await directory.units(), site.clock.now().date()
    before = await contents(site)
    for unit in UNITS_WALKED:
        for method, path, body in _API:
            reach = person is not None and any(
                may(person, one, unit, tree, today) for one in ("enter", "read", "oversee", "administer")
            )
            if reach:
                continue
            caplog.clear()
            with caplog.at_level(logging.WARNING, "sohop.refused"):
                answer = await client.request(method, path.format(unit=unit), json=body)
            assert answer.status_code in ((401,) if person is None else (400, 403, 404)), (method, path, unit)
            if answer.status_code != 400:
                assert len([one for one in caplog.records if one.name == "sohop.refused"]) == 1, (method, path, unit)
    assert await contents(site) == before


def _results(text: str) -> list[dict[str, Any]]:
    return [row for line in text.splitlines() if line for row in json.loads(line).get("results", [])]


FORM = {"content-type": "application/x-www-form-urlencoded"}
PUBLIC = {"/", "/log-in", "/log-out", "/set-up", "/app", "/app/{path:path}", "/receipts/check"}
"""For everybody, or for who has a link: they show nothing of any unit."""
THEIR_OWN_TESTS = {
    "/calendar/{token}.ics": "tests/server/test_calendar.py",
    "/me/password": "tests/server/administration/test_units_pages.py",
    "/sync/photos/{unit}/{digest}": "tests/server/replication/test_photos_door.py",
    "/couch": "tests/server/couch/test_access_table.py",
    "/couch/{path:path}": "tests/server/couch/test_access_table.py",
}


async def test_no_address_of_the_office_answers_a_stranger(site: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Every address there is: without a session it leads to the log-in page, and what changes something is refused."""
    client = site.client(accept="text/html")
    before = await contents(site)
    routes = [(one.path, one.methods or set()) for one in site.site._routes() if isinstance(one, Route)]
    names = {"unit": NA_DON, "paper": f"minutes:{KEYS['minutes']}", "username": username("secretary")}
    walked = 0
    for path, methods in routes:
        if path in PUBLIC or path in THEIR_OWN_TESTS:
            continue
        where = path
        for name, value in names.items():
            where = where.replace(f"{{{name}}}", value)
        where = re.sub(r"\{.*?\}", "x", where)
        for method in methods - {"HEAD"}:
            walked += 1
            answer = await client.request(method, where, headers=FORM if method == "POST" else {})
            gone = answer.status_code == 303 and answer.headers["location"].startswith("/log-in")
            assert gone or answer.status_code in (401, 403), (method, path, answer.status_code)
    assert walked > 25
    assert await contents(site) == before


def test_what_has_tests_of_its_own_has_them() -> None:
    assert [path for path in THEIR_OWN_TESTS.values() if not (ROOT / path).exists()] == []
