"""What decides the deadlines of a unit: the published rules, what the unit is, and what was settled for it alone.

Overrides, exemptions and waivers are documents of the database `rules` (`override:<unit>:<rule>`, `exemption:<unit>:<ulid>`,
`waiver:<unit>:<obligation>`), kept per state of it, so that a change shows at the next call. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from sync.domain.obligations.exceptions import Exemption, Override, Waiver
from sync.domain.obligations.facts import UnitFacts, facts_of
from sync.domain.obligations.making import obligations_ahead, obligations_for
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.timetable import Timetable
from sync.domain.units import UnitTree
from sync.ports import DocumentStore, Json
from sync.rules.catalogue import Rules
from sync.usecases.directory import RULES, Directory

RULE_SET = "directive-824"
CALENDAR = "vietnam"


@dataclass(slots=True)
class Exceptions:
    """What differs for one unit."""

    overrides: list[Override] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)


class UnitDeadlines(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the phone's engine is given; lists that are empty are left out."""

    facts: UnitFacts
    overrides: tuple[Override, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What decides the deadlines of every unit at one moment. Pure."""

    timetable: Timetable
    exceptions: dict[str, Exceptions]
    tree: UnitTree
    kept: dict[str, UnitFacts] = field(default_factory=dict)
    """What was worked out of this tree so far; empty it with the tree."""

    def facts(self, unit_id: str) -> UnitFacts:
        """What is to be known of the unit to say what it owes. Raises KeyError for one that is not there."""
        if unit_id not in self.kept:
            self.kept[unit_id] = facts_of(self.tree.units[unit_id], self.tree)
        return self.kept[unit_id]

    def own(self, unit_id: str) -> Exceptions:
        """What was settled for this unit."""
        return self.exceptions.get(unit_id, Exceptions())

    def begin(self, unit_id: str) -> date:
        """The first day for which any rule may ask something of the unit: no earlier than it came into this book."""
        unit = self.tree.units[unit_id]
        rules = min((one.valid_from for one in self.timetable.rules), default=date.max)
        return max(rules, unit.valid_from, unit.set_up_on or date.min)

    def ahead(self, unit_id: str, day: date, kind: str = "") -> list[Obligation]:
        """What the unit owes in the period of `day` and the next two, computed now. `kind`: of papers, where others are not asked for."""
        own = self.own(unit_id)
        return obligations_ahead(self.facts(unit_id), self.timetable, day, own.overrides, own.exemptions, kind=kind)

    def between(self, unit_id: str, first: date, last: date, kind: str = "") -> list[Obligation]:
        """The same for all periods with a day in `first` to `last`."""
        own = self.own(unit_id)
        return obligations_for(self.facts(unit_id), self.timetable, first, last, own.overrides, own.exemptions, kind)


class Deadlines:
    """Asked by exchange, worker and pages."""

    def __init__(self, store: DocumentStore, directory: Directory, rules: Rules) -> None:
        self._store = store
        self._directory = directory
        self.timetable = Timetable(rules.every(RULE_SET), rules.calendar(CALENDAR))
        self.rules = self.timetable.rules
        self._seq = ""
        self._exceptions: dict[str, Exceptions] = {}
        self._tree: UnitTree | None = None
        self._told: dict[str, Json] = {}
        self._facts: dict[str, UnitFacts] = {}
        self._known: Known | None = None

    async def exceptions(self) -> dict[str, Exceptions]:
        """By unit; units without any are left out."""
        seq = (await self._store.info(RULES)).update_seq
        if seq != self._seq:
            found: dict[str, Exceptions] = {}
            for document in await self._store.range(RULES):
                _add(document, found)
            self._exceptions, self._seq, self._told = found, seq, {}
        return self._exceptions

    async def told(self, unit_ids: Sequence[str], tree: UnitTree) -> list[Json]:
        """For each of these units its facts, overrides, exemptions and waivers, as plain JSON: all that a phone needs to work
        out what is owed. Raises KeyError for a unit that is not there."""
        exceptions = await self.exceptions()
        self._follow(tree)
        for id in unit_ids:
            if id not in self._told:
                own = exceptions.get(id, Exceptions())
                all = UnitDeadlines(
                    facts_of(tree.units[id], tree), tuple(own.overrides), tuple(own.exemptions), tuple(own.waivers)
                )
                self._told[id] = msgspec.json.decode(msgspec.json.encode(all))
        return [self._told[id] for id in unit_ids]

    async def known(self) -> Known:
        """All that is known now, to ask about many units; the same object for as long as nothing of it changes."""
        exceptions, tree = await self.exceptions(), await self._directory.units()
        self._follow(tree)
        if self._known is None or self._known.exceptions is not exceptions or self._known.tree is not tree:
            self._known = Known(self.timetable, exceptions, tree, self._facts)
        return self._known

    def _follow(self, tree: UnitTree) -> None:
        if tree is not self._tree:
            self._tree, self._told, self._facts = tree, {}, {}


def _add(document: Json, found: dict[str, Exceptions]) -> None:
    """Read one document. What is none of the three, or was ended altogether, is passed over."""
    plain: dict[str, Any] = document.get("says", {})
    kind = document.get("kind")
    try:
        if kind == "override":
            override = msgspec.convert(plain, Override)
            found.setdefault(override.unit, Exceptions()).overrides.append(override)
        elif kind == "exemption":
            exemption = msgspec.convert(plain, Exemption)
            found.setdefault(exemption.unit, Exceptions()).exemptions.append(exemption)
        elif kind == "waiver":
            waiver = msgspec.convert(plain, Waiver)
            found.setdefault(waiver.unit, Exceptions()).waivers.append(waiver)
    except msgspec.ValidationError:
        # Only the use case beside this writes here, so it can only be of a newer version of the product.
        return
