"""What was refused to be taken into a unit's workspace and is kept whole: by whom, when, why, and what it says.

Read only. Nothing here takes a paper into the workspace, so nothing is credited to anybody who did not write it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import Refusal
from sync.domain.units import Unit
from sync.ports import Clock, DocumentStore
from sync.usecases.administration.rights import may_administer
from sync.usecases.directory import INBOX, Directory

MOST = 500
"""Refusals told at once, of those first in the order of their digests."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One refused document; `document` is what was sent, whatever that was."""

    id: str
    author: str
    refused_at: str
    code: str
    message: str
    document: Any


class ReadInbox:
    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def __call__(self, person: Person, unit_id: str) -> tuple[Unit, list[Refused]]:
        """Newest first, for administrators and for who may decide on the unit's papers. Raises Refusal `unit_unknown`,
        `forbidden`."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None:
            raise Refusal("unit_unknown")
        if not (may_administer(person, unit, tree, today) or may(person, "decide", unit_id, tree, today)):
            raise Refusal("forbidden")
        rows = await self._store.range(INBOX, f"refused:{unit_id}:", f"refused:{unit_id};", limit=MOST)
        found = [
            Refused(
                row["_id"],
                row["author"],
                row["refused_at"],
                row["problem"]["code"],
                row["problem"]["message"],
                json.loads(row["document_json"]),
            )
            for row in rows
        ]
        return unit, sorted(found, key=lambda one: one.refused_at, reverse=True)
