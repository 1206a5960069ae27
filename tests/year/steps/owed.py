"""How something that a unit owes stands now, asked at the door that tells it."""

from __future__ import annotations

from tests.year.commune import Commune


async def status(c: Commune, username: str, unit: str, rule: str, period: str) -> str:
    """As this person is told it; "" where nothing of the kind is told."""
    answer = await (await c.desk(username)).client.get(f"/api/units/{unit}/obligations", headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    id = f"obligation:{rule}:{period}"
    return next((str(one["status"]) for one in answer.json()["obligations"] if one["id"] == id), "")
