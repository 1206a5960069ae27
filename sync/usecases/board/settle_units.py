"""Work out how every unit stands, after its facts, its place in the tree or its deadlines have changed, and when a month begins.

What is owed is frozen where the worker made it so, and computed where it did not run in time. Writes to the read model alone.
"""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

from sync.domain.obligations.clock import day_of, millis
from sync.domain.obligations.making import freeze
from sync.domain.obligations.record import Obligation
from sync.domain.units import UnitTree
from sync.ports import Clock, ReadModel, UnitStanding, WorkspaceFacts
from sync.usecases.board.standing_of import standing_of
from sync.usecases.obligations.deadlines import Deadlines, Exceptions, Known

PORTION = 20
"""Units that are settled in one go, a few milliseconds each."""


class SettleUnits:
    """Call it after facts were folded."""

    def __init__(self, read_model: ReadModel, deadlines: Deadlines, clock: Clock) -> None:
        self._read_model = read_model
        self._deadlines = deadlines
        self._clock = clock
        self._known: tuple[UnitTree, dict[str, Exceptions], str] | None = None
        self._keys: dict[str, str] = {}

    async def __call__(self) -> int:
        """Gives how many units were settled."""
        day = day_of(millis(self._clock.now()))
        known = await self._deadlines.known()
        keys = await self._keys_of(known, day)
        units = await self._read_model.unsettled(keys)
        for place in range(0, len(units), PORTION):
            some = {unit: keys.get(unit, "") for unit in units[place : place + PORTION]}
            await self._read_model.settle(some, lambda unit, facts: _work_out(unit, facts, known, day))
        return len(units)

    async def _keys_of(self, known: Known, day: date) -> dict[str, str]:
        """By unit, the digest of everything but its papers that its standing follows from."""
        state = known.tree, known.exceptions, f"{day:%Y-%m}"
        last = self._known
        if last is None or last[0] is not state[0] or last[1] is not state[1] or last[2] != state[2]:
            ids = sorted(known.tree.units)
            rules = msgspec.json.encode((known.timetable.rules, state[2]))
            told = await self._deadlines.told(ids, known.tree)
            self._keys = {
                id: hashlib.sha256(rules + msgspec.json.encode(one)).hexdigest()[:16] for id, one in zip(ids, told, strict=True)
            }
            self._known = state
        return self._keys


def _work_out(unit: str, facts: WorkspaceFacts, known: Known, day: date) -> UnitStanding:
    frozen = [Obligation.from_json(msgspec.json.decode(one)) for one in facts.records]
    if unit not in known.tree.units:
        return standing_of(unit, facts, freeze(frozen, ()))
    computed = [*known.between(unit, known.begin(unit), day), *known.ahead(unit, day)]
    return standing_of(unit, facts, freeze(frozen, computed), known.own(unit).waivers)
