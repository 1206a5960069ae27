"""A year of a district of 180 cells, day by day, with a server that is killed fifty times and is away twice: nobody who has sent is reminded,
nobody who owes is forgotten, nothing comes at night, nothing comes twice. The list of who was told of what was read and is kept; after a
change that is meant, write it anew with SOHOP_TEST_WRITE_GOLDEN=1 and read it again.
"""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sync.domain.documents import workspace
from sync.domain.obligations.clock import day_of, millis
from sync.domain.reminders.digest import Digest
from sync.domain.reminders.words import body_of, title_of
from sync.ports import PushAnswer, Write, Written
from sync.stores.memory import MemoryStore
from sync.usecases.obligations.make_records import END, PREFIX, record_in
from tests.support.clock import FixedClock
from tests.support.reminders.reminding import World
from tests.year.reminders.district import SEED, YEAR, Deeds, Paper, cells, deeds, make_district, people
from tests.year.reminders.oracle import called_for, is_back, is_left_on_phone, returned_told, sent_at

GOLDEN = Path(__file__).parents[2] / "fixtures/reminders/year.txt"
RESTARTS = 50
AWAY = {date(YEAR, 3, 29) + timedelta(days=one) for one in range(3)} | {date(YEAR, 9, 18) + timedelta(days=one) for one in range(2)}
"""Days on which the server is away; afterwards every day of them is made good."""
SHOWN_IN_FULL = ("cell-1-01-bt", "cell-1-02-bt", "cell-1-03-bt", "cell-1-08-bt", "xa-1-vp", "to-truong", "to-vien-a", "ban-to-chuc")


class Killed(BaseException):
    """As when the power goes: nothing behind it is done any more."""


class Mortal(MemoryStore):
    """A store whose server may be killed before or after a write, or while it sends."""

    left: int | None = None

    def strike(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise Killed

    async def write(self, db: str, writes: Sequence[Write]) -> list[Written]:
        if db == "reminders":
            self.strike()
        written = await super().write(db, writes)
        if db == "reminders":
            self.strike()
        return written


class Year:
    def __init__(self, world: World, store: Mortal, deeds: Deeds) -> None:
        self.world = world
        self.store = store
        self.deeds = deeds
        self.chance = random.Random(SEED)
        self.revs: dict[tuple[str, str], str] = {}
        self.killed = 0
        self.killed_on: set[str] = set()
        world.sender.answer = self._answer

    def _answer(self, to: Any) -> PushAnswer:
        return PushAnswer("accepted", 201)

    async def live(self, kills: set[date]) -> None:
        day = date(YEAR, 1, 1)
        while day.year == YEAR:
            await self._day(day, day in kills)
            day += timedelta(days=1)

    async def _day(self, day: date, kill: bool) -> None:
        if day.day == 1:
            self.world.clock.to(f"{day.isoformat()}T00:05:00+07:00")
            await self.world.make(day_of(millis(self.world.clock.now())))
        looks = [] if day in AWAY else [f"{day.isoformat()}T{one}:00+07:00" for one in ("05:00", "07:30", "16:00", "23:30")]
        events = sorted([*((one.at, one) for one in self.deeds.by_day[day.isoformat()]), *((at, None) for at in looks)], key=lambda one: one[0])
        for at, paper in events:
            self.world.clock.to(at)
            if paper is not None:
                await self._comes(paper)
            else:
                await self._look(kill and at.endswith("07:30:00+07:00"))

    async def _comes(self, paper: Paper) -> None:
        if paper.returns:
            rev = self.revs[paper.unit, paper.returns]
            answers = {"target": paper.returns, "target_rev": rev, "decision": "returned"}
            await self.world.send_paper(paper.unit, f"review:{paper.returns}:{rev.partition('-')[2][:8]}", answers)
        else:
            rev = await self.world.send_paper(paper.unit, paper.id, paper.answers, state=paper.state, version=paper.version)
            self.revs[paper.unit, paper.id] = rev

    async def _look(self, kill: bool) -> None:
        before = len(self.world.sender.sent)
        if kill:
            self.store.left = self.chance.randrange(5)
        try:
            await self.world.reminder.catch_up()
        except Killed:
            self.killed += 1
            self.killed_on.add(self.world.clock.now().date().isoformat())
        self.store.left = None
        for one in self.world.sender.sent[before:]:
            await self.world.tell(one.username, "shown", one.told["data"]["reminder"])
        if kill:
            self.world.start()
            await self.world.reminder.catch_up()


async def test_a_year_of_a_district() -> None:
    store, told = Mortal(), deeds()
    world = World(store, await make_district(store), FixedClock(f"{YEAR}-01-01T00:05:00+07:00"))
    year = Year(world, store, told)
    days = [date(YEAR, 1, 1) + timedelta(days=one) for one in range(365)]
    busy = [one for one in days if one not in AWAY and one.day in (1, 4, 18, 19, 20, 21, 25, 28, 29, 30, 31)]
    await year.live(set(year.chance.sample(busy, RESTARTS)))
    digests = await world.digests()
    assert year.killed > RESTARTS * 0.6, "most of them fall while something is being done"
    _nothing_at_night_and_nothing_twice(world, digests)
    await _nobody_who_has_sent(world, told, digests)
    await _nobody_is_forgotten(world, told, digests, year.killed_on)
    await _finished_is_told_so(world, told, digests)
    _what_went_back_is_told_until_it_is_sent_again(world, told, digests, year.killed_on)
    _no_storm(digests)
    _is_the_golden_list(digests)


def _nothing_at_night_and_nothing_twice(world: World, digests: list[Digest]) -> None:
    assert {one.at[11:16] for one in world.sender.sent} <= {"07:30", "16:00"}
    for (phone, id), count in Counter((one.phone, one.told["data"]["reminder"]) for one in world.sender.sent).items():
        assert count == 1, (phone, id)
    items = Counter((one.username, one.day, item.key) for one in digests if one.accepted_at for item in one.items)
    assert {key: count for key, count in items.items() if count > 1} == {}


async def _nobody_who_has_sent(world: World, told: Deeds, digests: list[Digest]) -> None:
    records = await _records(world)
    for digest in digests:
        for item in digest.items:
            if digest.accepted_at and item.kind in ("owed", "finished", "overdue"):
                done = sent_at(told, item.unit, records[item.unit][item.about])
                assert not done or done > digest.accepted_at[:19], (digest.id, item.about, done)


async def _nobody_is_forgotten(world: World, told: Deeds, digests: list[Digest], killed_on: set[str]) -> None:
    reached = defaultdict[tuple[str, str, str], set[str]](set)
    for digest in digests:
        for item in digest.items:
            if digest.accepted_at or digest.shown_at:
                reached[digest.username, item.unit, item.about].add(digest.day)
    checked = 0
    for unit, records in (await _records(world)).items():
        who = next((name for name, (role, home) in people().items() if home == unit and role in ("secretary", "commune_officer", "team_leader")), "")
        for obligation in records.values() if who else ():
            for day in called_for(told, unit, obligation, world.rules.after):
                done = sent_at(told, unit, obligation)
                # An attempt that a killed server may have made is not made again before the afternoon.
                overtaken = day in killed_on and bool(done) and done[:16] <= f"{day}T16:00"
                if day[:4] == str(YEAR) and not overtaken and not _away_and_done(told, unit, obligation, day):
                    good = {day} if date.fromisoformat(day) not in AWAY else {_back(day)}
                    assert reached[who, unit, obligation.id] & good, (who, obligation.id, day)
                    checked += 1
    assert checked > 5_000


async def _finished_is_told_so(world: World, told: Deeds, digests: list[Digest]) -> None:
    """What lies finished on a phone is told in words of its own, and nothing else is."""
    records, kinds = await _records(world), Counter[str]()
    for digest in digests:
        for item in digest.items:
            if digest.accepted_at and item.kind in ("owed", "finished", "overdue"):
                left = is_left_on_phone(told, item.unit, records[item.unit][item.about], digest.accepted_at[:19])
                assert (item.kind == "finished") is left, (digest.id, item.about)
                kinds[item.kind] += 1
    assert kinds["finished"] > 200


def _what_went_back_is_told_until_it_is_sent_again(world: World, told: Deeds, digests: list[Digest], killed_on: set[str]) -> None:
    heard = defaultdict[tuple[str, str], list[str]](list)
    for digest in digests:
        for item in digest.items:
            if item.kind == "returned" and (digest.accepted_at or digest.shown_at):
                assert not digest.accepted_at or is_back(told, item.unit, item.about, digest.accepted_at[:19]), (digest.id, item.about)
                heard[digest.username, item.about].append(digest.made_at[:16])
    assert len(told.returned) > 100
    for one in told.returned:
        for at in returned_told(one, world.rules.returned, AWAY):
            # An attempt that a killed server may have made is not made again before the afternoon.
            if at[:4] == str(YEAR) and at[:10] not in killed_on:
                assert at[:16] in heard[f"{one.unit}-bt", one.paper], (one, at)


def _away_and_done(told: Deeds, unit: str, obligation: Any, day: str) -> bool:
    """Whether it was sent before the server was back, so that there was nothing to make good."""
    done = sent_at(told, unit, obligation)
    return date.fromisoformat(day) in AWAY and bool(done) and done[:16] <= f"{_back(day)}T07:30"


def _back(day: str) -> str:
    at = date.fromisoformat(day)
    while at in AWAY:
        at += timedelta(days=1)
    return at.isoformat()


def _no_storm(digests: list[Digest]) -> None:
    """At most one digest a round, and after the server was away no more than on any other morning."""
    by_day = Counter((one.username, one.day) for one in digests)
    assert max(by_day.values()) <= 2
    for day in sorted(AWAY):
        assert all(one.day != day.isoformat() for one in digests)


async def _records(world: World) -> dict[str, dict[str, Any]]:
    units = [*cells(), "to-1", *(f"xa-{one}" for one in range(1, 10))]
    rows = {unit: await world.store.range(workspace(unit), PREFIX, END) for unit in units}
    return {unit: {one["_id"]: record_in(one) for one in some} for unit, some in rows.items()}


def _is_the_golden_list(digests: list[Digest]) -> None:
    lines = ["# By month: how many digests, and how many things of each kind were told in them."]
    months = defaultdict[str, Counter[str]](Counter)
    for digest in digests:
        months[digest.day[:7]]["digests"] += 1
        months[digest.day[:7]].update(item.kind for item in digest.items)
    lines += [f"{month} " + " ".join(f"{kind}={count}" for kind, count in sorted(counts.items())) for month, counts in sorted(months.items())]
    for who in SHOWN_IN_FULL:
        lines += ["", f"# {who}"]
        for one in sorted((one for one in digests if one.username == who), key=lambda one: one.id):
            text = body_of(one.items, "vi", 20).replace("\n", " | ")
            lines.append(f"{one.day} {one.made_at[11:16]} {title_of(one.items, 'vi')} :: {text}")
    written = "\n".join(lines) + "\n"
    if os.environ.get("SOHOP_TEST_WRITE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(written, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == written
