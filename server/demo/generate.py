"""The demo world from a seed: units, accounts, members, twelve months of meetings. Pure; the same day and seed give the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.demo import meetings, offices, people, places
from sync.forms.catalogue import Catalogue

Json = dict[str, Any]
STORY_CELL = "chi-bo-ban-na-don"
"""Its papers of the present month are not there: whoever tries the product writes them."""

_WORDS = ("lua", "nuong", "che", "suong", "suoi", "rung", "ngo", "thao", "may", "nang", "mua", "xuan", "hoa", "mo", "man", "dao")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Somebody who may log in, and what he shows."""

    username: str
    name: str
    password: str
    role: str
    unit: str
    shows: str


@dataclass(frozen=True, slots=True)
class Demo:
    units: list[Json]
    accounts: list[DemoAccount]
    cells: list[meetings.Cell]
    months: list[str]
    """Oldest first; the last is the present one."""
    catalogue: Catalogue
    today: date
    seed: str

    def papers(self) -> Iterator[tuple[str, list[Json]]]:
        """(unit, its papers): for every cell members first, then month by month, then what was decided about them."""
        for cell in self.cells:
            papers = [*self._members(cell), *self._meetings(cell), *offices.thematic(cell, self.months, self.catalogue, self.today)]
            yield cell.unit, [*papers, *offices.reviews(papers, self.commune_of(cell.unit), self.today, self.seed)]

    def office_papers(self) -> Iterator[tuple[str, list[Json]]]:
        """The same for communes and for the team that sits in."""
        schedules: dict[str, list[Json]] = {}
        below: dict[str, list[meetings.Cell]] = {}
        for cell in self.cells:
            below.setdefault(self.commune_of(cell.unit), []).append(cell)
        for commune, paper in offices.schedules(below, self.months, self.today, self.seed):
            schedules.setdefault(commune, []).append(paper)
        yield from schedules.items()
        yield offices.TEAM, list(offices.observing(below.get(offices.TEAM_OF, ()), self.months, self.today, self.seed))

    def phones(self, version: str) -> Iterator[Json]:
        """What the phones of the cells last told; `version`: of the app as it is served."""
        return offices.phones(self.cells, self.today, self.seed, version)

    def commune_of(self, cell: str) -> str:
        """The committee above a cell today."""
        return next(str(one["parents"][-1]["unit"]) for one in self.units if one["unit"] == cell)

    def _members(self, cell: meetings.Cell) -> Iterator[Json]:
        at = f"{self.months[0]}-01T08:00:00.000+07:00"
        for member in cell.members:
            answers = {name: member[name] for name in ("name", "status", "role")}
            yield meetings.paper(cell, "member", member["_id"].partition(":")[2], answers, at)

    def _meetings(self, cell: meetings.Cell) -> Iterator[Json]:
        for month in self.months:
            present = month == self.months[-1]
            held = cell.chance.random() < (0.35 + 0.5 * cell.habit if present else 0.8 + 0.22 * cell.habit)
            if cell.unit == STORY_CELL:
                held = not present
            if held:
                yield from (paper for paper in meetings.meeting(cell, month, self.catalogue) if paper["done_at"][:10] <= str(self.today))


def generate(until: date, seed: int = 824) -> Demo:
    """The world as it would stand on the evening of `until`."""
    chance = random.Random(f"{seed} {until}")
    catalogue = Catalogue.load()
    units, cells = places.committees(), []
    for place, document in enumerate(places.cells()):
        own = random.Random(f"{seed} {document['unit']}")
        count = 14 if document["unit"] == STORY_CELL else own.randint(9, 19)
        members = people.members(own, document["cell_type"], count)
        document["contact"] = {"name": members[0]["name"], "phone": people.a_phone(place)}
        habit = 1.0 if document["unit"] == STORY_CELL else own.choice((1.0, 1.0, 0.9, 0.8, 0.6, 0.3))
        name = document["names"][-1]["name"].removeprefix("Chi bộ ")
        author = "na-don-bi-thu" if document["unit"] == STORY_CELL else f"bi-thu-{place:03}"
        cells.append(meetings.Cell(document["unit"], document["cell_type"], name, author, members, own, habit))
        units.append(document)
    for document in units:
        # What had to be done before the book began is not owed in it.
        document["set_up_on"] = f"{_months(until)[0]}-01"
    units.append(offices.team())
    return Demo(units, _accounts(chance, cells), cells, _months(until), catalogue, until, str(seed))


def _months(until: date) -> list[str]:
    last = until.year * 12 + until.month - 1
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(last - 12, last + 1)]


def _accounts(chance: random.Random, cells: list[meetings.Cell]) -> list[DemoAccount]:
    story = next(cell for cell in cells if cell.unit == STORY_CELL)
    other = next(cell for cell in cells if cell.unit == "chi-bo-ban-pa-pe")

    def account(username: str, name: str, role: str, unit: str, shows: str) -> DemoAccount:
        password = "-".join(chance.sample(_WORDS, 3)) + f"-{chance.randint(10, 99)}"
        return DemoAccount(username, name, password, role, unit, shows)

    return [
        account("na-don-bi-thu", story.members[0]["name"], "secretary", story.unit, "bí thư chi bộ bản Nà Đon: ghi sổ trên điện thoại"),
        account("na-don-thu-ky", story.members[1]["name"], "note_taker", story.unit, "thư ký cùng chi bộ, máy thứ hai"),
        account("pa-pe-bi-thu", other.members[0]["name"], "secretary", other.unit, "bí thư chi bộ bản Pa Pe"),
        account("binh-lu-dang-uy", people.a_name(chance, "kinh"), "commune_officer", "binh-lu", "cán bộ đảng ủy xã Bình Lư: trang của xã"),
        account("ta-leng-dang-uy", people.a_name(chance, "mong"), "commune_officer", "ta-leng", "cán bộ đảng ủy xã Tả Lèng"),
        account("ban-to-chuc", people.a_name(chance, "giay"), "organisation_board", "tam-duong", "xem mọi chi bộ của huyện Tam Đường cũ"),
        account("quan-tri", people.a_name(chance, "thai"), "administrator", "lai-chau", "quản trị: xem bảng theo dõi, không xem giấy tờ"),
        account("to-truong-binh-lu", offices.OBSERVERS[0][1], "team_leader", offices.TEAM, "tổ trưởng: phân công dự sinh hoạt"),
        account("to-vien-binh-lu", offices.OBSERVERS[1][1], "observer", offices.TEAM, "tổ viên: dự sinh hoạt, ghi phiếu trên điện thoại"),
    ]
