"""Refused never means gone: a refused document is kept whole in the inbox, with the reason and who sent it.

The document is kept as ASCII-only JSON text, because what was refused may hold strings no store can hold (lone
surrogates). The id is a digest of the text, so the same refusal repeated is kept once. One person can put only so much into it
in a month: what is beyond is refused as `inbox_full`, and stays where it was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sync.domain.accounts import Person
from sync.domain.documents import UNIT_ID
from sync.domain.errors import Problem
from sync.ports import Clock, DocumentStore, Json, Write
from sync.usecases.directory import INBOX

NO_UNIT = "-"
MOST_DOCUMENTS = 2_000
MOST_BYTES = 64 * 1024 * 1024
"""Of one person in one month: a year of a cell that is refused whole, several times over. One request may begin below them and
end above, for what was sent together is kept together."""
_TRIES = 5


async def keep_refused(
    store: DocumentStore, clock: Clock, person: Person, refused: Sequence[tuple[Any, Problem]], unit: str | None = None
) -> bool:
    """Keep refused documents; durable when this returns. `unit` is the workspace they were sent to, where the door knows it.

    False: this person has put so much into the inbox that nothing of it was kept."""
    rows = dict(_row(clock, person, document, problem, unit) for document, problem in refused)
    there = await store.leaves_of(INBOX, list(rows))
    new = [len(row["document_json"]) for id, row in rows.items() if id not in there]
    if new and not await _take_room(store, clock, person, len(new), sum(new)):
        return False
    await store.write(INBOX, [Write({"_id": id, **row}, mode="edit") for id, row in rows.items()])
    return True


def _row(clock: Clock, person: Person, document: Any, problem: Problem, unit: str | None) -> tuple[str, Json]:
    text = json.dumps(document, ensure_ascii=True, sort_keys=True)
    home = unit or _unit_named_in(document)
    digest = hashlib.sha256(f"{person.username}\n{problem.code}\n{text}".encode()).hexdigest()[:32]
    return f"refused:{home}:{digest}", {
        "kind": "refusal",
        "unit": home,
        "author": person.username,
        "refused_at": clock.now().isoformat(timespec="milliseconds"),
        "problem": problem.to_json("vi"),
        "document_json": text,
    }


async def _take_room(store: DocumentStore, clock: Clock, person: Person, count: int, size: int) -> bool:
    """Count what is going to be kept. When several servers count at once and none wins, it is kept all the same."""
    id = f"room:{person.username}:{clock.now():%Y-%m}"
    for _ in range(_TRIES):
        held = await store.read(INBOX, id) or {"_id": id, "kind": "room", "documents": 0, "bytes": 0}
        if held["documents"] >= MOST_DOCUMENTS or held["bytes"] >= MOST_BYTES:
            return False
        body = {**held, "documents": held["documents"] + count, "bytes": held["bytes"] + size}
        [written] = await store.write(INBOX, [Write(body, mode="edit")])
        if written.error is None:
            return True
    return True


def _unit_named_in(document: Any) -> str:
    named = document.get("unit") if isinstance(document, dict) else None
    return named if isinstance(named, str) and UNIT_ID.fullmatch(named) else NO_UNIT
