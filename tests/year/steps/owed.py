"""What a unit owes and how it stands now, asked at the door that tells it."""

from __future__ import annotations

from typing import Any

from tests.year.commune import Commune


async def told(c: Commune, username: str, unit: str) -> dict[str, dict[str, Any]]:
    """As this person is told it, by the id of the record."""
    answer = await (await c.desk(username)).client.get(f"/api/units/{unit}/obligations", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return {one["id"]: one for one in answer.json()["obligations"]}


async def status(c: Commune, username: str, unit: str, rule: str, period: str) -> str:
    """How one stands; "" where nothing of the kind is told."""
    found = await told(c, username, unit)
    return str(found.get(f"obligation:{rule}:{period}", {}).get("status", ""))
