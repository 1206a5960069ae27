"""Scoring a meeting by a template: points, what is not applicable, total and band. Mirrored in pwa/forms/scoring.js.

Templates are versioned data (`definitions/scoring/<id>/<version>.json`), because every province writes its own table; a
sheet keeps the version it was made under and is never scored again by another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from sync.forms.expressions import Context, ExpressionWrong, compile_expression, round_half_up
from sync.forms.model import Text
from sync.forms.problem_words import FormProblem

Json = dict[str, Any]
Policy = Literal["award_full", "exclude_and_rescale", "exclude"]


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    points: float
    label: Text


class NotApplicable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`when` is an expression over the answers of the sheet. `award_full` gives full points; `exclude` leaves the item
    out, so that the reachable total is lower; `exclude_and_rescale` leaves it out and scales the rest up to 100."""

    when: Any
    policy: Policy


class Suggestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The phone prefills `points` when `when` holds of the facts (see `facts` in docs/forms.md); the cell may change it."""

    when: Any
    points: float


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One criterion. `yes_no` gives its maximum or nothing; `level` one of the options."""

    code: str
    label: Text
    max: float
    kind: Literal["level", "yes_no"]
    options: tuple[Option, ...] = ()
    not_applicable: NotApplicable | None = None
    suggest: tuple[Suggestion, ...] = ()

    def points_allowed(self) -> tuple[float, ...]:
        return tuple(option.points for option in self.options) if self.kind == "level" else (self.max, 0)


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    label: Text
    items: tuple[Item, ...]


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    label: Text
    min: float


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scoring table in one version; bands from the highest down."""

    id: str
    version: int
    title: Text
    valid_from: str
    source: str
    maximum: float
    groups: tuple[Group, ...]
    bands: tuple[Band, ...]

    def items(self) -> dict[str, Item]:
        return {item.code: item for group in self.groups for item in group.items}

    def problems(self) -> list[str]:
        """What is wrong with the template itself, as English sentences."""
        return [one.in_("en") for one in self.wrongs()]

    def wrongs(self) -> list[FormProblem]:
        """The same with codes, to be told in any language."""
        items = [item for group in self.groups for item in group.items]
        found = []
        # Points may be halves and tenths, which do not add up exactly as binary fractions.
        added = round(sum(item.max for item in items), 6)
        if added != self.maximum:
            found.append(FormProblem("", "sum_differs", {"sum": added, "maximum": self.maximum}))
        if len({item.code for item in items}) != len(items):
            found.append(FormProblem("", "code_twice"))
        for item in items:
            if item.kind == "level" and (not item.options or max(item.points_allowed()) != item.max):
                found.append(FormProblem(item.code, "best_is_not_maximum"))
            for when in (*(one.when for one in item.suggest), *([item.not_applicable.when] if item.not_applicable else [])):
                try:
                    compile_expression(when)
                except ExpressionWrong as error:
                    found.append(FormProblem(item.code, "expression", {"why": str(error)}))
        floors = [band.min for band in self.bands]
        if floors != sorted(floors, reverse=True) or not floors or floors[-1] != 0:
            found.append(FormProblem("", "bands_not_in_order"))
        return found


@dataclass(frozen=True, slots=True)
class Scored:
    """`lines`: points by code (None where the item was left out); `missing`: codes without an answer."""

    total: float
    band: str
    lines: Mapping[str, float | None]
    missing: tuple[str, ...]


def check_scores(template: Template, sheet: Mapping[str, Any]) -> tuple[Json, dict[str, str]]:
    """The sheet as it is kept, `{code: {"points": …, "note"?: …}}`, and error codes by criterion."""
    items = template.items()
    kept: Json = {}
    wrong: dict[str, str] = {}
    for code, line in sheet.items():
        if code not in items:
            wrong[code] = "unknown_field"
        elif not isinstance(line, dict) or not line.keys() <= {"points", "note", "suggested"}:
            wrong[code] = "wrong_type"
        elif isinstance(line.get("points"), bool) or line.get("points") not in items[code].points_allowed():
            wrong[code] = "not_a_choice"
        elif not isinstance(line.get("note", ""), str) or not isinstance(line.get("suggested", False), bool):
            wrong[code] = "wrong_type"
        else:
            kept[code] = line
    return kept, wrong


def score(template: Template, sheet: Mapping[str, Any], answers: Mapping[str, Any]) -> Scored:
    """Total and band of a sheet; `answers` are what the not-applicable conditions look at."""
    lines: dict[str, float | None] = {}
    missing = []
    out_of = reachable = total = 0.0
    for code, item in template.items().items():
        policy = policy_of(item, answers)
        if policy in ("exclude", "exclude_and_rescale"):
            lines[code] = None
            out_of += item.max if policy == "exclude_and_rescale" else 0
            continue
        reachable += item.max
        line = sheet.get(code)
        points = item.max if policy == "award_full" else line.get("points") if isinstance(line, dict) else None
        if points is None:
            missing.append(code)
        lines[code] = points
        total += points or 0
    if out_of and reachable:
        total = total * (reachable + out_of) / reachable
    total = round_half_up(total, 1)
    band = next((band.name for band in template.bands if total >= band.min), template.bands[-1].name)
    return Scored(total, band, lines, tuple(missing))


def policy_of(item: Item, answers: Mapping[str, Any]) -> Policy | None:
    """How the item counts when it is not applicable; None when it applies."""
    rule = item.not_applicable
    if rule is None or compile_expression(rule.when)(Context(answers)) is not True:
        return None
    return rule.policy


def suggestions(template: Template, facts: Mapping[str, Any]) -> dict[str, float]:
    """Points to prefill, by code: the first suggestion whose condition holds of the facts."""
    found = {}
    for code, item in template.items().items():
        for suggestion in item.suggest:
            if compile_expression(suggestion.when)(Context(facts)) is True:
                found[code] = suggestion.points
                break
    return found
