"""From how many per cent on a rate is green or amber: of the unit itself or the nearest one above that has settled it, else 90 and 80.

Documents `lights:<unit>` of the database `boards`. Colours never stand alone: whoever shows a light shows the rate and a word.
"""

from __future__ import annotations

from sync.domain.access import may
from sync.domain.accounts import Person
from sync.domain.errors import FieldError, Problem, Refusal
from sync.domain.measures.rate import Thresholds
from sync.ports import Clock, DocumentStore, Write
from sync.usecases.directory import BOARDS, Directory

_START, _END = "lights:", "lights;"


class Lights:
    """Kept per state of the database, so that a change shows at the next call."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock
        self._seq = ""
        self._set: dict[str, Thresholds] = {}

    async def of(self, unit: str) -> Thresholds:
        seq = (await self._store.info(BOARDS)).update_seq
        if seq != self._seq:
            documents = await self._store.range(BOARDS, _START, _END)
            self._set = {one["unit"]: Thresholds(one["green"], one["amber"]) for one in documents}
            self._seq = seq
        tree, today = await self._directory.units(), self._clock.now().date()
        return next((self._set[one.id] for one in tree.above(unit, today) if one.id in self._set), Thresholds())

    async def may_set(self, person: Person, unit: str) -> bool:
        """Its administrator, and who approves its papers."""
        tree, today = await self._directory.units(), self._clock.now().date()
        return may(person, "administer", unit, tree, today) or may(person, "decide", unit, tree, today)

    async def set(self, person: Person, unit: str, green: str, amber: str) -> None:
        """Raises Refusal `forbidden`, `conflict`, and `answers_invalid` for what are not two whole numbers, 100 ≥ green > amber ≥ 1."""
        if not await self.may_set(person, unit):
            raise Refusal("forbidden")
        if not (green.isascii() and amber.isascii() and green.isdigit() and amber.isdigit() and 1 <= int(amber) < int(green) <= 100):
            raise Refusal("answers_invalid", (FieldError("green", "not_a_choice", str(Problem("not_a_choice").to_json()["message"])),))
        id = f"{_START}{unit}"
        before = await self._store.read(BOARDS, id) or {"_id": id, "kind": "lights", "unit": unit}
        document = {
            **before, "green": int(green), "amber": int(amber), "by": person.username, "at": self._clock.now().isoformat(timespec="seconds"),
        }  # fmt: skip
        [written] = await self._store.write(BOARDS, [Write(document, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)
