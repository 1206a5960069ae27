"""Give a sent paper its official number: the one it proposed, or the next where another paper has that already.

The number is a document of its own, named by the number, that the store takes once: several workers at once, or one that crashed in the
middle, give no number twice. What the paper says is not changed; it is shown under its official number.
"""

from __future__ import annotations

from sync.domain.documents import workspace
from sync.domain.errors import NoSuchDatabase
from sync.domain.lifecycle import record_of
from sync.domain.numbering.official import OfficialNumber, free_from, number_id, number_in, proposed_in, series_of
from sync.ports import Clock, DocumentStore, Json, Write

_TRIES = 200


class GiveNumber:
    """Call it with a unit and the id of a paper that has changed."""

    def __init__(self, store: DocumentStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, unit: str, id: str) -> bool:
        """Whether a number was given. Raises NoSuchDatabase."""
        series = series_of(id)
        if series is None:
            return False
        db = workspace(unit)
        record = record_of(await self._store.leaves(db, id))
        proposed = proposed_in(record) if record is not None and record.get("state") == "sent" else None
        if record is None or proposed is None:
            return False
        for _ in range(_TRIES):
            given = await numbers_in(self._store, unit, series)
            if number_in(given, id) is not None:
                return False
            holders = {int(one["number"]): str(one["paper"]) for one in given}
            number = free_from(proposed, holders)
            told: Json = {
                "_id": number_id(series, number), "kind": "official_number", "unit": unit, "paper": id, "rev": record["_rev"],
                "number": number, "proposed": proposed, "given_at": self._clock.now().isoformat(timespec="milliseconds"),
            }  # fmt: skip
            if number != proposed:
                told["taken_by"] = holders[proposed]
            [written] = await self._store.write(db, [Write(told, mode="edit")])
            if written.error is None:
                return True
            if written.error != "conflict":
                break
        raise OSError(f"{db}: {id} could not be given a number: {written.error}")


async def numbers_in(store: DocumentStore, unit: str, series: str) -> list[Json]:
    """The documents of a series. Raises NoSuchDatabase."""
    return await store.range(workspace(unit), series, series + "~")


async def read_number(store: DocumentStore, unit: str, id: str) -> OfficialNumber | None:
    """The official number of a paper, None where it has none (yet)."""
    series = series_of(id)
    if series is None:
        return None
    try:
        return number_in(await numbers_in(store, unit, series), id)
    except NoSuchDatabase:
        return None
