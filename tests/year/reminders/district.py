"""A district of nine communes and 180 cells for one year, and what its people do in it: who sends what, when. Everything comes from one
seed. Names are invented.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sync.domain.documents import workspace
from sync.forms.catalogue import Catalogue
from sync.forms.sample import sample_answers
from sync.ports import DocumentStore, Write
from sync.usecases.directory import ACCOUNTS, PUSH, UNITS, Directory
from tests.support.world import a_unit

SEED, YEAR = 824, 2027
DISTRICT, COMMUNES, CELLS_OF_A_COMMUNE = "huyen", 9, 20
HABITS = ("early", "on the day", "late", "early", "on the day", "late", "on the day", "never")
"""Of one cell in eight each."""


@dataclass(frozen=True)
class Paper:
    """What comes on one day, at the hour it comes. A `draft` lies finished on a phone, with a `version` of its form; a review has no id of its
    own here, and `returns` names the paper that goes back."""

    at: str
    unit: str
    id: str
    answers: dict[str, Any]
    state: str = "sent"
    version: int = 1
    returns: str = ""


@dataclass(frozen=True)
class Returned:
    """A paper that went back: when, and when it was sent again, "" for never."""

    unit: str
    paper: str
    at: str
    again: str


@dataclass
class Deeds:
    """What people do in the year, by day, and the same by unit and paper: when it was sent."""

    by_day: defaultdict[str, list[Paper]] = field(default_factory=lambda: defaultdict(list))
    sent: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    held: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    """By unit and month, what was told of the regular meeting's day: (from when, day)."""
    finished: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """By unit and paper, when the server knew that it lies finished on a phone."""
    returned: list[Returned] = field(default_factory=list)

    def add(self, day: date, chance: random.Random, unit: str, id: str, answers: dict[str, Any] | None = None) -> None:
        at = _some_time(day, chance)
        self.by_day[day.isoformat()].append(Paper(at, unit, id, answers or {}))
        self.sent[unit].setdefault(id, at)

    def finish(self, day: date, chance: random.Random, unit: str, id: str, answers: dict[str, Any], version: int) -> None:
        at = _some_time(day, chance)
        self.by_day[day.isoformat()].append(Paper(at, unit, id, answers, "draft", version))
        self.finished[unit][id] = at

    def give_back(self, day: date, chance: random.Random, unit: str, id: str, again: date | None, answers: dict[str, Any]) -> None:
        at, then = _some_time(day, chance), _some_time(again, chance) if again else ""
        self.by_day[day.isoformat()].append(Paper(at, unit, "", {}, returns=id))
        if again:
            self.by_day[again.isoformat()].append(Paper(then, unit, id, answers))
        self.returned.append(Returned(unit, id, at, then))


def _some_time(day: date, chance: random.Random) -> str:
    return f"{day.isoformat()}T{chance.choice((6, 9, 12, 14, 18, 22)):02}:{chance.randrange(60):02}:00+07:00"


def cells() -> list[str]:
    return [f"cell-{commune}-{cell:02}" for commune in range(1, COMMUNES + 1) for cell in range(1, CELLS_OF_A_COMMUNE + 1)]


def people() -> dict[str, tuple[str, str]]:
    """User name to role and unit."""
    told = {f"{cell}-bt": ("secretary", cell) for cell in cells()}
    told |= {f"{cell}-tk": ("note_taker", cell) for cell in cells() if cell.endswith("1")}
    told |= {f"xa-{one}-vp": ("commune_officer", f"xa-{one}") for one in range(1, COMMUNES + 1)}
    told |= {"to-truong": ("team_leader", "to-1"), "to-vien-a": ("observer", "to-1"), "to-vien-b": ("observer", "to-1")}
    return told | {"ban-to-chuc": ("organisation_board", DISTRICT)}


async def make_district(store: DocumentStore) -> Directory:
    """The units, the people, and a phone for everybody."""
    directory = Directory(store)
    await directory.prepare()
    since = {"set_up_on": f"{YEAR}-01-01"}
    units = [a_unit(DISTRICT, "Huyện ủy", "district", None, **since), a_unit("to-1", "Tổ số 1", "observer_team", DISTRICT, **since)]
    for commune in range(1, COMMUNES + 1):
        units.append(a_unit(f"xa-{commune}", f"Đảng ủy xã số {commune}", "commune", DISTRICT, **since))
    for cell in cells():
        name = f"Chi bộ bản {cell.removeprefix('cell-')}"
        units.append(a_unit(cell, name, "cell", f"xa-{cell.split('-')[1]}", cell_type="village", **since))
    await store.write(UNITS, [Write(one, mode="edit") for one in units])
    for one in units:
        await store.create_database(workspace(one["unit"]))
    accounts, phones = list[dict[str, Any]](), list[dict[str, Any]]()
    for username, (role, unit) in people().items():
        roles = [{"role": role, "unit": unit, "from": "2020-01-01", "to": None}]
        account = {"kind": "account", "username": username, "name": username, "password_hash": "", "roles": roles, "lang": "vi"}
        accounts += [{"_id": f"account:{username}", **account}, {"_id": f"session:{username}", "kind": "session", "username": username}]
        phones.append(
            {"_id": f"subscription:{username}", "kind": "subscription", "username": username, "session": username, "device": username,
             "endpoint": f"https://push.example.vn/{username}", "p256dh": "p", "auth": "a", "key": "k", "heard_at": ""}
        )  # fmt: skip
    await store.write(ACCOUNTS, [Write(one, mode="edit") for one in accounts])
    await store.write(PUSH, [Write(one, mode="edit") for one in phones])
    return directory


def deeds() -> Deeds:
    """A year of them. Cells are early with everything, do it on the last day or about it, or late; one in eight does hardly anything."""
    told = Deeds()
    for place, cell in enumerate(cells()):
        chance = random.Random(f"{SEED} {cell}")
        for month in range(1, 13):
            _month(told, cell, HABITS[place % 8], date(YEAR, month, 1), chance)
        if HABITS[place % 8] != "never":
            day = date(YEAR, 1, 1) + timedelta(days={"early": 3, "on the day": 18, "late": 25}[HABITS[place % 8]])
            told.add(day, chance, cell, f"thematic_plan:{YEAR}")
    for commune in range(1, COMMUNES + 1):
        chance = random.Random(f"{SEED} xa-{commune}")
        for month in range(2, 13):
            day = date(YEAR, month, 1) + timedelta(days=chance.choice((-5, -1, 0, 3)))
            told.add(day, chance, f"xa-{commune}", f"month_schedule:{YEAR}-{month:02}")
    _team(told)
    return told


def _month(told: Deeds, cell: str, habit: str, first: date, chance: random.Random) -> None:
    month, held = f"{first:%Y-%m}", first + timedelta(days=chance.randrange(2, 26))
    lag = {"early": 0, "on the day": 2, "late": 9, "never": 0}[habit]
    moments = []
    before = first - timedelta(days={"early": 18, "on the day": 12, "late": 9, "never": 0}[habit])
    if habit != "never" and before.year == YEAR:
        told.add(before, chance, cell, f"meeting:{month}:regular:1", {"date": held.isoformat(), "start_time": "19:30"})
        moments.append((told.sent[cell][f"meeting:{month}:regular:1"], held.isoformat()))
    sent = held + timedelta(days=lag)
    if (habit != "never" or chance.random() < 0.1) and sent.year == YEAR:
        told.add(sent, chance, cell, f"minutes:{month}:regular:1", {"date": held.isoformat()})
        moments.append((told.sent[cell][f"minutes:{month}:regular:1"], held.isoformat()))
        _given_back(told, cell, habit, f"minutes:{month}:regular:1", sent, held)
        if chance.random() < 0.8:
            told.add(sent, chance, cell, f"score_sheet:{month}:regular:1")
    if first.month % 3 == 2 and habit in ("early", "on the day"):
        told.add(held, chance, cell, f"minutes:{month}:thematic:1", {"date": held.isoformat()})
    told.held[cell, month] = moments
    _left_on_the_phone(told, cell, habit, f"minutes:{month}:regular:1", held)


def _left_on_the_phone(told: Deeds, cell: str, habit: str, minutes: str, held: date) -> None:
    """Every second time those who send late have finished on the day after the meeting, and have forgotten to send."""
    chance = random.Random(f"{SEED} {cell} {minutes} finished")
    if habit == "late" and chance.random() < 0.5:
        version, answers = _finished_minutes()
        told.finish(held + timedelta(days=1), chance, cell, minutes, {**answers, "date": held.isoformat()}, version)


def _given_back(told: Deeds, cell: str, habit: str, minutes: str, sent: date, held: date) -> None:
    """One in six minutes goes back a day or two after it came; three in four of those are sent again within ten days."""
    chance = random.Random(f"{SEED} {cell} {minutes} returned")
    back = sent + timedelta(days=chance.randrange(1, 3))
    again = back + timedelta(days=chance.randrange(1, 11)) if chance.random() < 0.75 else None
    if habit in ("early", "on the day") and chance.random() < 1 / 6 and back.year == YEAR:
        told.give_back(back, chance, cell, minutes, again if again and again.year == YEAR else None, {"date": held.isoformat()})


@cache
def _finished_minutes() -> tuple[int, dict[str, Any]]:
    """The version of the form, and answers with which it finds nothing wrong."""
    catalogue = Catalogue.load()
    definition = catalogue.latest("minutes")
    return definition.version, sample_answers(definition, catalogue)


def _team(told: Deeds) -> None:
    chance = random.Random(f"{SEED} to-1")
    for month in range(1, 13):
        visits = [
            {"username": who, "cell": cell, "meeting": f"meeting:{YEAR}-{month:02}:regular:1", "date": f"{YEAR}-{month:02}-15"}
            for who, cell in (("to-vien-a", "cell-1-01"), ("to-vien-b", "cell-1-02"), ("to-vien-a", "cell-2-03"))
        ]
        told.add(date(YEAR, month, 2 + month % 3), chance, "to-1", f"assignment:{YEAR}-{month:02}", {"rows": visits})
    told.add(date(YEAR, 6, 18), chance, "to-1", f"team_report:{YEAR}-H1")
