"""Who may do what: one table, asked by every door, every page and the phone's scope.

Each row: a role, an action, the kinds it covers, and how far it reaches from the unit of the role — `here`, that unit
alone, or `below`, that unit and everything under it (of a dissolved unit: what comes from it). What no row allows is
forbidden. Drafts are seen in their own unit only: `read` below covers papers that were sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sync.domain.accounts import Person
from sync.domain.documents import PAPER_KINDS, SERVER_KINDS
from sync.domain.units import UnitTree

Action = Literal["enter", "read", "write", "oversee"]
"""enter: hold the unit's workspace on a phone; read: see sent papers; write: make and change papers; oversee: see the
unit's dashboard."""
Reach = Literal["here", "below"]

_ALL = frozenset((*PAPER_KINDS, *SERVER_KINDS))
_PAPERS = frozenset(PAPER_KINDS)
_NOTES = frozenset(("meeting", "roll_call", "minutes", "score_sheet"))


@dataclass(frozen=True, slots=True)
class Rule:
    role: str
    action: Action
    reach: Reach
    kinds: frozenset[str]


RULES: tuple[Rule, ...] = (
    Rule("secretary", "enter", "here", _ALL),
    Rule("secretary", "read", "here", _ALL),
    Rule("secretary", "write", "here", _PAPERS),
    Rule("deputy_secretary", "enter", "here", _ALL),
    Rule("deputy_secretary", "read", "here", _ALL),
    Rule("deputy_secretary", "write", "here", _PAPERS),
    Rule("note_taker", "enter", "here", _ALL),
    Rule("note_taker", "read", "here", _ALL),
    Rule("note_taker", "write", "here", _NOTES),
    Rule("commune_officer", "oversee", "below", _ALL),
    Rule("commune_officer", "read", "below", _ALL),
    Rule("organisation_board", "oversee", "below", _ALL),
    Rule("organisation_board", "read", "below", _ALL),
    Rule("administrator", "oversee", "below", _ALL),
)


def may(person: Person, action: Action, unit: str, tree: UnitTree, day: date, kind: str | None = None) -> bool:
    """Whether `person` may do `action` on `kind` (None: on any kind) in `unit` on `day`."""
    for grant in person.held(day):
        for rule in RULES:
            fits = rule.role == grant.role and rule.action == action and (kind is None or kind in rule.kinds)
            if fits and _reaches(rule.reach, grant.unit, unit, tree, day):
                return True
    return False


def _reaches(reach: Reach, from_unit: str, unit: str, tree: UnitTree, day: date) -> bool:
    if unit == from_unit:
        return True
    if reach == "here":
        return False
    source = tree.get(from_unit)
    if source is not None and not source.exists(day):
        return tree.was_under(unit, from_unit)
    return tree.is_under(unit, from_unit, day)


def may_see(person: Person, paper: dict[str, object], unit: str, tree: UnitTree, day: date) -> bool:
    """Whether `person` may see this very paper: whoever works in the unit sees all of it, others what was sent."""
    kind = str(paper.get("kind"))
    if not may(person, "read", unit, tree, day, kind):
        return False
    return paper.get("state") == "sent" or kind in SERVER_KINDS or may(person, "enter", unit, tree, day, kind)


def may_keep_databases(person: Person, day: date) -> bool:
    """Whether `person` may keep plain databases beside the workspaces: administrators, wherever they are."""
    return any(grant.role == "administrator" for grant in person.held(day))


def scope(person: Person, tree: UnitTree, day: date) -> list[str]:
    """The units whose workspaces a phone of this person holds, sorted."""
    units = {grant.unit for grant in person.held(day)}
    return sorted(unit for unit in units if tree.get(unit) is not None and may(person, "enter", unit, tree, day))
