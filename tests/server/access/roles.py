"""Everybody there can be: each role in its own unit, and a unit of every type above, below and beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sync.domain.accounts import ROLES
from sync.domain.documents import workspace
from sync.ports import Write
from sync.usecases.directory import ACCOUNTS, UNITS
from tests.support.phone import with_revision
from tests.support.site import Running, running
from tests.support.world import BINH_LU, LAI_CHAU, NA_DON, PA_PE, PASSWORD, a_unit

TEAM, FOREIGN, FOREIGN_CELL = "doan-1", "tam-duong", "chi-bo-ban-hon"
UNITS_WALKED = (NA_DON, PA_PE, BINH_LU, TEAM, LAI_CHAU, FOREIGN, FOREIGN_CELL)
HOMES = {
    "secretary": NA_DON, "deputy_secretary": NA_DON, "note_taker": NA_DON, "assessor": NA_DON, "commune_officer": BINH_LU,
    "commune_leader": BINH_LU, "observer": TEAM, "team_leader": TEAM, "organisation_board": LAI_CHAU, "standing_board": LAI_CHAU,
    "administrator": LAI_CHAU,
}  # fmt: skip
assert set(HOMES) == set(ROLES)
TYPES = {NA_DON: "cell", PA_PE: "cell", BINH_LU: "commune", TEAM: "observer_team", LAI_CHAU: "province", FOREIGN: "commune",
         FOREIGN_CELL: "cell"}  # fmt: skip
_ULID = "01JB0000000000000000000001"
MEETING = "2026-11:regular:1"
KEYS = {
    "meeting": MEETING, "roll_call": MEETING, "minutes": MEETING, "score_sheet": MEETING,
    "handbook_upload": MEETING, "member": _ULID, "resolution": f"{MEETING}:1",
    "task": _ULID, "thematic_plan": "2026", "four_good": "2026", "good_practice": _ULID, "read_mark": _ULID, "urge_answer": _ULID,
    "amendment": _ULID, "month_schedule": "2026-11", "orientation": _ULID, "model_plan": "2026", "assignment": "2026-11",
    "visit": f"{NA_DON}:{MEETING}:{{username}}", "team_report": "2026-H1", "inspection": _ULID, "urge": _ULID,
    "period_report": "2026-01-01:2026-06-30", "review": f"meeting:{MEETING}:0a1b2c3d", "rework": f"meeting:{MEETING}",
}  # fmt: skip
"""An id for each kind of paper."""


def username(role: str) -> str:
    return f"walk-{role.replace('_', '-')}"


def draft(kind: str, unit: str, role: str) -> dict[str, Any]:
    """The smallest paper there is of a kind."""
    return with_revision(
        {
            "_id": f"{kind}:{KEYS[kind].format(username=username(role))}", "kind": kind, "form": kind, "version": 1, "unit": unit,
            "state": "draft", "author": username(role), "device": "01JTESTPHONE", "saved_at": "2026-11-03T21:40:00.000+07:00",
            "answers": {"x": f"{role} {unit}"},
        }
    )  # fmt: skip


@asynccontextmanager
async def everybody(folder: Path) -> AsyncIterator[Running]:
    """A server with one person of each role."""
    async with running(folder) as site:
        more = (
            a_unit(TEAM, "Đoàn 1", "observer_team", LAI_CHAU),
            a_unit(FOREIGN, "Đảng ủy xã Tam Đường", "commune", None),
            a_unit(FOREIGN_CELL, "Chi bộ bản Hon", "cell", FOREIGN, cell_type="village"),
        )
        await site.store.write(UNITS, [Write(dict(one), mode="edit") for one in more])
        hashed = await site.passwords.hash(PASSWORD)
        accounts = [
            {"_id": f"account:{username(role)}", "kind": "account", "username": username(role), "name": role, "password_hash": hashed,
             "roles": [{"role": role, "unit": HOMES[role], "from": "2020-01-01", "to": None}], "lang": "vi", "phone": ""}
            for role in ROLES
        ]  # fmt: skip
        await site.store.write(ACCOUNTS, [Write(one, mode="edit") for one in accounts])
        for unit in UNITS_WALKED:
            await site.store.create_database(workspace(unit))
        yield site


async def contents(site: Running) -> dict[str, Any]:
    """Everything the store holds, but who is logged in and what was refused."""
    told: dict[str, Any] = {}
    for db in await site.store.databases():
        if db != "inbox":
            page = await site.store.changes(db)
            told[db] = {one.id: sorted(one.leaves) for one in page.changes if not one.id.startswith("session:")}
    return told
