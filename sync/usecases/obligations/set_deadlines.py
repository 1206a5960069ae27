"""Another day for one unit, nothing owed for a time, one duty let go: added and ended by administrators, with a reason.

Records that are made stay as they are; what must still be forgiven is waived. Nothing is ever taken away: what has ended says
when, by whom and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from sync.domain import access
from sync.domain.accounts import Person
from sync.domain.errors import FieldError, Problem, Refusal
from sync.domain.obligations.exceptions import Exemption, Override, Waiver
from sync.domain.obligations.rules import DayOf, Due, Rule
from sync.domain.text import is_blank, nfc
from sync.ports import Clock, DocumentStore, IdSource, Json, Write
from sync.usecases.directory import RULES, Directory
from sync.usecases.obligations.deadlines import Deadlines

LONGEST_REASON = 500
LONGEST_EXEMPTION_DAYS = 3 * 366
_MONTHS = 12
"""How far from its period a day may be set."""


class SetDeadlines:
    """Each call raises Refusal `unit_unknown`, `forbidden`, `answers_invalid` (with every wrong field) or `conflict`."""

    def __init__(self, store: DocumentStore, directory: Directory, deadlines: Deadlines, clock: Clock, ids: IdSource) -> None:
        self._store = store
        self._directory = directory
        self._deadlines = deadlines
        self._clock = clock
        self._ids = ids

    async def override(self, person: Person, override: Override) -> str:
        """Set another day for one rule of one unit, in place of the one set before; gives the document's id."""
        await self.check_override(person, override)
        says = msgspec.structs.replace(override, reason=nfc(override.reason))
        return await self._put(f"override:{override.unit}:{override.rule}", "override", person, msgspec.to_builtins(says))

    async def exempt(self, person: Person, exemption: Exemption) -> str:
        """Nothing is owed of a rule, or of any, from one day to another; gives the document's id."""
        await self.check_exemption(person, exemption)
        says = msgspec.structs.replace(exemption, reason=nfc(exemption.reason))
        return await self._put(f"exemption:{exemption.unit}:{self._ids.ulid()}", "exemption", person, msgspec.to_builtins(says))

    async def waive(self, person: Person, unit: str, obligation: str, reason: str) -> str:
        """Let one obligation go; gives the document's id."""
        rule = obligation.split(":")[1] if obligation.count(":") == 2 and obligation.startswith("obligation:") else ""
        wrong = [*_wrong_reason(reason)]
        if self._rule(rule) is None:
            wrong.append(_error("obligation", "not_a_choice"))
        await self._check(person, unit, wrong)
        waiver = Waiver(unit, obligation, nfc(reason), person.username, self._clock.now().isoformat(timespec="milliseconds"))
        return await self._put(f"waiver:{unit}:{obligation}", "waiver", person, msgspec.to_builtins(waiver))

    async def check_override(self, person: Person, override: Override) -> None:
        """Raises what `override` would raise; changes nothing."""
        await self._check(person, override.unit, _wrong_override(override, self._rule(override.rule)))

    async def check_exemption(self, person: Person, exemption: Exemption) -> None:
        """Raises what `exempt` would raise; changes nothing."""
        known = exemption.rule is None or self._rule(exemption.rule) is not None
        await self._check(person, exemption.unit, _wrong_exemption(exemption, known))

    async def end(self, person: Person, id: str, last: date, reason: str) -> None:
        """`last`: the last day an override or exemption still holds; one that would end before it began, and a waiver, count
        no more. Raises Refusal `not_found`."""
        await self._write(await self.ended(person, id, last, reason))

    async def ended(self, person: Person, id: str, last: date, reason: str) -> Json:
        """The document as `end` would leave it; raises what `end` would, changes nothing."""
        document = await self._store.read(RULES, id)
        if document is None or "ended" in document:
            raise Refusal("not_found")
        await self._check(person, document["says"]["unit"], _wrong_reason(reason))
        says = document["says"]
        ended = {"last": last.isoformat(), "by": person.username, "at": self._now(), "reason": nfc(reason)}
        if document["kind"] == "waiver" or last.isoformat() < says["first"]:
            return {**document, "kind": f"ended_{document['kind']}", "ended": ended}
        before = says.get("last")
        if before is not None and last.isoformat() > before:
            raise Refusal("answers_invalid", (_error("last", "bad_date"),))
        return {**document, "says": {**says, "last": last.isoformat()}, "ended": ended}

    async def listed(self, person: Person, unit: str) -> list[Json]:
        """Every document of the unit, ended ones too, by id."""
        await self._check(person, unit, ())
        found: list[Json] = []
        for kind in ("exemption", "override", "waiver"):
            found += await self._store.range(RULES, f"{kind}:{unit}:", f"{kind}:{unit};")
        return found

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="milliseconds")

    def _rule(self, name: str) -> Rule | None:
        """The newest version of a rule."""
        return max((one for one in self._deadlines.rules if one.rule == name), key=lambda one: one.version, default=None)

    async def _check(self, person: Person, unit: str, wrong: Iterable[FieldError]) -> None:
        tree = await self._directory.units()
        if tree.get(unit) is None:
            raise Refusal("unit_unknown")
        if not access.may(person, "administer", unit, tree, self._clock.now().date()):
            raise Refusal("forbidden")
        if fields := tuple(wrong):
            raise Refusal("answers_invalid", fields)

    async def _put(self, id: str, kind: str, person: Person, says: Json) -> str:
        old = await self._store.read(RULES, id)
        body = {"_id": id, "kind": kind, "says": says, "by": person.username, "at": self._now()}
        if old is not None:
            body["_rev"] = old["_rev"]
        await self._write(body)
        return id

    async def _write(self, body: Json) -> None:
        [written] = await self._store.write(RULES, [Write(body, mode="edit")])
        if written.error is not None:
            raise Refusal(written.error)


def _error(path: str, code: str, **data: int) -> FieldError:
    return FieldError(path, code, str(Problem(code, data).to_json()["message"]))


def _wrong_reason(reason: str) -> Iterator[FieldError]:
    if is_blank(reason):
        yield _error("reason", "required")
    elif len(reason) > LONGEST_REASON:
        yield _error("reason", "too_long", maximum=LONGEST_REASON)


def _wrong_override(one: Override, rule: Rule | None) -> Iterator[FieldError]:
    yield from _wrong_reason(one.reason)
    if rule is None:
        yield _error("rule", "not_a_choice")
        return
    if one.last is not None and one.last < one.first:
        yield _error("last", "bad_date")
    if (one.due, one.opens, one.shift, one.after_meeting) == (None, None, None, None):
        yield _error("due", "required")
    for path, day in (("due", one.due), ("opens", one.opens)):
        yield from _wrong_day(path, day)
    if one.after_meeting is not None and (one.after_meeting < 0 or rule.after_meeting is None):
        yield _error("after_meeting", "too_small", minimum=0)
    if rule.owed == "when_chosen" and one.due is None:
        yield _error("due", "required")
    if one.period is not None and rule.owed != "when_chosen":
        yield _error("period", "not_a_choice")


def _wrong_day(path: str, day: DayOf | Due | None) -> Iterator[FieldError]:
    if day is not None and not (1 <= day.day <= 31 and -_MONTHS <= day.month <= _MONTHS):
        yield _error(path, "bad_date")


def _wrong_exemption(one: Exemption, known: bool) -> Iterator[FieldError]:
    yield from _wrong_reason(one.reason)
    if not known:
        yield _error("rule", "not_a_choice")
    if one.last < one.first or one.last - one.first > timedelta(days=LONGEST_EXEMPTION_DAYS):
        yield _error("last", "bad_date")
