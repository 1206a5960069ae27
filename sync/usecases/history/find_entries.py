"""The entries of a unit's history that hold certain revisions, looked for from the newest on: whoever asks again, asks soon."""

from __future__ import annotations

from collections.abc import Iterable

from sync.domain.errors import NoSuchDatabase
from sync.domain.proofs.history import HISTORY, ids_of
from sync.ports import DocumentStore, Json

_PAGE = 10


async def find_entries(store: DocumentStore, unit: str, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Json]:
    """By (paper, revision) the entry that holds it; those that are in none are left out."""
    wanted, found = set(asked), dict[tuple[str, str], Json]()
    start, end = ids_of(unit)
    while wanted:
        try:
            page = await store.range(HISTORY, start, end, limit=_PAGE, descending=True)
        except NoSuchDatabase:
            break
        for entry in page:
            for key in ((row["id"], row["rev"]) for row in entry["papers"]):
                if key in wanted:
                    wanted.discard(key)
                    found[key] = entry
        if len(page) < _PAGE:
            break
        end = page[-1]["_id"]
    return found
