"""Who may do what: one table, asked by every door, every page and the phone's scope.

Each row: a role, an action, the kinds it covers, and how far it reaches from the unit of the role — `here`, that unit
alone, or `below`, that unit and everything under it (of a dissolved unit: what comes from it). What no row allows is
forbidden. Drafts are seen only by who works with that kind in their own unit: `read` covers papers that were sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sync.domain.accounts import Person
from sync.domain.kinds import KINDS, MEETING_CHAIN, PAPER_KINDS, PATTERNS, SERVER_KINDS
from sync.domain.units import UnitTree

Action = Literal["enter", "read", "write", "decide", "oversee", "administer"]
"""enter: hold the unit's workspace on a phone; read: see sent papers; write: make and change papers; decide: approve, verify and
recognise them; oversee: see the unit's dashboard; administer: change units, people and rules."""
Reach = Literal["here", "below"]

_ALL = frozenset((*PAPER_KINDS, *SERVER_KINDS))
_CHAIN = frozenset(MEETING_CHAIN)
_CELL_PAPERS = frozenset(kind.name for kind in KINDS.values() if "cell" in kind.homes) - {"review"}
_REWORKED = frozenset(("rework", "amendment"))
_COMMUNE_PAPERS = frozenset(
    ("month_schedule", "orientation", "model_plan", "assignment", "inspection", "urge", "urge_answer", "good_practice", "visit")
) | _REWORKED
_TEAM_PAPERS = frozenset(("assignment", "team_report")) | _REWORKED
_BOARD_PAPERS = frozenset(("orientation", "inspection", "urge", "period_report", "good_practice")) | _REWORKED
_APPROVED = frozenset(kind.name for kind in KINDS.values() if kind.after_sending == "approved") | {"month_schedule", "amendment"}
_REVIEW = frozenset(("review",))
_BELOW = _REVIEW | {"handbook_upload"}
"""What a committee writes in the workspaces of its cells: reviews, and that it put a cell's papers into the handbook app for it."""


@dataclass(frozen=True, slots=True)
class Rule:
    role: str
    action: Action
    reach: Reach
    kinds: frozenset[str]


def _works_in(role: str, writes: frozenset[str]) -> tuple[Rule, ...]:
    """Somebody who holds the unit's papers on his phone, and writes some of them."""
    return Rule(role, "enter", "here", _ALL), Rule(role, "read", "here", _ALL), Rule(role, "write", "here", writes)


def _sees(role: str, writes: frozenset[str] = frozenset()) -> tuple[Rule, ...]:
    """Somebody above, who reads what was sent, sees the dashboards, and writes his unit's papers on the office pages."""
    return Rule(role, "oversee", "below", _ALL), Rule(role, "read", "below", _ALL), Rule(role, "write", "here", writes)


RULES: tuple[Rule, ...] = (
    *_works_in("secretary", _CELL_PAPERS),
    *_works_in("deputy_secretary", _CELL_PAPERS),
    *_works_in("note_taker", _CHAIN | _REWORKED | {"task", "handbook_upload"}),
    *_works_in("assessor", frozenset(("score_sheet", "rework"))),
    *_works_in("observer", frozenset(("visit", "rework", "amendment"))),
    *_works_in("team_leader", _TEAM_PAPERS | {"visit"}),
    *_sees("commune_officer", _COMMUNE_PAPERS),
    Rule("commune_officer", "write", "below", _BELOW),
    *_sees("commune_leader", _COMMUNE_PAPERS),
    Rule("commune_leader", "write", "below", _BELOW),
    Rule("commune_leader", "decide", "below", _APPROVED),
    *_sees("organisation_board", _BOARD_PAPERS),
    Rule("organisation_board", "write", "below", _REVIEW),
    Rule("organisation_board", "decide", "below", _APPROVED),
    *_sees("standing_board"),
    Rule("administrator", "oversee", "below", _ALL),
    Rule("administrator", "administer", "below", _ALL),
    Rule("machine", "oversee", "below", _ALL),
    Rule("machine", "read", "below", _ALL),
)


def may(person: Person, action: Action, unit: str, tree: UnitTree, day: date, kind: str | None = None) -> bool:
    """Whether `person` may do `action` on `kind` (None: on any kind) in `unit` on `day`."""
    for grant in person.held(day):
        for rule in RULES:
            fits = rule.role == grant.role and rule.action == action and (kind is None or kind in rule.kinds)
            if fits and _reaches(rule.reach, grant.unit, unit, tree, day):
                return True
    return False


def units_where(person: Person, action: Action, tree: UnitTree, day: date) -> frozenset[str]:
    """Every unit in which `person` may do `action` on any kind: what `may` says of each one, found in one walk over the tree."""
    found, below, dissolved = set[str](), set[str](), set[str]()
    for grant in person.held(day):
        for rule in RULES:
            if rule.role == grant.role and rule.action == action:
                found.add(grant.unit)
                source = tree.get(grant.unit)
                if rule.reach == "below":
                    (dissolved if source is not None and not source.exists(day) else below).add(grant.unit)
    for id in tree.units:
        if any(one.id in below for one in tree.above(id, day)) or any(tree.was_under(id, one) for one in dissolved):
            found.add(id)
    return frozenset(found)


def _reaches(reach: Reach, from_unit: str, unit: str, tree: UnitTree, day: date) -> bool:
    if unit == from_unit:
        return True
    if reach == "here":
        return False
    source = tree.get(from_unit)
    if source is not None and not source.exists(day):
        return tree.was_under(unit, from_unit)
    return tree.is_under(unit, from_unit, day)


def readable(person: Person, tree: UnitTree, day: date) -> dict[str, frozenset[str]]:
    """The kinds of paper this person may read once they are sent, by unit; units of which he may read nothing are left out. Says what
    `may` says of all units in one go."""
    found: dict[str, frozenset[str]] = {}
    for grant in person.held(day):
        for rule in RULES:
            if rule.role == grant.role and rule.action == "read":
                units = tree.units if rule.reach == "below" else {grant.unit}
                for unit in units:
                    if unit in tree.units and _reaches(rule.reach, grant.unit, unit, tree, day):
                        found[unit] = found.get(unit, frozenset()) | rule.kinds
    return found


def may_see(person: Person, paper: dict[str, object], unit: str, tree: UnitTree, day: date) -> bool:
    """Whether `person` may see this very paper: whoever works in the unit, or writes that kind there, sees all of it, others what was sent.
    A visit that was sent is seen by the committees above its cell too: the team may be that of a higher one."""
    kind = str(paper.get("kind"))
    if not may(person, "read", unit, tree, day, kind):
        return kind == "visit" and paper.get("state") == "sent" and _is_above(person, _visited(paper), tree, day)
    if paper.get("state") == "sent" or kind in SERVER_KINDS:
        return True
    return may(person, "enter", unit, tree, day, kind) or may(person, "write", unit, tree, day, kind)


def _visited(paper: dict[str, object]) -> str:
    """The cell that a visit was to, "" where its id does not say."""
    match = PATTERNS["visit"].fullmatch(str(paper.get("_id")))
    return match["cell"] if match else ""


def _is_above(person: Person, cell: str, tree: UnitTree, day: date) -> bool:
    return may(person, "oversee", cell, tree, day) and may(person, "read", cell, tree, day, "visit")


def may_keep_databases(person: Person, day: date) -> bool:
    """Whether `person` may keep plain databases beside the workspaces: administrators, wherever they are."""
    return any(grant.role == "administrator" for grant in person.held(day))


def scope(person: Person, tree: UnitTree, day: date) -> list[str]:
    """The units whose workspaces a phone of this person holds, sorted."""
    units = {grant.unit for grant in person.held(day)}
    return sorted(unit for unit in units if tree.get(unit) is not None and may(person, "enter", unit, tree, day))
