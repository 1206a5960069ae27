"""The golden cases of obligations as the server reads them; the phone reads the same files (tests/pwa/obligations/)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sync.domain.obligations.exceptions import Exemption, Override
from sync.domain.obligations.facts import UnitFacts
from sync.domain.obligations.holidays import Calendar
from sync.domain.obligations.making import obligations_ahead, obligations_for
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.rules import Rule, RuleSet
from sync.domain.obligations.timetable import Timetable
from sync.rules.catalogue import Rules

Json = dict[str, Any]
T = TypeVar("T")
FIXTURES = Path(__file__).resolve().parents[3] / "fixtures/obligations"
PUBLISHED = Rules.load()
RULES = PUBLISHED.every("directive-824")
HOLIDAYS: Calendar = PUBLISHED.calendar("vietnam")


def read(name: str) -> Json:
    found: Json = json.loads((FIXTURES / f"{name}.json").read_bytes())
    return found


def these(rows: list[Json], type: type[T]) -> list[T]:
    return [msgspec.convert(row, type, strict=False) for row in rows]


def rules_of(case: Json) -> list[Rule]:
    """The case's own rule sets or those that are published, and of them those whose name begins as `only_rule` says."""
    rules = [rule for one in these(case["sets"], RuleSet) for rule in one.dated()] if "sets" in case else list(RULES)
    only = case.get("only_rule", "")
    return [rule for rule in rules if rule.rule.startswith(tuple(only) if isinstance(only, list) else only)]


def made(case: Json) -> list[Obligation]:
    unit = msgspec.convert(case["unit"], UnitFacts, strict=False)
    exceptions = these(case.get("overrides", []), Override), these(case.get("exemptions", []), Exemption)
    ask = {name: value if name == "count" else date.fromisoformat(value) for name, value in case["ask"].items()}
    if "day" in ask:
        return obligations_ahead(unit, Timetable(rules_of(case), HOLIDAYS), ask["day"], *exceptions, ask["count"])
    return obligations_for(unit, Timetable(rules_of(case), HOLIDAYS), ask["first"], ask["last"], *exceptions)


KIND_OF_UNIT = {"month_schedule": ("binh-lu", "commune")}


def named(key: str, exemptions: list[Json] | None = None) -> Obligation:
    """One published obligation, by `<rule>:<period>`, of a cell or, for the schedule, of its commune."""
    unit, kind = KIND_OF_UNIT.get(key.partition(":")[0], ("na-don", "cell"))
    facts = {"unit": unit, "first": "2020-01-01", "kinds": [{"kind": kind, "first": "2020-01-01"}]}
    case = {"unit": facts, "ask": {"first": "2026-01-01", "last": "2027-12-31"}, "exemptions": exemptions or []}
    return next(one for one in made(case) if one.id == f"obligation:{key}")
