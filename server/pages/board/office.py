"""Review queue, phones, exemptions and changes of a dashboard: words and rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from server.pages.board.address import Address
from server.pages.board.charts import length
from server.pages.board.quality import Row
from server.pages.frame import Link
from server.pages.words import Say, day_word, moment_word
from sync.ports.read_model import PhoneFacts
from sync.usecases.board.view import BoardView, Exempted, UnitChange

AGES: tuple[tuple[int, int | None], ...] = ((0, 2), (3, 7), (8, 14), (15, None))
SILENT_DAYS = 14
DRIFT_MINUTES = 5
LITTLE_STORAGE = 100_000_000
MOST_PHONES = 10
MOST_CHANGES = 20


@dataclass(frozen=True, slots=True)
class PhoneRow:
    person: str
    units: str
    seen: str
    version: str
    unsent: str
    clock: str
    storage: str
    push: str
    silent: bool


@dataclass(frozen=True, slots=True)
class Phones:
    """`rows`: those longest silent; `all`: address of all of them, empty where these are all."""

    sum: str
    rows: tuple[PhoneRow, ...]
    all: str
    all_text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """`all_exempted`, `all_changes`: where there are more than are shown."""

    exempted: tuple[Row, ...]
    changes: tuple[Row, ...]
    all_exempted: Link | None
    all_changes: Link | None


def ages_of(view: BoardView, say: Say) -> tuple[Row, ...]:
    """None of an empty queue."""
    queue = view.review.queue
    if not queue.waiting:
        return ()
    counts = [queue.between(first, last) for first, last in AGES]
    return tuple(
        Row(say(f"age_{first}"), (str(count),), "", length(count, max(counts))) for (first, _), count in zip(AGES, counts, strict=True)
    )


def phones_of(view: BoardView, names: Mapping[str, str], people: Mapping[str, str], newest: str, address: Address, say: Say) -> Phones:
    """`names`: of units, by id; `people`: of people, by user name; `newest`: the version of the app as it is served."""
    found, rows = view.phones, tuple(phone_row(one, names, people, newest, view.today, say) for one in view.phones[:MOST_PHONES])
    told = say(
        "phones_sum",
        count=len(found),
        silent=sum(_days(one, view.today) > SILENT_DAYS for one in found),
        unsent=sum((one.unsent or 0) > 0 for one in found),
        drift=sum(_minutes(one) not in (None, 0) for one in found),
        full=sum(one.storage_free is not None and one.storage_free < LITTLE_STORAGE for one in found),
        push=sum(one.push in ("off", "denied") for one in found),
        old=sum(bool(one.version) and one.version != newest for one in found),
    )
    more = len(found) > len(rows)
    return Phones(told if found else "", rows, address.rows(of="phones") if more else "", say("phones_all", count=len(found)))


def phone_row(one: PhoneFacts, names: Mapping[str, str], people: Mapping[str, str], newest: str, today: date, say: Say) -> PhoneRow:
    minutes, unknown = _minutes(one), say("unknown")
    clock = unknown if minutes is None else say("clock_right") if not minutes else ""
    if minutes:
        # The server's time minus the phone's: above 0 the phone is slow.
        clock = say("clock_slow" if minutes > 0 else "clock_fast", minutes=abs(minutes))
    free = unknown if one.storage_free is None else f"{one.storage_free / 1e9:.1f} GB".replace(".", ",")
    return PhoneRow(
        people.get(one.username, one.username),
        ", ".join(names[unit] for unit in one.units if unit in names),
        moment_word(one.seen_at),
        unknown if not one.version else say("version_newest") if one.version == newest else say("version_old", version=one.version[:8]),
        unknown if one.unsent is None else str(one.unsent),
        clock,
        free,
        say(f"push_{one.push}") if one.push in ("on", "off", "denied", "none") else unknown,
        _days(one, today) > SILENT_DAYS,
    )


def changes_of(view: BoardView, rules: Mapping[str, str], address: Address, say: Say) -> Changes:
    return Changes(
        tuple(exempted_row(one, rules, say) for one in view.exempted[:MOST_CHANGES]),
        tuple(change_row(one, say) for one in view.changes[:MOST_CHANGES]),
        whole_list(address, "exempted", len(view.exempted), MOST_CHANGES, say),
        whole_list(address, "changes", len(view.changes), MOST_CHANGES, say),
    )


def whole_list(address: Address, of: str, count: int, shown: int, say: Say) -> Link | None:
    """A link to all rows, where not all are shown."""
    return Link(address.rows(of=of), say("rows_all", count=count)) if count > shown else None


def exempted_row(one: Exempted, rules: Mapping[str, str], say: Say) -> Row:
    what = rules.get(one.rule, one.rule) if one.rule else say("exempt_all")
    first = day_word(one.first)
    when = say("exempt_until", first=first, last=day_word(one.last)) if one.last else say("exempt_once", first=first)
    return Row(one.name, (what, when, one.reason))


def change_row(one: UnitChange, say: Say) -> Row:
    word = "change_began_from" if one.what == "began" and one.about else f"change_{one.what}"
    return Row(one.name, (say(word, about=one.about), day_word(one.day)))


def _days(one: PhoneFacts, today: date) -> int:
    return (today - date.fromisoformat(one.seen_at[:10])).days if one.seen_at else SILENT_DAYS + 1


def _minutes(one: PhoneFacts) -> int | None:
    """How far its clock is off, 0 for less than five minutes."""
    if one.drift_ms is None:
        return None
    minutes = round(one.drift_ms / 60_000)
    return minutes if abs(minutes) >= DRIFT_MINUTES else 0
