"""The forms on the page of a unit, and a new unit read from one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from server.pages.administration.desk import AskForm, Desk, Question
from server.pages.administration.words import cell_word, type_word
from sync.domain.unit_changes import MAY_STAND_UNDER, NewUnit
from sync.domain.units import CELL_TYPES, Unit, UnitTree
from sync.usecases.set_up import unit_id_of

PARTS = 4
"""New units that one split can make."""


def new_unit(
    sent: Mapping[str, str], path: str, tree: UnitTree, type: str, cell_type: str | None, taken: Iterable[str] = ()
) -> NewUnit:
    """The unit that fields `<path>name` and `<path>id` speak of; without an id one is made from the name."""
    name, id = sent.get(f"{path}name", ""), sent.get(f"{path}id", "").strip().lower()
    known = {*tree.units, *taken}
    made = unit_id_of(name)
    if not id and made in known:
        made = next(found for place in range(2, len(known) + 3) if (found := f"{made[:56].rstrip('-')}-{place}") not in known)
    return NewUnit(id or made, name, type, cell_type)


def closed_up(sent: dict[str, str]) -> dict[str, str]:
    """The names of a split without gaps, so that a problem is told beside the name it is about."""
    names = [name for place in range(1, PARTS + 1) if (name := sent.get(f"part_{place}_name", "")).strip()]
    kept = {name: value for name, value in sent.items() if not name.startswith("part_")}
    return kept | {f"part_{place}_name": name for place, name in enumerate(names, 1)}


def forms_of(desk: Desk, unit: Unit) -> tuple[AskForm, ...]:
    """What can be done to the unit; nothing to one that has ended."""
    if unit.valid_to is not None and unit.valid_to < desk.today:
        return ()
    found = [_create(desk, unit)] if any(unit.type in above for above in MAY_STAND_UNDER.values()) else []
    return (*found, _rename(desk, unit), _move(desk, unit), _merge(desk, unit), _split(desk), _close(desk))


def _from(desk: Desk) -> Question:
    return Question("from", desk.say("from"), "date", desk.today.isoformat())


def _id(desk: Desk, name: str) -> Question:
    return Question(name, desk.say("unit_id"), hint=desk.say("unit_id_hint"), required=False)


def _create(desk: Desk, unit: Unit) -> AskForm:
    types = tuple((type, type_word(type, desk.lang)) for type, above in MAY_STAND_UNDER.items() if unit.type in above)
    cells = tuple((type, cell_word(type, desk.lang)) for type in CELL_TYPES)
    return AskForm("create", desk.say("create"), desk.say("create_button"), (
        Question("name", desk.say("unit_name")), _id(desk, "id"),
        Question("type", desk.say("unit_type"), "select", types[-1][0] if len(types) == 1 else "", options=types),
        Question("cell_type", desk.say("cell_type"), "select", hint=desk.say("cell_type_hint"), options=cells, required=False),
        _from(desk),
    ))  # fmt: skip


def _rename(desk: Desk, unit: Unit) -> AskForm:
    questions = (Question("name", desk.say("new_name"), value=unit.name(desk.today)), _from(desk))
    return AskForm("rename", desk.say("rename"), desk.say("rename_button"), questions)


def _move(desk: Desk, unit: Unit) -> AskForm:
    above = [
        one
        for one in desk.mine()
        if one.type in MAY_STAND_UNDER[unit.type] and (one.valid_to is None or one.valid_to >= desk.today)
    ]
    questions = (Question("parent", desk.say("new_parent"), "select", options=desk.options(above)), _from(desk))
    return AskForm("move", desk.say("move"), desk.say("move_button"), questions)


def _merge(desk: Desk, unit: Unit) -> AskForm:
    beside = [one for one in desk.mine() if one.type == unit.type and one.id != unit.id and one.exists(desk.today)]
    near = [one for one in beside if one.parent(desk.today) == unit.parent(desk.today)]
    sources = near + [one for one in beside if one not in near and unit.type != "cell"]
    into = (("-", desk.say("merge_new")), *desk.options([unit, *sources]))
    return AskForm("merge", desk.say("merge"), desk.say("merge_button"), (
        Question("sources", desk.say("merge_sources"), "checks", options=desk.options(sources)),
        Question("into", desk.say("merge_into"), "select", "-", options=into),
        Question("new_name", desk.say("merge_new_name"), required=False), _id(desk, "new_id"), _from(desk),
    ), desk.say("papers_stay"))  # fmt: skip


def _split(desk: Desk) -> AskForm:
    parts = [Question(f"part_{place}_name", desk.say("part_name", place=place), required=False) for place in range(1, PARTS + 1)]
    choices = (("yes", desk.say("goes_on_yes")), ("no", desk.say("goes_on_no")))
    questions = (*parts, Question("goes_on", desk.say("goes_on"), "radio", options=choices), _from(desk))
    return AskForm("split", desk.say("split"), desk.say("split_button"), questions, desk.say("papers_stay"))


def _close(desk: Desk) -> AskForm:
    questions = (Question("last", desk.say("last_day"), "date", desk.today.isoformat()),)
    return AskForm("close", desk.say("close"), desk.say("close_button"), questions, desk.say("papers_stay"))
