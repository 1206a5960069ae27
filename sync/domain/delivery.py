"""Where copies of sent papers go: what a unit is told of another unit's workspace, so that its phones hold it with no signal.

Committees above need no copies: they read what is below them where it lies (`access.py`). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sync.domain.documents import copy_id
from sync.domain.units import UnitTree

Json = dict[str, Any]
DELIVERED = frozenset(
    ("orientation", "good_practice", "model_plan", "month_schedule", "assignment", "visit", "inspection", "urge", "meeting",
     "score_sheet")
)
"""Kinds of which there may be copies."""
OF_A_MEETING = ("meeting", "score_sheet")
"""Kinds that go to whoever has assigned somebody to the meeting: its plan, and how the cell has rated it."""
_RESULT = ("total", "band")
"""What is told of a score sheet: not what was said of each criterion, nor how the members voted."""
_MEMBERS = ("kind", "form", "version", "unit", "state", "author", "done_at", "answers")


def receivers(paper: Json, home: str, tree: UnitTree, day: date, assigners: Iterable[str] = ()) -> dict[str, Json]:
    """The units that get a copy of a sent paper of `home`, each with the paper as it is told there.

    `assigners`: for the plan and the score sheet of a meeting, the units that have assigned somebody to it, and their teams.
    """
    if paper.get("state") != "sent" or paper.get("_deleted"):
        return {}
    told = {name: paper[name] for name in _MEMBERS if name in paper}
    answers = paper.get("answers")
    answers = answers if isinstance(answers, dict) else {}
    match paper.get("kind"):
        case "orientation":
            units = _below(home, tree, day)
        case "good_practice":
            units = _below(home, tree, day) if answers.get("may_share") is True else []
        case "month_schedule":
            units = _above_and_teams(home, tree, day)
        case "model_plan":
            units = _named(answers, "meetings", "host") + _named(answers, "invited", "cell")
        case "assignment":
            cells = _existing(_named(answers, "rows", "cell"), home, tree)
            own_rows = {cell: {**told, "answers": {**answers, "rows": _rows_of(answers, cell)}} for cell in cells}
            return {**dict.fromkeys(_existing(teams_of(home, tree, day), home, tree), told), **own_rows}
        case "visit":
            units = _texts(answers.get("cell")) if answers.get("attended") is True else []
        case "inspection":
            units = _texts(answers.get("unit"))
        case "urge":
            units = _texts(answers.get("to"))
        case "meeting":
            units = list(assigners)
        case "score_sheet":
            told["answers"] = {name: answers[name] for name in _RESULT if name in answers}
            units = list(assigners)
        case _:
            units = []
    return dict.fromkeys(_existing(units, home, tree), told)


def a_copy(source: str, id: str, rev: str, paper: Json, target: str) -> Json:
    """The document that lies in the workspace of `target`. The same revision gives the same copy, whoever makes it."""
    return {"_id": copy_id(source, id), "kind": "copy", "unit": target, "source": {"unit": source, "id": id, "rev": rev},
            "paper": paper}  # fmt: skip


def may_assign(cell: str, tree: UnitTree, day: date) -> list[str]:
    """The units whose assignments may name a cell: those above it, and the teams below these."""
    above = [unit.id for unit in tree.above(cell, day) if unit.id != cell]
    return [*above, *(team for one in above for team in teams_of(one, tree, day))]


def teams_of(unit: str, tree: UnitTree, day: date) -> list[str]:
    """The teams directly below a committee: whom it assigns hold its assignment, and the plans of those meetings."""
    return [team.id for team in tree.children(unit, day) if team.type == "observer_team"]


def rows_naming(answers: Json, cell: str, meeting: str) -> bool:
    """Whether an assignment sends somebody to that meeting."""
    return any(row.get("meeting") == meeting for row in _rows_of(answers, cell))


def _below(home: str, tree: UnitTree, day: date) -> list[str]:
    return [unit.id for unit in tree.units.values() if unit.exists(day) and tree.is_under(unit.id, home, day)]


def _above_and_teams(home: str, tree: UnitTree, day: date) -> list[str]:
    above = [unit.id for unit in tree.above(home, day)]
    return [*above, *(team for one in above for team in teams_of(one, tree, day))]


def _named(answers: Json, list_: str, name: str) -> list[str]:
    return [unit for row in _rows(answers, list_) for unit in _texts(row.get(name))]


def _rows_of(answers: Json, cell: str) -> list[Json]:
    """What an assignment says of one cell: it is not told about the others."""
    return [row for row in _rows(answers, "rows") if row.get("cell") == cell]


def _rows(answers: Json, name: str) -> list[Json]:
    value = answers.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else []


def _existing(units: Iterable[str], home: str, tree: UnitTree) -> list[str]:
    return [unit for unit in dict.fromkeys(units) if unit != home and tree.get(unit) is not None]
