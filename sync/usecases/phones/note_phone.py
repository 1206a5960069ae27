"""Keep what a phone told of itself: `phone:<user name>:<device>` in the database `phones`, written when something has changed, and else
every six hours, so that a quiet exchange costs no write. Nothing here decides about a paper.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sync.domain.access import scope
from sync.domain.accounts import Person
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import PHONES, Directory

AGAIN = timedelta(hours=6)
MOST_DEVICES = 20
"""Of one person; beyond that the one longest not seen gives way."""
PUSH = ("on", "off", "denied", "none")
_DEVICE = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,40}")
_MOST = 2**53
_DRIFT_STEP_MS = 60_000


class NotePhone:
    """The use case; what is not of the right shape is passed over, the rest kept."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, device: Any, told: Any, drift_ms: int | None) -> None:
        """`told`: `{version, unsent, storage_free, push}` as it came; `drift_ms`: server time minus the phone's, None where it is not
        known."""
        if not isinstance(device, str) or not _DEVICE.fullmatch(device) or not isinstance(told, dict):
            return
        now, tree = self._clock.now(), await self._directory.units()
        id = f"phone:{person.username}:{device}"
        before = await self._store.read(PHONES, id)
        said = {
            "kind": "phone", "username": person.username, "units": scope(person, tree, now.date()), "phone": _sound(told),
            "drift_ms": None if drift_ms is None else round(drift_ms / _DRIFT_STEP_MS) * _DRIFT_STEP_MS,
        }  # fmt: skip
        if before is not None and not _is_news(before, said, now):
            return
        document: Json = {"_id": id, **said, "seen_at": now.isoformat(timespec="seconds")}
        writes = [Write(document | {"_rev": before["_rev"]} if before else document, mode="edit")]
        if before is None:
            writes += await self._that_give_way(person.username)
        # A conflict is another request of the same phone, which told as much.
        await self._store.write(PHONES, writes)

    async def _that_give_way(self, username: str) -> list[Write]:
        held = await self._store.range(PHONES, f"phone:{username}:", f"phone:{username};")
        oldest = sorted(held, key=lambda one: str(one.get("seen_at")))[: max(0, len(held) - MOST_DEVICES + 1)]
        return [Write({"_id": one["_id"], "_rev": one["_rev"], "_deleted": True}, mode="edit") for one in oldest]


def _is_news(before: Json, said: Json, now: datetime) -> bool:
    return any(before.get(name) != value for name, value in said.items()) or now - datetime.fromisoformat(before["seen_at"]) >= AGAIN


def _sound(told: dict[str, Any]) -> Json:
    found: Json = {}
    if isinstance(version := told.get("version"), str) and _VERSION.fullmatch(version):
        found["version"] = version
    for name in ("unsent", "storage_free"):
        value = told.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST:
            found[name] = value
    if told.get("push") in PUSH:
        found["push"] = told["push"]
    return found
