"""To whom a unit's papers go ("Nơi nhận"): one list a unit, taken over by every new paper that asks for recipients.

Kept in the unit's own document, so the phones of the unit are told of it too. Changes no paper that is there.
"""

from __future__ import annotations

from unicodedata import category

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.errors import FieldError, Problem, Refusal
from sync.domain.text import nfc
from sync.domain.units import Unit
from sync.ports import Clock, DocumentStore, Write
from sync.usecases.directory import UNITS, Directory

ASKING = ("resolution", "month_schedule", "team_report", "period_report")
"""Kinds whose forms ask for recipients."""
MOST_LINES = 40
LONGEST_LINE = 200


class Recipients:
    """Every call raises Refusal `unit_unknown`, `forbidden`."""

    def __init__(self, store: DocumentStore, directory: Directory, clock: Clock) -> None:
        self._store = store
        self._directory = directory
        self._clock = clock

    async def of(self, person: Person, unit_id: str) -> Unit:
        """The unit with its recipients, for who may change them: its administrator, and who writes papers that name them."""
        tree, today = await self._directory.units(), self._clock.now().date()
        unit = tree.get(unit_id)
        if unit is None:
            raise Refusal("unit_unknown")
        writes = any(access.may(person, "write", unit_id, tree, today, kind) for kind in ASKING)
        if not writes and not access.may(person, "administer", unit_id, tree, today):
            raise Refusal("forbidden")
        return unit

    async def set(self, person: Person, unit_id: str, text: str) -> None:
        """One recipient a line; none takes the list away. Raises also `answers_invalid` and `conflict`."""
        await self.of(person, unit_id)
        lines = [line for typed in text.splitlines() if (line := " ".join(nfc(typed).split()))]
        if wrong := _wrong(lines):
            raise Refusal("answers_invalid", (wrong,))
        document = await self._store.read(UNITS, f"unit:{unit_id}")
        if document is None:
            raise Refusal("unit_unknown")
        if document.get("recipients", []) == lines:
            return
        [written] = await self._store.write(UNITS, [Write({**document, "recipients": lines}, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)


def _wrong(lines: list[str]) -> FieldError | None:
    if len(lines) > MOST_LINES:
        return _error("too_many", MOST_LINES)
    if any(len(line) > LONGEST_LINE for line in lines):
        return _error("too_long", LONGEST_LINE)
    return _error("text_malformed", 0) if any(category(sign) in ("Cc", "Cs", "Cf") for line in lines for sign in line) else None


def _error(code: str, maximum: int) -> FieldError:
    return FieldError("recipients", code, str(Problem(code, {"maximum": maximum}).to_json()["message"]))
