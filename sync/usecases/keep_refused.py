"""Refused never means gone: a refused document is kept whole in the inbox, with the reason and who sent it.

The document is kept as ASCII-only JSON text, because what was refused may hold strings no store can hold (lone
surrogates). The id is a digest of the text, so the same refusal repeated is kept once.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sync.domain.accounts import Person
from sync.domain.documents import UNIT_ID
from sync.domain.errors import Problem
from sync.ports import Clock, DocumentStore, Write
from sync.usecases.directory import INBOX

NO_UNIT = "-"


async def keep_refused(
    store: DocumentStore, clock: Clock, person: Person, refused: list[tuple[Any, Problem]], unit: str | None = None
) -> None:
    """Keep refused documents; durable when this returns. `unit` is the workspace they were sent to, where the door knows it."""
    rows = {}
    for document, problem in refused:
        text = json.dumps(document, ensure_ascii=True, sort_keys=True)
        home = unit or _unit_named_in(document)
        digest = hashlib.sha256(f"{person.username}\n{problem.code}\n{text}".encode()).hexdigest()[:32]
        rows[f"refused:{home}:{digest}"] = {
            "kind": "refusal",
            "unit": home,
            "author": person.username,
            "refused_at": clock.now().isoformat(timespec="milliseconds"),
            "problem": problem.to_json("vi"),
            "document_json": text,
        }
    await store.write(INBOX, [Write({"_id": id, **row}, mode="edit") for id, row in rows.items()])


def _unit_named_in(document: Any) -> str:
    named = document.get("unit") if isinstance(document, dict) else None
    return named if isinstance(named, str) and UNIT_ID.fullmatch(named) else NO_UNIT
