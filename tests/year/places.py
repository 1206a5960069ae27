"""The units and people of the year: a province with its boards, a commune with a team and fourteen village cells, and one cell
directly under the province. Names are invented; everything comes from one seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from server.demo.people import OF_TYPE, a_name, a_phone

SEED = 824
PROVINCE, COMMUNE, TEAM, BASE = "tinh-uy-lai-chau", "dang-uy-xa-binh-lu", "to-du-sinh-hoat-so-1", "chi-bo-co-so-van-phong"
ADMINISTRATOR, OFFICER, LEADER = "quan-tri", "van-phong-xa", "bi-thu-xa"
BOARD, STANDING, TEAM_LEADER, OBSERVERS = "ban-to-chuc", "thuong-vu", "to-truong", ("to-vien-mot", "to-vien-hai")
FOUNDED = "01/01/2026"
VILLAGES = ("Nà Đon", "Nà Phát", "Nà Khan", "Nà Hum", "Pa Pe", "Hưng Bình", "Hoa Vân",
            "Thống Nhất", "Tân Bình", "Toong Pẳn", "Km 2", "Vân Bình", "Nà Cà", "Thác Cạn")  # fmt: skip
UNIT_HEAD = "unit;unit_name;type;cell_type;parent;from;contact_name;contact_phone"
PEOPLE_HEAD = "username;name;phone;role;unit;from"
MEMBER_HEAD = "member;unit;name;status;member_role"


@dataclass
class Village:
    """A cell and its people; names of members, the secretary first, with their status and office. `chance` decides what is its own."""

    place: int
    name: str
    unit: str
    people: list[tuple[str, str, str]]
    chance: random.Random
    conclusions: list[dict[str, object]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.unit.removeprefix("chi-bo-")

    @property
    def secretary(self) -> str:
        return f"{self.slug}-bt"

    @property
    def note_taker(self) -> str:
        return f"{self.slug}-tk"

    @property
    def deputy(self) -> str:
        return f"{self.slug}-pbt"

    @property
    def assessor(self) -> str:
        return f"{self.slug}-cd"


SLUGS = ("na-don", "na-phat", "na-khan", "na-hum", "pa-pe", "hung-binh", "hoa-van",
         "thong-nhat", "tan-binh", "toong-pan", "km-2", "van-binh", "na-ca", "thac-can")  # fmt: skip


def villages() -> list[Village]:
    """The fourteen cells, the same every time."""
    return [_village(place, f"bản {name}", f"chi-bo-{SLUGS[place]}") for place, name in enumerate(VILLAGES)]


def base_cell() -> Village:
    """The cell directly under the province."""
    return _village(len(VILLAGES), "cơ sở Văn phòng", BASE)


def _village(place: int, name: str, unit: str) -> Village:
    chance = random.Random(SEED * 100 + place)
    own = chance.choice(OF_TYPE["village"])
    names: list[str] = []
    while len(names) < 7 + place % 3:
        if (told := a_name(chance, own)) not in names:
            names.append(told)
    offices = ("secretary", "deputy_secretary", "cell_committee_member")
    status = ["official"] * len(names)
    status[-1] = ("probationary", "exempt", "away")[place % 3]
    people = [(one, status[at], offices[at] if at < 3 else "member") for at, one in enumerate(names)]
    return Village(place, name, unit, people, chance)


def unit_table(cells: list[Village], base: Village) -> str:
    """Units as a CSV file for the administrator's page; the province is there already."""
    rows = [
        f"{COMMUNE};Đảng ủy xã Bình Lư;commune;;{PROVINCE};{FOUNDED};Nguyễn Thị Hòa;{a_phone(900)}",
        f"{TEAM};Tổ dự sinh hoạt số 1;observer_team;;{COMMUNE};{FOUNDED};Hoàng Văn Dự;{a_phone(901)}",
        f"{base.unit};Chi bộ {base.name};cell;office;{PROVINCE};{FOUNDED};{base.people[0][0]};{a_phone(902)}",
        *(
            f"{one.unit};Chi bộ {one.name};cell;village;{COMMUNE};{FOUNDED};{one.people[0][0]};{a_phone(one.place)}"
            for one in cells
        ),
    ]
    return "\n".join((UNIT_HEAD, *rows))


def people_table(cells: list[Village], base: Village) -> str:
    """Whoever logs in, with role and unit."""
    rows = [
        f"{OFFICER};Nguyễn Thị Hòa;;commune_officer;{COMMUNE};{FOUNDED}",
        f"{LEADER};Trần Văn Quyết;;commune_leader;{COMMUNE};{FOUNDED}",
        f"{TEAM_LEADER};Hoàng Văn Dự;;team_leader;{TEAM};{FOUNDED}",
        f"{OBSERVERS[0]};Lù Thị Bích;;observer;{TEAM};{FOUNDED}",
        f"{OBSERVERS[1]};Phạm Minh Long;;observer;{TEAM};{FOUNDED}",
        f"{BOARD};Đỗ Thu Hương;;organisation_board;{PROVINCE};{FOUNDED}",
        f"{STANDING};Vũ Đức Toàn;;standing_board;{PROVINCE};{FOUNDED}",
    ]
    roles = ((0, "bt", "secretary"), (1, "pbt", "deputy_secretary"), (2, "tk", "note_taker"), (3, "cd", "assessor"))
    for one in (*cells, base):
        rows += [f"{one.slug}-{end};{one.people[at][0]};;{role};{one.unit};{FOUNDED}" for at, end, role in roles]
    return "\n".join((PEOPLE_HEAD, *rows))


def member_table(cells: list[Village], base: Village) -> str:
    """The members of every cell."""
    rows = [f";{one.unit};{name};{status};{office}" for one in (*cells, base) for name, status, office in one.people]
    return "\n".join((MEMBER_HEAD, *rows))
