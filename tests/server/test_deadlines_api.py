"""An administrator settles something for one unit over the API; its phone hears of it at the next exchange."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.site import running
from tests.support.world import NA_DON, PA_PE

AT = f"/api/units/{NA_DON}/deadlines"
OVERRIDE = {
    "rule": "regular_minutes",
    "first": "2026-12-01",
    "reason": "mùa gặt",
    "due": {"month": 0, "day": 15, "inclusive": True},
}
EXEMPTION = {"first": "2027-01-01", "last": "2027-01-31", "reason": "lũ"}
WAIVER = {"obligation": "obligation:regular_minutes:2026-11", "reason": "mất điện"}


async def test_what_is_settled_is_listed_reaches_the_phone_and_ends(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        administrator, phone = await server.phone("quan-tri"), await server.phone()
        cursor = (await phone.post("/sync", json={"cursor": "", "docs": []})).json()["cursor"]
        for name, body in (("overrides", OVERRIDE), ("exemptions", EXEMPTION), ("waivers", WAIVER)):
            answer = await administrator.post(f"{AT}/{name}", json=body)
            assert answer.status_code == 201, answer.text
        told = (await phone.post("/sync", json={"cursor": cursor, "docs": []})).json()
        deadlines = told["units"][0]["deadlines"]
        assert [len(deadlines[one]) for one in ("overrides", "exemptions", "waivers")] == [1, 1, 1]
        owed = (await phone.get(f"/api/units/{NA_DON}/obligations")).json()["obligations"]
        minutes = {one["period"]: (one["status"], one["due_at"][:10]) for one in owed if one["rule"] == "regular_minutes"}
        assert minutes["2026-11"] == ("waived", "2026-11-30") and minutes["2026-12"] == ("not_open", "2026-12-15")
        assert minutes["2027-01"][0] == "exempt"
        for row in (await administrator.get(AT)).json():
            body = {"id": row["id"], "last": "2026-11-30", "reason": "nhầm"}
            assert (await administrator.post(f"{AT}/endings", json=body)).status_code == 204
        assert [one["ended"]["by"] for one in (await administrator.get(AT)).json()] == ["quan-tri"] * 3
        told = (await phone.post("/sync", json={"cursor": told["cursor"], "docs": []})).json()
        assert list(told["units"][0]["deadlines"]) == ["facts"]


@pytest.mark.parametrize("username", ["na-don-bi-thu", "binh-lu-dang-uy"])
async def test_nobody_else_may(tmp_path: Path, username: str) -> None:
    async with running(tmp_path) as server:
        person = await server.phone(username)
        assert (await person.post(f"{AT}/overrides", json=OVERRIDE)).status_code == 403
        assert (await person.get(AT)).status_code == 403
        assert await server.store.range("rules") == []


async def test_what_is_wrong_is_told_and_changes_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        administrator = await server.phone("quan-tri")
        answer = await administrator.post(f"{AT}/overrides", json=OVERRIDE | {"reason": " ", "rule": "none"})
        assert [one["path"] for one in answer.json()["error"]["fields"]] == ["reason", "rule"]
        for wrong in ({"first": "yesterday"}, {"due": {"month": 0}}, {"more": 1}):
            assert (await administrator.post(f"{AT}/overrides", json=OVERRIDE | wrong)).status_code == 400
        id = (await administrator.post(f"{AT}/waivers", json=WAIVER)).json()["id"]
        ending = {"id": id, "last": "2026-11-30", "reason": "nhầm"}
        assert (await administrator.post(f"/api/units/{PA_PE}/deadlines/endings", json=ending)).status_code == 404
        assert len(await server.store.range("rules")) == 1
