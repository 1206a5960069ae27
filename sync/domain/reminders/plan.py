"""What one person is told now: one digest, or nothing. Pure: the same things, the same digests before and the same hour give the same.

A day calls for telling; it is answered by any digest that was made on it or later. So a day on which the server was away is made good
by the next digest, once, and a person who was told is not told again however often the planner runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sync.domain.accounts import Person
from sync.domain.obligations.clock import ZONE, iso, last_moment, millis
from sync.domain.reminders.digest import Digest, Item
from sync.domain.reminders.rules import LONGEST_TTL_DAYS, ReminderRules, Round
from sync.domain.reminders.things import Thing, owed_count
from sync.domain.reminders.wishes import Wishes

_UNTOLD = frozenset(("failed", "too_late"))
_DAY_MS = 86_400_000


def plan(
    person: Person, things: Sequence[Thing], told: Iterable[Digest], rules: ReminderRules, now: datetime, wishes: Wishes = Wishes()
) -> Digest | None:
    """`things`: what the person has to do, the most pressing first. `told`: his digests of the last `catch_up_days` and today. `wishes`:
    what he wants of his reminders."""
    local, known = now.astimezone(ZONE), list(told)
    round_ = round_of(rules, now)
    if round_ is None or f"{local:%H:%M}" < wishes.first or any((one.day, one.n) == (local.date().isoformat(), round_.n) for one in known):
        return None
    things = [one for one in things if wishes.meetings or one.item.kind != "meeting"]
    wanted = _asked_again(known, rules, now)
    oldest, today = (local.date() - timedelta(days=rules.catch_up_days)).isoformat(), local.date().isoformat()
    chosen = [one for one in things if one.key in wanted or _is_called_for(one, known, oldest, today)]
    if not chosen:
        return None
    carried = _displaced(known, chosen[0].key)
    items = tuple(one.item for one in things if one in chosen or (one.key in carried and one.days))
    return Digest(
        person.username, local.date().isoformat(), round_.n, iso(millis(now)), rules.name, person.lang, items, owed_count(things),
        expires_at(items, rules, now),
    )  # fmt: skip


def is_quiet(rules: ReminderRules, now: datetime) -> bool:
    """Whether nobody may be told anything now; also while the clock stands before the rules were made, for then it is wrong."""
    local = now.astimezone(ZONE)
    return rules.quiet.holds(f"{local:%H:%M}") or local.date() < rules.valid_from


def round_of(rules: ReminderRules, now: datetime) -> Round | None:
    """The round that began last today; None before the first and in the quiet hours."""
    if is_quiet(rules, now):
        return None
    clock = f"{now.astimezone(ZONE):%H:%M}"
    return next((one for one in reversed(rules.rounds) if one.from_ <= clock), None)


def is_today(digest: Digest, now: datetime) -> bool:
    """A digest lives for its day: what could not be delivered by night is planned anew."""
    return digest.day == now.astimezone(ZONE).date().isoformat()


def expires_at(items: Sequence[Item], rules: ReminderRules, now: datetime) -> str:
    """The moment after which a push service need not deliver it any more: the last of the last moments to come, else some days."""
    at, ends = millis(now), list[int]()
    for item in items:
        end = millis(item.due_at if "T" in item.due_at else last_moment(date.fromisoformat(item.due_at))) if item.due_at else 0
        ends.append(end if end > at else at + rules.lasts_days * _DAY_MS)
    return iso(min(max(ends, default=at), at + LONGEST_TTL_DAYS * _DAY_MS))


def _is_called_for(thing: Thing, known: Iterable[Digest], oldest: str, today: str) -> bool:
    days = [one for one in thing.days if oldest <= one <= today]
    if not days:
        return False
    answered = [one.day for one in known if one.result not in _UNTOLD and any(item.key == thing.key for item in one.items)]
    return max(days) > max(answered, default="")


def _asked_again(known: Sequence[Digest], rules: ReminderRules, now: datetime) -> set[str]:
    """What the person wanted to be told again, not before some time has passed, and only until it was."""
    asked = [one for one in known if one.later_at]
    if not asked:
        return set()
    last = max(asked, key=lambda one: millis(one.later_at))
    since = max(millis(one.made_at) for one in known)
    if since > millis(last.later_at) or millis(now) < millis(last.later_at) + rules.again_after_minutes * 60_000:
        return set()
    return {item.key for item in last.items}


def _displaced(known: Iterable[Digest], lead: str) -> set[str]:
    """What stands in messages that were accepted but not shown yet, and that one about the same thing now takes the place of."""
    waiting = [one for one in known if one.accepted_at and not one.shown_at and one.items and one.items[0].key == lead]
    return {item.key for one in waiting for item in one.items}
