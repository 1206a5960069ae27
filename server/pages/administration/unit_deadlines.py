"""The deadlines of one unit: the periods ahead, what was settled for it alone, and settling more, after a preview.

A preview saves nothing; saving checks everything again. Records that are made are never changed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.pages.administration.deadline_forms import ending_of, exemption_of, forms_of, override_of
from server.pages.administration.deadline_words import (
    as_wrongs,
    in_force,
    last_day_word,
    override_when,
    period_word,
    title_word,
)
from server.pages.administration.desk import Desk, DeskFrame, DeskParts, as_problem, refuse, seen, sit_down
from server.pages.words import day_word
from sync.domain.errors import Refusal
from sync.domain.obligations.exceptions import Override
from sync.domain.obligations.facts import facts_of
from sync.domain.obligations.making import AHEAD
from sync.domain.obligations.record import Obligation
from sync.domain.obligations.rules import Rule
from sync.domain.unit_changes import NotPossible, Wrong
from sync.domain.units import Unit
from sync.ports import Json
from sync.usecases.administration.rights import require
from sync.usecases.obligations.preview_deadlines import PeriodChange

_HELD = ("do", "rule", "due_month", "due_day", "until", "shift", "after_meeting", "period", "first", "last", "reason", "id")
"""What a preview holds for saving."""


@dataclass(frozen=True, slots=True)
class PeriodLine:
    what: str
    period: str
    due: str
    state: str


@dataclass(frozen=True, slots=True)
class SettledLine:
    """`ended`: sentence, or empty while it holds."""

    what: str
    first: str
    last: str
    reason: str
    by: str
    ended: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`held`: the fields that saving sends again; `waive`: a question about records that are made, or empty."""

    rows: tuple[PeriodLine, ...]
    held: tuple[tuple[str, str], ...]
    waive: str


@dataclass(frozen=True, slots=True)
class UnitDeadlinesPage(DeskFrame):
    """What `administration/unit_deadlines.html` needs."""

    preview: Annotated[Preview | None, "what the change that was typed would do"]
    ahead: Annotated[tuple[PeriodLine, ...], "by rule and period"]
    settled: Annotated[tuple[SettledLine, ...], "all that was ever settled, newest first"]


class UnitDeadlinesDesk:
    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        desk = await sit_down(self._parts, request)
        return await self._page(desk, self._unit(desk), None, {}, None)

    async def take(self, request: Request) -> Response:
        sent = await self._parts.pages.forms.read(request)
        desk = await sit_down(self._parts, request)
        unit = self._unit(desk)
        try:
            preview = await self._preview_or_save(desk, unit, sent)
        except NotPossible as problem:
            return await self._page(desk, unit, problem, sent, None)
        except Refusal as refusal:
            known = refusal.problem.code == "answers_invalid"
            return await self._page(desk, unit, as_wrongs(refusal, desk.lang) if known else as_problem(refusal), sent, None)
        if preview is None:
            return seen(request.url.path)
        return await self._page(desk, unit, None, sent, preview)

    def _unit(self, desk: Desk) -> Unit:
        return require(desk.visit.person, desk.visit.request.path_params["unit"], desk.visit.tree, desk.today)

    async def _preview_or_save(self, desk: Desk, unit: Unit, sent: Mapping[str, str]) -> Preview | None:
        """The preview of what was typed; None when it was saved."""
        person, settle, preview = desk.visit.person, self._parts.settle, self._parts.preview
        wrongs, do, save = list[Wrong](), sent.get("do"), bool(sent.get("save"))
        if do == "override":
            override = override_of(sent, unit.id, wrongs)
            refuse(wrongs)
            if not save:
                return self._told(desk, await preview.override(person, override), sent)
            await settle.override(person, override)
        elif do == "exempt":
            exemption = exemption_of(sent, unit.id, wrongs)
            refuse(wrongs)
            changes = await preview.exempt(person, exemption)
            late = [one.obligation.id for one in changes if one.comes_too_late]
            if not save:
                return replace(self._told(desk, changes, sent), waive=desk.say("preview_waive", count=len(late)) if late else "")
            await settle.exempt(person, exemption)
            for id in late if sent.get("waive_made") else ():
                await settle.waive(person, unit.id, id, exemption.reason)
        elif do == "end":
            id, last = ending_of(sent, unit.id, wrongs)
            refuse(wrongs)
            reason = sent.get("reason", "")
            if not save:
                return self._told(desk, await preview.end(person, unit.id, id, last, reason), sent)
            await settle.end(person, id, last, reason)
        elif do == "waive":
            await settle.waive(person, unit.id, sent.get("obligation", ""), sent.get("reason", ""))
        else:
            raise Refusal("bad_request")
        return None

    def _told(self, desk: Desk, changes: Sequence[PeriodChange], sent: Mapping[str, str]) -> Preview:
        held = tuple((name, sent[name]) for name in _HELD if name in sent)
        return Preview(tuple(_change_line(desk, one) for one in changes), (*held, ("save", "1")), "")

    async def _page(
        self, desk: Desk, unit: Unit, problem: NotPossible | None, sent: Mapping[str, str], preview: Preview | None
    ) -> Response:
        parts, person = self._parts, desk.visit.person
        kinds = {one.kind for one in facts_of(unit, desk.visit.tree).kinds}
        rules = [one for one in in_force(parts.deadlines.rules, desk.today) if kinds & set(one.owes)]
        documents = await parts.settle.listed(person, unit.id)
        lines = tuple((one, _settled(desk, one, rules)) for one in sorted(documents, key=lambda one: one["at"], reverse=True))
        holding = tuple((one["_id"], line.what) for one, line in lines if not line.ended)
        forms = forms_of(desk, rules, holding, await parts.preview.open_records(unit.id))
        page = UnitDeadlinesPage(
            **desk.frame(desk.say("deadlines_of", unit=unit.name(desk.today)), forms, problem, sent),
            preview=preview,
            ahead=tuple(_ahead_line(desk, one) for one in _soonest(await parts.preview.ahead(unit.id))),
            settled=tuple(line for _, line in lines),
        )
        return desk.answer("unit_deadlines.html", page)


def _soonest(changes: Sequence[PeriodChange]) -> Iterator[PeriodChange]:
    """Of each rule this period and the next two."""
    told: Counter[str] = Counter()
    for one in changes:
        told[one.obligation.rule] += one.before is not None
        if one.before is not None and told[one.obligation.rule] <= AHEAD:
            yield one


def _ahead_line(desk: Desk, one: PeriodChange) -> PeriodLine:
    found, say = one.obligation, desk.say
    state = say("made") if one.frozen else say("not_made")
    return PeriodLine(title_word(found.title, desk.lang), period_word(found.period), _day(desk, found), state)


def _change_line(desk: Desk, one: PeriodChange) -> PeriodLine:
    say, found = desk.say, one.obligation
    state = say("preview_same") if not one.changes else _day(desk, one.after)
    if one.frozen:
        state = say("preview_frozen") if one.comes_too_late else say("preview_same")
    return PeriodLine(title_word(found.title, desk.lang), period_word(found.period), _day(desk, one.before), state)


def _day(desk: Desk, one: Obligation | None) -> str:
    if one is None:
        return desk.say("preview_not_owed")
    if one.exempt is not None:
        return desk.say("exempt_until", reason=one.exempt.reason)
    own = desk.say("own_day", reason=one.override) if one.override else ""
    return f"{last_day_word(one)}, {own}" if own else last_day_word(one)


def _settled(desk: Desk, document: Json, rules: Sequence[Rule]) -> SettledLine:
    says, say, ended = document["says"], desk.say, document.get("ended")
    names = {one.rule: one for one in rules}
    kind, rule = document["kind"].removeprefix("ended_"), says.get("rule")
    word = title_word(names[rule].title, desk.lang) if rule in names else (rule or say("every_rule"))
    if kind == "override":
        override = msgspec.convert(says, Override)
        what = say("settled_override", rule=word, due=override_when(override, names.get(override.rule), say))
    elif kind == "exemption":
        what = say("settled_exemption", rule=word)
    else:
        _, name, period = says["obligation"].split(":")
        let_go = title_word(names[name].title, desk.lang) if name in names else name
        what = say("settled_waiver", rule=let_go, period=period_word(period))
    until = "" if ended is None else say("settled_ended", day=_word_of(ended["last"]), reason=ended["reason"])
    first, last = says.get("first", document["at"][:10]), says.get("last")
    return SettledLine(what, _word_of(first), _word_of(last), says["reason"], document["by"], until)


def _word_of(day: Any) -> str:
    return day_word(date.fromisoformat(day)) if day else ""
