"""Measures over the API: of a world small enough to count by hand, the three ways always summing to what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.api.reading import machine, reading
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE

NOVEMBER = "first=2026-11&last=2026-11"
PLANS = "rule=meeting_registration"


async def test_what_was_owed_is_counted_by_unit_and_by_month(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        client = await machine(server)
        told = (await client.get(f"/api/measures?{NOVEMBER}&rule=regular_minutes")).json()
        assert [(one["unit"], one["expected"], one["missing"], one["completeness"], one["punctuality"]) for one in told["items"]] == [
            (NA_DON, 1, 1, 0, None), (PA_PE, 1, 1, 0, None),
        ]  # fmt: skip
        assert told["as_of"].startswith("2026-11-23T1") and told["next"] is None
        [month] = (await client.get(f"/api/measures?{NOVEMBER}&rule=regular_minutes&by=month")).json()["items"]
        assert (month["month"], month["unit"], month["expected"], month["missing"]) == ("2026-11", None, 2, 2)


@pytest.mark.parametrize("by", ["unit", "month"])
async def test_pages_together_are_the_whole_and_everything_adds_up(tmp_path: Path, by: str) -> None:
    async with reading(tmp_path) as server:
        client, rows, cursor = await machine(server, LAI_CHAU), list[dict[str, int]](), ""
        query = {"first": "2026-09", "last": "2026-12", "by": by}
        while True:
            page = (await client.get("/api/measures", params=query | {"limit": "1", "cursor": cursor})).json()
            rows += page["items"]
            if (cursor := page["next"]) is None:
                break
        assert rows == (await client.get("/api/measures", params=query)).json()["items"] and len(rows) > 1
        for one in rows:
            assert one["on_time"] + one["late"] + one["late_by_network"] + one["missing"] == one["expected"]
            assert one["received"] + one["missing"] == one["expected"]
            assert all(one[rate] is None or 0 <= one[rate] <= 100 for rate in ("completeness", "timeliness", "punctuality", "fair_timeliness"))


@pytest.mark.parametrize(
    ("query", "status"),
    [("first=2026-11", 400), ("first=2026-13&last=2026-11", 400), ("first=2026-12&last=2026-11", 400), ("first=x&last=y", 400), (f"{NOVEMBER}&by=x", 400),
     (f"{NOVEMBER}&unit=khong-co", 404), (f"{NOVEMBER}&unit={LAI_CHAU}&below=false", 403),
     ("first=1999-01&last=1999-12", 200), (f"{NOVEMBER}&unit={BINH_LU}", 200)],
)  # fmt: skip
async def test_what_cannot_be_asked_is_told_and_a_time_without_data_is_empty(tmp_path: Path, query: str, status: int) -> None:
    async with reading(tmp_path) as server:
        answer = await (await machine(server)).get(f"/api/measures?{query}")
        assert answer.status_code == status
        if "1999" in query:
            assert answer.json()["items"] == []


async def test_whoever_oversees_nothing_is_told_of_nothing(tmp_path: Path) -> None:
    async with reading(tmp_path) as server:
        phone = await server.phone()
        assert (await phone.get(f"/api/measures?{NOVEMBER}")).json()["items"] == []
        assert (await phone.get(f"/api/measures?{NOVEMBER}&unit={NA_DON}")).status_code == 403
        assert (await (await machine(server, BINH_LU, ("papers",))).get(f"/api/measures?{NOVEMBER}")).status_code == 403
